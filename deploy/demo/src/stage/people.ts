import { CountersignApi, makeVote, type Story, type Task } from '@countersign/cli';
import { CountersignError } from '@countersign/contracts';
import { loadSigningKey, type SigningKey } from '@countersign/statement/sign';
import { eventually } from './eventually.js';
import { readSecret, type RunFile, signIn } from './running-system.js';

/** Nobody has this login at the provider. */
export class NoSuchLogin extends CountersignError {
  readonly code = 'DEMO_NO_SUCH_LOGIN';
  readonly retriable = false;
}

/** Logs somebody in at the OpenID provider by authorization code with PKCE and gives her access token. Throws {@link NoSuchLogin}. */
export async function tokenOf(about: RunFile, login: string): Promise<string> {
  const people = JSON.parse(readSecret(about.secrets.openidPeople)) as {
    login: string;
    password: string;
  }[];
  const password = people.find((person) => person.login === login)?.password;
  if (password === undefined)
    throw new NoSuchLogin(`\`${login}\` is no login here; they stand in \`${about.secrets.openidPeople}\``);
  const issuer = about.addresses['openid-provider'] as string;
  return (await (await signIn()).signInPerson({ issuer, login, password })).accessToken;
}

/** A person of the company at her own desk: her login, her voting key. */
export class Person {
  private constructor(
    readonly id: string,
    readonly api: CountersignApi,
    private readonly deployment: string,
    private readonly key: SigningKey | null,
  ) {}

  /** Logs her in, see {@link tokenOf}. */
  static async logIn(about: RunFile, id: string, login: string, votingKey: object | null): Promise<Person> {
    const token = await tokenOf(about, login);
    const { request, approval } = about.addresses as Record<string, string>;
    const api = new CountersignApi({
      request: request as string,
      approval: approval as string,
      token,
    });
    return new Person(id, api, about.deployment, votingKey ? await loadSigningKey(votingKey) : null);
  }

  /** Waits until a request is in her inbox. */
  task(request: string): Promise<Task> {
    return eventually(`${request} in the inbox of ${this.id}`, async () =>
      (await this.api.inbox()).find((task) => task.request === request),
    );
  }

  /** Signs a vote with her own key; `as` lets her claim to be somebody else. */
  sign(task: Task, decision: 'yes' | 'no', as: string = this.id): Promise<string> {
    const by = { voter: as, decision, reason: 'looked at it', at: Date.now() } as const;
    return makeVote(this.deployment, task, by, this.key as SigningKey);
  }

  /** Votes, and says what became of it: the request's state, or the code of the refusal. */
  async vote(task: Task, decision: 'yes' | 'no' = 'yes'): Promise<string> {
    return this.handIn(await this.sign(task, decision));
  }

  /** Hands in a vote, whoever signed it, and says what became of it. */
  handIn(jws: string): Promise<string> {
    return this.api.vote(jws).then(
      ({ state }) => state,
      (error: unknown) => (error as { readonly code?: string }).code ?? 'an error without a code',
    );
  }

  /** Waits until a request is in one of these states, as its story tells it. */
  until(request: string, ...states: readonly string[]): Promise<Story> {
    return eventually(`${request} to be ${states.join(' or ')}`, async () => {
      const story = await this.api.story(request);
      return states.includes(story.state) && story;
    });
  }
}
