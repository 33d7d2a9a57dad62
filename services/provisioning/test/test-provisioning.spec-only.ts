import type { Hash, StatementType } from '@countersign/contracts';
import { StatementIssuer } from '@countersign/service-kit/messaging';
import { inTransaction } from '@countersign/service-kit/persistence';
import { isStatement, readJws, type Statement, type Trust, verifyStatement } from '@countersign/statement';
import {
  clocksThatDiffer,
  type FixedClock,
  fixedClock,
  keyring,
  moments,
  signingKeyOf,
  StatementWriter,
  type Trail,
} from '@countersign/testing';
import { type OwnDatabase, ownDatabase, untilWaiting } from '@countersign/testing/database';
import type { EntityManager } from 'typeorm';
import { DecisionConsumer } from '../src/collect/decision.consumer.js';
import { RequestConsumer } from '../src/collect/request.consumer.js';
import { Provisioning1764000000000 } from '../src/migrations/1764000000000-provisioning.js';
import { orderTopic, type ProvisioningDeps, urgentTopic } from '../src/provisioning-deps.js';
import { TargetConsumer } from '../src/receipts/target.consumer.js';

// a bound for a machine that does other work as well, not an expectation
jest.setTimeout(60_000);

/** Something provisioning signed; it counts, because its transaction committed. */
export interface Said {
  readonly type: string;
  readonly hash: Hash;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each spec knows what it waits for
  readonly body: any;
  readonly topic: string;
  readonly key: string;
}

/** A place as provisioning keeps it. */
export interface Kept {
  readonly permission: string;
  readonly token: number;
  readonly grants: readonly {
    readonly clearance: string;
    readonly request: string;
    readonly until: number | null;
  }[];
  readonly answered: number;
}

/** Provisioning without its broker: statements are handed to it, what it signs is read from its outbox. Database, chain and keys are real. */
export class TestProvisioning {
  readonly clock: FixedClock = fixedClock(moments.cleared);
  readonly pen = new StatementWriter();
  readonly gaps = new Set<string>();
  /** Whose clocks differ. */
  readonly skewed = new Set<string>();
  readonly deps: ProvisioningDeps;
  /** What was logged as an error. */
  errors: [message: string, fields?: object][] = [];
  trust: Trust = keyring().trust();
  /** Runs before anything is issued, inside the transaction: where a spec holds it, or lets it die. */
  onIssue: (type: string) => void | Promise<void> = () => undefined;
  private issuer!: StatementIssuer;

  private constructor(private readonly database: OwnDatabase) {
    const silent = {
      debug: () => undefined,
      error: (message: string, fields?: object) => void this.errors.push([message, fields]),
      warn: () => undefined,
      info: () => undefined,
    };
    const deps = {
      ...{ clock: this.clock, log: silent, trust: () => this.trust, trustForGrants: () => this.trust },
      inTransaction: (work) => this.inTransaction(work),
      hasGap: async (_tx, signer) => this.gaps.has(signer),
      clocks: clocksThatDiffer(this.clock, this.skewed),
      issuer: {
        writes: (topic) => this.issuer.writes(topic),
        issue: async (tx, draft, to) => {
          await this.onIssue(draft.type);
          return this.issuer.issue(tx, draft, to);
        },
      },
    } satisfies Record<string, unknown> &
      Pick<ProvisioningDeps, 'clock' | 'clocks' | 'trust' | 'hasGap' | 'issuer' | 'inTransaction'>;
    this.deps = deps;
  }

  static async start(): Promise<TestProvisioning> {
    return new TestProvisioning(await ownDatabase('provisioning', [Provisioning1764000000000]));
  }

  /** As on the first day, at the instant of the story's clearance. */
  async reset(): Promise<void> {
    await this.database.empty();
    this.clock.set(moments.cleared);
    this.gaps.clear();
    this.skewed.clear();
    this.trust = keyring().trust();
    this.onIssue = () => undefined;
    this.errors = [];
    await this.serves('erp', 'crm');
  }

  /** Which systems orders can go to: as after a start with these. */
  async serves(...systems: string[]): Promise<void> {
    this.issuer = await StatementIssuer.open({
      dataSource: this.database.ds,
      key: await signingKeyOf('provisioning'),
      deployment: keyring().deployment,
      principal: 'provisioning',
      topics: systems.flatMap((system) => [orderTopic(system), urgentTopic(system)]),
      clock: this.clock,
    });
  }

  stop(): Promise<void> {
    return this.database.drop();
  }

  inTransaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return inTransaction(this.database.ds, work);
  }

  rows<T = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> {
    return this.database.ds.query(sql, values);
  }

  /** Until some transaction stands and waits for a lock of another one: the gate at which a race is decided. */
  async untilWaiting(): Promise<void> {
    await untilWaiting(this.database.ds);
  }

  /** Everything a story says arrives in its order, all but what `without` names by type. */
  async hear(trail: Trail, without: readonly string[] = []): Promise<void> {
    for (const jws of trail.documents) {
      const statement = await verifyStatement(jws, keyring().registry());
      if (!without.includes(statement.type)) await this.deliver(statement);
    }
  }

  /** One statement arrives; the transport keeps its bytes before a handler sees it. */
  async deliver(statement: Statement): Promise<void> {
    const [requests, decisions] = [new RequestConsumer(this.deps), new DecisionConsumer(this.deps)];
    await this.inTransaction(async (tx) => {
      await this.receive(tx, statement);
      const context = { tx, record: null as never };
      if (isStatement(statement, 'request.identity-stated.v1')) await requests.stated(statement, context);
      else if (isStatement(statement, 'request.submitted.v1')) await requests.submitted(statement, context);
      else if (isStatement(statement, 'request.withdrawn.v1')) await requests.withdrawn(statement, context);
      else if (isStatement(statement, 'policy.cleared.v1')) await decisions.cleared(statement, context);
      else if (isStatement(statement, 'policy.assessed.v1')) await decisions.arrived(statement, context);
      else if (isStatement(statement, 'approval.approved.v1')) await decisions.arrived(statement, context);
      else if (isStatement(statement, 'policy.withdrew.v1')) await decisions.withdrew(statement, context);
      else if (isStatement(statement, 'approval.lapsed.v1')) decisions.lapsed();
      else await decisions.refused(statement as Parameters<typeof decisions.refused>[0], context);
    });
  }

  /** The connector says, by a clock that may be behind ours, what a place holds. The handler is given no more of the statement than it reads. */
  answered(body: object, behindMs = 0): Promise<void> {
    const target: TargetConsumer = Reflect.construct(TargetConsumer, [this.deps]);
    const context = { tx: null as never, record: null as never };
    const said = { body, iat: this.clock.now() - behindMs };
    return this.inTransaction((tx) => target.answered(said as never, { ...context, tx }));
  }

  /** The connector has ended something by itself, and says so. */
  ended(body: object): Promise<void> {
    const target: TargetConsumer = Reflect.construct(TargetConsumer, [this.deps]);
    const said = { body, iat: this.clock.now() };
    return this.inTransaction((tx) => target.ended(said as never, { tx, record: null as never }));
  }

  /** The observer says what a whole target holds, in one part unless `part` says otherwise. The handler is given no more than it reads. */
  seen(system: string, holdings: readonly object[], part: object = {}): Promise<void> {
    const target: TargetConsumer = Reflect.construct(TargetConsumer, [this.deps]);
    const begun = this.clock.now();
    const body = {
      system,
      observation: `o-${begun}`,
      begun,
      ended: begun,
      part: 1,
      of: 1,
      holdings,
      oddities: [],
      ...part,
    };
    return this.inTransaction((tx) => target.observed({ body } as never, { tx, record: null as never }));
  }

  /** Something another service says now. */
  async signed<T extends StatementType>(type: T, body: object): Promise<Statement<T>> {
    return this.read<T>((await this.pen.write(type, body, { at: this.clock.now() })).jws);
  }

  read<T extends StatementType>(jws: string): Promise<Statement<T>> {
    return verifyStatement<T>(jws, keyring().registry());
  }

  /** What provisioning has said, in order; of one type, when `type` is given. */
  async said(type?: string): Promise<Said[]> {
    const rows = await this.rows<Omit<Said, 'body'> & { jws: string }>(
      `SELECT s.type, s.hash, convert_from(s.jws, 'UTF8') AS jws, o.topic, o.key
         FROM outbox o JOIN statement s ON s.hash = o.statement ORDER BY o.position`,
    );
    return rows
      .map(({ jws, ...row }) => ({
        ...row,
        body: JSON.parse(Buffer.from(readJws(jws).payload).toString()).body,
      }))
      .filter((said) => !type || said.type === type);
  }

  orders(): Promise<Said[]> {
    return this.said('provisioning.ordered.v1');
  }

  /** Every place, in order of permissions. */
  places(): Promise<Kept[]> {
    return this.rows<Kept>(
      `SELECT permission, token::int, grants, answered_token::int AS answered FROM desired ORDER BY system, account, permission`,
    );
  }

  /** State and reason of every clearance, in the order in which they have to be applied. */
  async clearances(): Promise<[state: string, reason: string | null][]> {
    const rows = await this.rows<{ state: string; reason: string | null }>(
      'SELECT state, reason FROM clearance ORDER BY apply_before, hash',
    );
    return rows.map(({ state, reason }) => [state, reason]);
  }

  private async receive(
    tx: EntityManager,
    { hash, type, iss, chain, seq, prev, jws }: Statement,
  ): Promise<void> {
    await tx.query(
      'INSERT INTO received (hash, type, iss, chain, seq, prev, jws) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING',
      [hash, type, iss, chain, seq, prev, Buffer.from(jws)],
    );
  }
}
