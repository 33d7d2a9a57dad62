import { existsSync, readFileSync } from 'node:fs';
import { votingKeyFile } from '@countersign/demo';
import { Person, type RunFile } from '@countersign/demo/stage';
import { personOf } from './names.js';
import type { Heard, Wire } from './wire.js';
import { secretsOf } from './workforce.js';

/** A token of the provider lives for ten minutes; a new one is asked for well before, ms. */
const tokenMs = 420_000;

/** The newest assessment of a request, once there is one. */
export const assessedIn = (wire: Wire, request: string): Promise<Heard> =>
  wire.until(`an assessment of ${request}`, () => wire.about(request, 'policy.assessed.v1').at(-1));

/** People at their desks: signed in, and voting with their own keys. */
export class Desks {
  private readonly people = new Map<string, { readonly since: number; readonly person: Promise<Person> }>();

  constructor(
    private readonly about: () => RunFile,
    private readonly wire: Wire,
  ) {}

  /** A person at her desk, by this login; signs in anew before her token is over. */
  person(n: number, login = `login-${n}`): Promise<Person> {
    const known = this.people.get(login);
    if (known && Date.now() - known.since < tokenMs) return known.person;
    const file = votingKeyFile(secretsOf(this.about()), n);
    const key = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object) : null;
    const person = Person.logIn(this.about(), personOf(n), login, key);
    this.people.set(login, { since: Date.now(), person });
    return person;
  }

  /** A person at her desk with a voting key that she has besides. */
  withKey(n: number, key: object): Promise<Person> {
    return Person.logIn(this.about(), personOf(n), `login-${n}`, key);
  }

  /** Her access token, for calls that no client makes. */
  async tokenOf(n: number): Promise<string> {
    const { api } = await this.person(n);
    return (api as unknown as { readonly options: { readonly token: string } }).options.token;
  }

  /** Signs a vote of somebody on the newest assessment. */
  async ballot(
    n: number,
    request: string,
    decision: 'yes' | 'no' = 'yes',
    change: object = {},
  ): Promise<string> {
    const { hash: ha, body } = await assessedIn(this.wire, request);
    const task = { deployment: this.about().deployment, request, hr: body.hr, ha, ...change };
    return (await this.person(n)).sign(task as never, decision);
  }

  /** Votes, and says what became of it: the request's state, or the code of a refusal. Waits until approval knows what is voted on. */
  async votes(n: number, request: string, decision: 'yes' | 'no' = 'yes'): Promise<string> {
    return this.handsIn(n, await this.ballot(n, request, decision));
  }

  /** Hands in a vote, whoever signed it, as somebody who is signed in; what is not known yet is tried again. */
  async handsIn(n: number, ballot: string): Promise<string> {
    const person = await this.person(n);
    const end = Date.now() + 30_000;
    for (;;) {
      const answer = await person.handIn(ballot);
      const isEarly = ['VOTE_UNKNOWN_TASK', 'RATE_LIMITED', 'CLI_NO_ANSWER', 'UNKNOWN_LOGIN'].includes(
        answer,
      );
      if (!isEarly || Date.now() > end) return answer;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
