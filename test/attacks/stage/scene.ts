import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessRequested, accessWithdrawn, enrolledLogin, votingKeyFile } from '@countersign/demo';
import {
  attachSystem,
  eventually,
  lookInto,
  NeverHappened,
  openSources,
  Person,
  readSecret,
  type RunFile,
  type RunningSystem,
  type SourceEvent,
  type Sources,
} from '@countersign/demo/stage';
import pg from 'pg';
import { holdingsIn } from '../checker/holdings.js';
import type { Anchor, Where } from '../checker/where.js';
import { bareWorker, deciding, fact, firstOwner, firstWithLogin, founding, worker } from './company.js';
import { type Asked, type Ending, endings } from './asked.js';
import { untilKnown } from './known.js';
import { accountOf, item, personOf } from './names.js';
import { Receipts } from './receipts.js';
import { type Heard, Wire } from './wire.js';

/** A token of the provider lives for ten minutes; a new one is asked for well before, ms. */
const tokenMs = 420_000;

export type { Asked, Ending };
export { accountOf, item, personOf };

/** A running system and all that attacks are played with: its sources, its people, its wires, its target. */
export class Scene {
  /** Reasons of requests that a service said it took. */
  readonly accepted: string[] = [];
  private readonly people = new Map<string, { readonly since: number; readonly person: Promise<Person> }>();
  private readonly receipts: Receipts;
  private nextNumber = 3001;
  private nextLogin = firstWithLogin;
  private facts = 0;
  /** Facts about control that policy may not know yet. */
  private readonly stated: string[] = [];

  private constructor(
    readonly system: RunningSystem,
    readonly wire: Wire,
    readonly sources: Sources,
  ) {
    this.receipts = new Receipts(wire);
  }

  /** `used`: attacks have been played on this system before, so new people need new numbers. */
  static async open(runFile: string, used = false): Promise<Scene> {
    const system = await attachSystem(runFile);
    const about = system.about();
    const scene = new Scene(system, await Wire.tap(about), await openSources(about));
    if (used) {
      const seconds = Math.floor(Date.now() / 1_000);
      scene.nextNumber = 10_000 + (seconds % 1_000_000);
      scene.facts = seconds;
      scene.nextLogin += seconds % 100;
    }
    const founded = join(scene.folder, 'attacks-founded');
    if (!existsSync(founded)) await scene.sources.hr.publishAll(founding(scene.folder, scene.issuer));
    writeFileSync(founded, '');
    return scene;
  }

  async close(): Promise<void> {
    await this.wire.close();
    await this.sources.close();
  }

  get about(): RunFile {
    return this.system.about();
  }
  get folder(): string {
    return join(this.about.runDir, 'secrets');
  }
  get issuer(): string {
    return this.about.addresses['openid-provider'] ?? '';
  }
  /** The target as its superuser sees it. */
  get targetUrl(): string {
    const url = new URL(this.about.addresses['target-erp'] ?? '');
    url.username = 'postgres';
    url.password = readSecret(this.about.secrets.targets['erp']?.['postgres']);
    return url.href;
  }
  /** What the checker is told. */
  get where(): Where {
    const { deployment, brokers, secrets } = this.about;
    const anchor = JSON.parse(
      readSecret((secrets as unknown as { trustAnchor: string }).trustAnchor),
    ) as Anchor;
    return {
      ...{ deployment, brokers, anchor, targets: { erp: this.targetUrl } },
      kafka: { username: 'admin', password: readSecret(secrets.kafka['admin']) },
    };
  }

  /** HR states facts, with its own signature. */
  async states(...events: readonly SourceEvent[]): Promise<void> {
    await this.sources.hr.publishAll(events);
  }

  /** HR states that somebody controls something; `accounts` of the target that it uses. */
  controls(
    identity: string,
    n: number | string,
    how: string,
    accounts: readonly string[] = [],
    change: object = {},
  ) {
    const controller = typeof n === 'number' ? personOf(n) : n;
    const name = `control-${(this.facts += 1)}`;
    this.stated.push(`attack-${name}`);
    const event = fact('identity.controlled.v1', name, {
      ...{ identity, controller, how, effective: '2025-01-01T00:00:00.000Z', until: null },
      accounts: accounts.map((account) => ({ system: 'erp', account })),
      ...change,
    });
    return this.states(event);
  }

  /** HR states that a further account is hers. */
  links(n: number, account: string): Promise<void> {
    return this.states(
      fact('identity.linked.v1', `linked-${account}`, {
        ...{ person: personOf(n), account: { system: 'erp', account } },
        ...{ effective: '2025-01-01T00:00:00.000Z', until: null },
      }),
    );
  }

