import { CountersignError, type StatementType } from '@countersign/contracts';
import type { Vote } from '@countersign/contracts/approval';
import { hasOpenGap, StatementIssuer } from '@countersign/service-kit/messaging';
import { inTransaction } from '@countersign/service-kit/persistence';
import { type Bundle, type Statement, type Trust, verifyStatement } from '@countersign/statement';
import {
  type Ballot,
  clocksThatDiffer,
  type FixedClock,
  fixedClock,
  hired,
  keyring,
  memberOf,
  moments,
  people,
  type Plain,
  signingKeyOf,
  type SourceEvent,
  StatementWriter,
  testKey,
  votesWith,
} from '@countersign/testing';
import { type OwnDatabase, ownDatabase } from '@countersign/testing/database';
import type { DataSource, EntityManager } from 'typeorm';
import { BundleConsumer } from '../src/assess/bundle.consumer.js';
import { RequestConsumer } from '../src/assess/request.consumer.js';
import { judgeDue } from '../src/assess/judge-due.handler.js';
import { ApprovalConsumer } from '../src/clear/approval.consumer.js';
import { clearWaiting } from '../src/clear/clear-again.handler.js';
import { endOver } from '../src/clear/end-over.handler.js';
import { endRefused } from '../src/clear/end-refused.handler.js';
import { countHeads } from '../src/findings/count-heads.handler.js';
import { reportClocks } from '../src/findings/report-clocks.handler.js';
import { reportNoRoute } from '../src/findings/report-no-route.handler.js';
import { reportOrphans } from '../src/findings/report-orphans.handler.js';
import { reportUnbelieved } from '../src/findings/report-unbelieved.handler.js';
import { scanRoots } from '../src/findings/scan-roots.handler.js';
import { FactConsumer } from '../src/identities/fact.consumer.js';
import { endWorkersDue } from '../src/identities/end-worker.handler.js';
import { Policy1764000000000 } from '../src/migrations/1764000000000-policy.js';
import { type PolicyDeps, policyTopic } from '../src/policy-deps.js';
import { TargetConsumer } from '../src/release/target.consumer.js';
import { because, lawfulMoves } from './lawful-moves.spec-only.js';

/** A statement as policy signed it. */
export interface Said {
  readonly hash: string;
  readonly type: StatementType;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each spec knows what it asked for
  readonly body: any;
}

const ring = keyring();
const registry = ring.registry();
/** Everybody works here and has a voting key; Omar and Cleo decide, as could Rita and Bea if they were not excluded. */
const usualFacts: readonly SourceEvent[] = [
  ...Object.values(people).flatMap((person) => [hired(person), votesWith(person, testKey(person))]),
  memberOf('process-owners', people.omar),
  memberOf('internal-control', people.cleo),
  memberOf('process-owners', people.rita),
  memberOf('internal-control', people.bea),
];
const jobs = {
  clear: clearWaiting,
  countHeads,
  due: judgeDue,
  over: endOver,
  refused: endRefused,
  workers: endWorkersDue,
  reportClocks,
  reportNoRoute,
  reportOrphans,
  reportUnbelieved,
  scanRoots,
} as const;

/** As the kit says it. */
class RunOut extends CountersignError {
  readonly code = 'TRUST_RUN_OUT';
  readonly retriable = true;
}

/** Policy without its broker: statements are handed to it, what it says is read from its outbox. Database, keys and signatures are real. */
export class PolicyDesk {
  readonly clock: FixedClock = fixedClock(moments.submitted);
  readonly gaps = new Set<string>();
  /** Whose clocks differ. */
  readonly skewed = new Set<string>();
  readonly logged: string[] = [];
  /** Requests about which nothing can be said: whatever is done for them fails. */
  readonly failing = new Set<string>();
  pen = new StatementWriter();
  deps!: PolicyDeps;
  trust: Trust = ring.trust();
  runOut = false;

  private constructor(private readonly database: OwnDatabase) {}

  static async open(): Promise<PolicyDesk> {
    const database = await ownDatabase('policy', [Policy1764000000000]);
    await database.force(lawfulMoves);
    return new PolicyDesk(database);
  }

  get ds(): DataSource {
    return this.database.ds;
  }