  /** Hires so many people with an account, and waits until they can log in to the target. */
  async hires(count: number): Promise<number[]> {
    const numbers = Array.from({ length: count }, () => this.nextNumber++);
    await this.states(...numbers.map((n) => worker(n, true)));
    await this.untilThere(numbers.map(accountOf));
    return numbers;
  }

  /** Hires so many people who have an account and are born with nothing, and waits for nothing. */
  async hiresBare(count: number): Promise<number[]> {
    const numbers = Array.from({ length: count }, () => this.nextNumber++);
    await this.states(...numbers.map((n) => bareWorker(n)));
    return numbers;
  }

  /** Hires somebody with an account who can sign in as well. */
  async hiresWithLogin(): Promise<number> {
    const n = this.nextLogin++;
    await this.hiresAs(n);
    return n;
  }

  /** Hires whom the law or a provider knows by this number, with an account and a login. */
  async hiresAs(n: number): Promise<void> {
    await this.states(worker(n, true), enrolledLogin(n, this.issuer, new Date().toISOString()));
    await this.untilThere([accountOf(n)]);
  }

  /** Hires somebody who holds nothing and owns whatever is hers alone. */
  async hiresOwner(): Promise<number> {
    const n = this.nextNumber++;
    await this.states(worker(n, false));
    return n;
  }

  /** Hires somebody who decides for a group, without access of her own. */
  async hiresApprover(group: string): Promise<number> {
    const n = this.nextLogin++;
    await this.states(worker(n, false), enrolledLogin(n, this.issuer, new Date().toISOString()));
    await this.joins(n, group);
    return n;
  }

  /** Somebody who works here decides for a group from now on. */
  joins(n: number, group: string): Promise<void> {
    return this.states(...deciding(this.folder, n, group));
  }

  private async untilThere(accounts: readonly string[]): Promise<void> {
    const there = `SELECT count(*)::int AS n FROM pg_roles WHERE rolcanlogin AND rolname = ANY($1)`;
    const patience = 120_000 + accounts.length * 1_000;
    await eventually(
      `${accounts.length} accounts`,
      async () => (await this.inTarget<{ n: number }>(there, [accounts]))[0]?.n === accounts.length,
      patience,
    );
  }