  /** Before each spec: nothing is left of the one before but the usual facts. */
  async begin(...more: readonly SourceEvent[]): Promise<void> {
    await this.database.empty();
    this.clock.set(moments.submitted);
    this.gaps.clear();
    this.skewed.clear();
    this.failing.clear();
    this.logged.length = 0;
    this.pen = new StatementWriter();
    this.trust = ring.trust();
    this.runOut = false;
    const key = await signingKeyOf('policy');
    const issuer = await StatementIssuer.open({
      ...{
        dataSource: this.ds,
        key,
        deployment: ring.deployment,
        principal: 'policy',
        topics: [policyTopic],
      },
      ...{ clock: this.clock, onFatal: () => undefined },
    });
    this.deps = {
      issuer: {
        issue: async (tx, draft, to) => {
          if (this.failing.has(to.key)) throw new TypeError('nothing can be said about this');
          return issuer.issue(tx, draft, to);
        },
      },
      clock: this.clock,
      trust: () => this.trust,
      trustForGrants: () => {
        if (this.runOut) throw new RunOut('bundle or key registry have run out');
        return this.trust;
      },
      hasGap: async (tx, signer) => this.gaps.has(signer) || hasOpenGap(tx, signer),
      clocks: clocksThatDiffer(this.clock, this.skewed),
      log: {
        warn: (message) => void this.logged.push(message),
        error: (message) => void this.logged.push(message),
      },
    };
    await this.states(...usualFacts, ...more);
  }

  close(): Promise<void> {
    return this.database.drop();
  }

  force(sql: string): Promise<void> {
    return this.database.force(sql);
  }

  /** A law arrives and takes force. */
  async activates(bundle: Bundle): Promise<void> {
    await this.inTransaction(async (tx) => {
      await because(tx, 'governance.bundle.v1');
      await new BundleConsumer(this.deps).activated(bundle, { tx, record: null as never });
    });
    this.under(bundle);
  }

  /** A law takes force in memory, as it is once it was read from its topic. */
  under(bundle: Bundle): void {
    this.trust = ring.trust(bundle);
  }

  inTransaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return inTransaction(this.ds, work);
  }

  /** A job runs once. */
  run(job: keyof typeof jobs): Promise<void> {
    return this.inTransaction(async (tx) => {
      await because(tx, 'timer');
      await jobs[job](this.deps, tx);
    });
  }

  /** Statements arrive as one batch: their bytes are kept, and each is handed to the method that it is for. */
  async receive(...documents: readonly string[]): Promise<readonly Statement[]> {
    const statements = await Promise.all(documents.map((jws) => verifyStatement(jws, registry)));
    await this.inTransaction(async (tx) => {
      for (const statement of statements) {
        const { hash, type, iss, chain, seq, jws, body } = statement;
        await tx.query(
          `INSERT INTO received (hash, type, iss, chain, seq, jws, request) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
          [hash, type, iss, chain, seq, Buffer.from(jws), (body as { request?: string }).request],
        );
        await because(tx, type);
        await this.deliver(statement as never, { tx, record: null as never });
      }
    });
    return statements;
  }

  private deliver(statement: never, context: { tx: EntityManager; record: never }): Promise<void> {
    const request = new RequestConsumer(this.deps);
    const approval = new ApprovalConsumer(this.deps);
    const target = new TargetConsumer(this.deps);
    const handlers: Partial<Record<StatementType, () => Promise<void>>> = {
      'request.identity-stated.v1': () => new FactConsumer(this.deps).stated(statement, context),
      'request.source-confirmed.v1': () => new FactConsumer(this.deps).confirmed(statement, context),
      'request.submitted.v1': () => request.submitted(statement, context),
      'request.withdrawn.v1': () => request.withdrawn(statement, context),
      'approval.approved.v1': () => approval.approved(statement, context),
      'approval.denied.v1': () => approval.denied(statement, context),
      'approval.lapsed.v1': () => approval.lapsed(statement, context),
      'connector.answered.v1': () => target.answered(statement, context),
      'connector.ended.v1': () => target.ended(statement, context),
      'observer.observed.v1': () => target.observed(statement, context),
    };
    const handle = handlers[(statement as Statement).type];
    if (!handle) throw new TypeError('policy does not read this');
    return handle();
  }

  /** Somebody else says something at the time of the clock, and it arrives. */
  async hear(type: StatementType, body: object, at = this.clock.now()): Promise<Statement> {
    const [statement] = await this.receive((await this.pen.write(type, body, { at })).jws);
    return statement as Statement;
  }

  async states(...events: readonly SourceEvent[]): Promise<void> {
    const stated = [];
    for (const event of events) stated.push((await this.pen.state(event)).jws);
    await this.receive(...stated);
  }

  /** The usual request of a spec of this name: Rita asks for Bea, thirty days from now on, what `items` names. */
  async asks(name: string, change: object = {}, at = this.clock.now()): Promise<{ id: string; hr: string }> {
    const id = `r-${name}`.padEnd(24, '0');
    const { hash } = await this.hear(
      'request.submitted.v1',
      {
        request: id,
        requester: people.rita,
        actors: [],
        beneficiary: people.bea,
        items: [{ entitlement: 'erp:vendor:create', scope: {} }],
        window: { from: at, until: at + 30 * 86_400_000 },
        reason: 'needed',
        source: 'source:itsm',
        cause: null,
        drops: [],
        allOrNothing: false,
        bundleAtLeast: this.trust.bundle.number,
        ...change,
      },
      at,
    );
    return { id, hr: hash };
  }

  /** Votes of these persons on the newest assessment, in their own bytes. */
  async votes(id: string, voters: readonly string[], change: Partial<Ballot> = {}): Promise<string[]> {
    const { hash: ha, body } = (await this.said('policy.assessed.v1', id)).at(-1) as Said;
    const about = { dep: ring.deployment, request: id, hr: body.hr, ha } as unknown as Plain<Vote>;
    const iat = this.clock.now();
    return Promise.all(
      voters.map((voter) =>
        this.pen.vote({ ...about, voter, decision: 'yes', reason: 'needed', iat, ...change }),
      ),
    );
  }

  /** Omar and Cleo say yes to the newest assessment, unless other votes are given, and approval gathers them. */
  async approves(id: string, votes?: readonly string[], at = this.clock.now()): Promise<void> {
    const { hash: ha, body } = (await this.said('policy.assessed.v1', id)).at(-1) as Said;
    const given = votes ?? (await this.votes(id, [people.omar, people.cleo]));
    await this.hear('approval.approved.v1', { request: id, hr: body.hr, ha, votes: given }, at);
  }

  /** The connector says what a place holds now: the grants of these requests. */
  async answers(token: number, requests: readonly string[], change: object = {}): Promise<void> {
    const grants = requests.map((request) => ({ clearance: 'A'.repeat(43), request, until: null }));
    await this.hear('connector.answered.v1', {
      ...{ system: 'erp', account: 'u1001', permission: 'role:erp_vendor_create', token, newest: token },
      ...{ order: 'A'.repeat(43), outcome: 'done', code: null, results: [], verified: [], findings: [] },
      state: { grants, adopted: false },
      ...change,
    });
  }

  /** The observer says what the whole target holds. */
  async observes(holdings: readonly object[] = [], oddities: readonly object[] = []): Promise<void> {
    const now = this.clock.now();
    const observation = `o-${String(now).padStart(22, '0')}`;
    const reading = {
      system: 'erp',
      observation,
      begun: now,
      ended: now,
      part: 1,
      of: 1,
      holdings,
      oddities,
    };
    await this.hear('observer.observed.v1', reading);
  }

  /** What policy has said, in the order of its chain. */
  async said(type?: StatementType, request?: string): Promise<Said[]> {
    const rows: { jws: Buffer }[] = await this.ds.query('SELECT jws FROM statement ORDER BY seq');
    const all = await Promise.all(rows.map(({ jws }) => verifyStatement(jws.toString(), registry)));
    return all.filter(
      (one) =>
        (!type || one.type === type) && (!request || (one.body as { request?: string }).request === request),
    );
  }

  /** Codes of the reasons in the newest statement of a type about a request. */
  async reasons(type: StatementType, request: string): Promise<string[]> {
    return ((await this.said(type, request)).at(-1)?.body.reasons ?? []).map(
      ({ code }: { code: string }) => code,
    );
  }

  async stateOf(id: string): Promise<string> {
    return (await this.rows('SELECT state FROM request WHERE id = $1', id))[0]?.['state'] as string;
  }

  /** Open findings as `code subject`. */
  async findings(): Promise<string[]> {
    const rows = await this.rows(
      'SELECT code, subject FROM finding WHERE closed_at IS NULL ORDER BY code, subject',
    );
    return rows.map(({ code, subject }) => `${String(code)} ${String(subject)}`);
  }

  rows(sql: string, ...values: unknown[]): Promise<Record<string, unknown>[]> {
    return this.ds.query(sql, values);
  }
}