  /** A person at her desk, by this login; signs in anew before her token is over. */
  person(n: number, login = `login-${n}`): Promise<Person> {
    const known = this.people.get(login);
    if (known && Date.now() - known.since < tokenMs) return known.person;
    const file = votingKeyFile(this.folder, n);
    const key = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object) : null;
    const person = Person.logIn(this.about, personOf(n), login, key);
    this.people.set(login, { since: Date.now(), person });
    return person;
  }

  /** Her access token, for calls that no client makes. */
  async tokenOf(n: number): Promise<string> {
    const { api } = await this.person(n);
    return (api as unknown as { readonly options: { readonly token: string } }).options.token;
  }

  /** Asks through ITSM, once policy knows all control that was stated before; gives the request's id. */
  async asks(asked: Asked): Promise<string> {
    await untilKnown(this.about, this.stated.splice(0));
    const reason = `ticket ${randomBytes(6).toString('hex')}`;
    await this.publishes(reason, asked);
    return this.requestOf(reason);
  }

  /** Publishes a wish through ITSM; its ticket is made of the reason. */
  async publishes(
    reason: string,
    { requester, beneficiary, items, scope, from, until }: Asked,
  ): Promise<void> {
    const ticket = reason.replaceAll(/[^A-Za-z0-9]/g, '-');
    const event = accessRequested({
      ...{ ticket, requester: personOf(requester), items, reason },
      ...(beneficiary === undefined ? {} : { beneficiary }),
      ...(scope === undefined ? {} : { scope: scope }),
      ...(until === undefined ? {} : { until }),
    });
    const data = { ...(event.data as object), ...(from === undefined ? {} : { from }) };
    await this.sources.itsm.publish({ ...event, data });
    this.accepted.push(reason);
  }

  /** Posts a wish as a person; gives the request's id. */
  async posts(n: number, reason: string, asked: Omit<Asked, 'requester'>): Promise<string> {
    const { api } = await this.person(n);
    const { beneficiary = personOf(n), items, from, until } = asked;
    const wish = {
      ...{ beneficiary, items: items.map(item) as never, reason },
      ...(from === undefined ? {} : { from }),
      ...(until === undefined ? {} : { until }),
    };
    const key = reason.replaceAll(/[^A-Za-z0-9]/g, '-');
    // whoever gets no answer asks again under the same key, as every client does
    for (let left = 60; ; left--)
      try {
        const { request } = await api.submit(wish, key);
        this.accepted.push(reason);
        return request;
      } catch (error) {
        const { code = '' } = error as { code?: string };
        if (left === 0 || !['CLI_NO_ANSWER', 'RATE_LIMITED', 'UNKNOWN_LOGIN'].includes(code)) throw error;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
  }

  /** The request that was made of a wish with this reason. */
  requestOf(reason: string): Promise<string> {
    const look = () =>
      this.wire.heard.find(({ type, body }) => type === 'request.submitted.v1' && body.reason === reason);
    return this.wire.until(`a request of ${reason}`, look).then(({ body }) => String(body.request));
  }

  /** Asks, has process owners and whoever else is needed say yes, and waits until it is applied; gives the request. */
  async gets(asked: Asked, ...voters: readonly number[]): Promise<string> {
    const request = await this.asks(asked);
    for (const n of voters.length > 0 ? voters : [firstOwner]) await this.votes(n, request);
    const ending = await this.ending(request);
    if (ending !== 'applied') throw new NeverHappened(`${request} was to be applied and is ${ending}`);
    return request;
  }

  /** Takes back everything that is still open, so that nothing of a line reaches into the next. */
  async tidies(): Promise<void> {
    const submitted = this.wire.heard.filter(({ type }) => type === 'request.submitted.v1');
    for (const { body } of submitted)
      if (this.endingOf(String(body.request)) === undefined)
        await this.withdraws(body.request, body.requester);
  }

  /** Takes a request back herself, and waits until that is known. */
  async withdrawsHerself(n: number, request: string): Promise<void> {
    await (await this.person(n)).api.withdraw(request, 'no longer needed');
    await this.ending(request);
  }

  /** Takes a request back through ITSM. */
  async withdraws(request: string, by: string): Promise<void> {
    const event = accessWithdrawn(request, by, 'no longer needed');
    await this.sources.itsm.publish({ ...event, data: { request, by, reason: 'no longer needed' } });
  }

  /** The newest assessment of a request. */
  assessed(request: string): Promise<Heard> {
    return this.wire.until(`an assessment of ${request}`, () =>
      this.wire.about(request, 'policy.assessed.v1').at(-1),
    );
  }

  /** Signs a vote of somebody on the newest assessment. */
  async ballot(
    n: number,
    request: string,
    decision: 'yes' | 'no' = 'yes',
    change: object = {},
  ): Promise<string> {
    const { hash: ha, body } = await this.assessed(request);
    const task = { deployment: this.about.deployment, request, hr: body.hr, ha, ...change };
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

  /** What a request has come to, once it is at an end. `held` counts as none unless `standing` says so. */
  ending(request: string, withinMs?: number, standing = false): Promise<Ending> {
    return this.wire.until(`an end of ${request}`, () => this.endingOf(request, standing), withinMs);
  }

  /** The end of a request so far. */
  endingOf(request: string, standing = false): Ending | undefined {
    const about = this.wire.about(request);
    const ended = about.map(({ type }) => endings[type]).find((one) => one !== undefined);
    if (ended) return ended;
    if (this.receipts.areAll(request)) return 'applied';
    return standing && about.at(-1)?.type === 'policy.held.v1' ? 'held' : undefined;
  }

  /** Codes of the reasons of the newest refusal of a request. */
  reasons(request: string): string {
    const said = this.wire.about(request).filter(({ body }) => Array.isArray(body.reasons));
    return (said.at(-1)?.body.reasons ?? []).map(({ code }: { code: string }) => code).join(' ');
  }

  /** Permissions of an account in the target, by the target's own catalog. */
  async holds(account: string): Promise<readonly string[]> {
    const all = await holdingsIn('erp', this.targetUrl);
    return all.filter((one) => one.account === account).map(({ permission }) => permission);
  }

  /** Runs SQL in the target as its superuser. */
  async inTarget<R extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<R[]> {
    const client = new pg.Client({ connectionString: this.targetUrl });
    await client.connect();
    try {
      return (await client.query<R>(sql, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** Looks into a service's database, read only. */
  lookInto<R extends pg.QueryResultRow>(database: string, sql: string, values: unknown[] = []): Promise<R[]> {
    return lookInto<R>(this.about, database, sql, values);
  }

  /** Open findings of policy of whose subject or message these words are a part, as codes. */
  async findings(words: string): Promise<string[]> {
    const rows = await this.lookInto<{ code: string }>(
      'policy',
      `SELECT code FROM finding WHERE closed_at IS NULL AND position($1 IN subject || ' ' || message) > 0 ORDER BY code`,
      [words],
    );
    return rows.map(({ code }) => code);
  }

  /** Waits for an open finding about something; gives its codes. */
  finding(words: string, code?: string, withinMs?: number): Promise<string> {
    return eventually(
      `a finding ${code ?? ''} about ${words}`,
      async () => {
        const found = await this.findings(words);
        return (code === undefined ? found.length > 0 : found.includes(code)) && found.join(' ');
      },
      withinMs,
    );
  }
}
