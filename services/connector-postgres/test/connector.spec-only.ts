import type { Draft, Hash } from '@countersign/contracts';
import type { Answered, Ended } from '@countersign/contracts/connector';
import { receivedByHash } from '@countersign/service-kit/messaging';
import { inTransaction } from '@countersign/service-kit/persistence';
import { type Statement, type Trust, verifyStatement } from '@countersign/statement';
import {
  clocksThatDiffer,
  type FixedClock,
  fixedClock,
  keyring,
  moments,
  StatementWriter,
} from '@countersign/testing';
import { type OwnDatabase, ownDatabase } from '@countersign/testing/database';
import { Client } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import type { ConnectorDeps } from '../src/connector-deps.js';
import { Connector1764000000001 } from '../src/migrations/1764000000001-connector.js';
import { OrderConsumer } from '../src/orders/order.consumer.js';
import { TestTarget } from '../src/target/target.spec-only.js';

// they wait for each other, see `alone`
jest.setTimeout(600_000);

type Said = {
  readonly type: string;
  readonly body: Answered | Ended;
  readonly topic: string;
  readonly key: string;
};

/** The story's account is one for the whole cluster: whoever plays it waits until the one before has ended. */
async function alone(): Promise<Client> {
  const turn = new Client({ connectionString: process.env['TEST_DATABASE_URL'] });
  await turn.connect();
  await turn.query(`SELECT pg_advisory_lock(hashtextextended('account of the story', 0))`);
  return turn;
}

/** A connector without its broker: statements are handed to it, what it issues is kept. Target and database are real. */
export class TestConnector {
  readonly clock: FixedClock = fixedClock(moments.ordered);
  readonly said: Said[] = [];
  readonly gaps = new Set<string>();
  /** Whose clocks differ. */
  readonly skewed = new Set<string>();
  readonly pen = new StatementWriter();
  readonly deps: ConnectorDeps;
  readonly consumer: OrderConsumer;
  trust: Trust | null = keyring().trust();
  /** What happens when something is issued; throws where the process is to die. */
  onIssue: () => void | Promise<void> = () => undefined;

  private constructor(
    readonly target: TestTarget,
    private readonly database: OwnDatabase,
    private readonly turn: Client,
  ) {
    this.deps = {
      driver: target.driver(),
      system: target.system,
      clock: this.clock,
      topic: 'connector.erp',
      principal: 'connector-erp',
      trust: () => {
        if (!this.trust) throw new TypeError('there is none');
        return this.trust;
      },
      inTransaction: (work) => this.inTransaction(work),
      hasGap: async (_tx, signer) => this.gaps.has(signer),
      clocks: clocksThatDiffer(this.clock, this.skewed),
      issuer: { issue: async (_tx, draft, to) => this.keep(draft as Draft<string, Answered>, to) },
      log: { error: () => undefined } as unknown as ConnectorDeps['log'],
    };
    this.consumer = new OrderConsumer(this.deps);
  }

  get ds(): DataSource {
    return this.database.ds;
  }

  static async start(): Promise<TestConnector> {
    const turn = await alone();
    const target = await TestTarget.create();
    for (const role of ['erp_vendor_create', 'erp_vendor_read', 'erp_payment_release'])
      await target.owner.query(`
        DO $$ BEGIN CREATE ROLE ${role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
        SELECT countersign.manage_role('${role}')`);
    return new TestConnector(target, await ownDatabase('connector', [Connector1764000000001]), turn);
  }

  /** Everything as at the start, in both databases: nothing is held, remembered or received. */
  async reset(): Promise<void> {
    await this.target.owner.query(`
      TRUNCATE countersign.place, countersign.spent, countersign.ending, countersign.session_end, countersign.account;
      DROP ROLE IF EXISTS u1001, u6666`);
    await this.database.empty();
    this.clock.set(moments.ordered);
    this.said.length = 0;
    this.gaps.clear();
    this.skewed.clear();
    this.trust = keyring().trust();
    this.onIssue = () => undefined;
  }

  async stop(): Promise<void> {
    await this.target.dispose();
    await this.database.force(`DROP DATABASE ${this.target.database} WITH (FORCE)`);
    await this.database.force('DROP ROLE IF EXISTS u1001, u6666');
    await this.database.drop();
    await this.turn.end();
  }

  /** What an operator, or a fault, does to the service's own database. */
  force(sql: string): Promise<void> {
    return this.database.force(sql);
  }

  /** Evidence arrives, signed by provisioning. */
  async evidence(body: object): Promise<void> {
    const statement = await this.signed('provisioning.evidence.v1', { system: 'erp', ...body });
    await this.inTransaction((tx) => this.consumer.evidence(statement, { tx, record: null as never }));
  }

  /** An order arrives, signed by provisioning; returns what was issued for it, null while it waits. */
  async order(body: object): Promise<Answered | null> {
    return this.deliver(await this.signed('provisioning.ordered.v1', body));
  }

  async deliver(statement: Statement<'provisioning.ordered.v1'>): Promise<Answered | null> {
    const before = this.said.length;
    await this.inTransaction(async (tx) => {
      await this.receive(tx, statement);
      await this.consumer.ordered(statement, { tx, record: null as never });
    });
    return (this.said[before]?.body as Answered | undefined) ?? null;
  }

  /** An order arrives, once more or for the first time: the inbox says which. */
  async arrive(statement: Statement<'provisioning.ordered.v1'>): Promise<void> {
    await this.inTransaction(async (tx) => {
      const known = (await receivedByHash(tx, statement.hash)) !== null;
      await this.receive(tx, statement);
      const context = { tx, record: null as never };
      await (known
        ? this.consumer.orderedAgain(statement, context)
        : this.consumer.ordered(statement, context));
    });
  }

  async signed<T extends 'provisioning.ordered.v1' | 'provisioning.evidence.v1'>(
    type: T,
    body: object,
  ): Promise<Statement<T>> {
    const { jws } = await this.pen.write(type, body);
    return verifyStatement<T>(jws, keyring().registry());
  }

  inTransaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return inTransaction(this.ds, work);
  }

  /** What the transport does before a handler sees a statement. */
  private async receive(
    tx: EntityManager,
    { hash, type, iss, chain, seq, prev, jws }: Statement,
  ): Promise<void> {
    await tx.query(
      'INSERT INTO received (hash, type, iss, chain, seq, prev, jws) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING',
      [hash, type, iss, chain, seq, prev, Buffer.from(jws)],
    );
  }

  private async keep(draft: Draft<string, Answered>, to: { readonly topic: string; readonly key: string }) {
    await this.onIssue();
    this.said.push({ type: draft.type, body: draft.body, ...to });
    return { hash: '' as Hash, jws: '', iat: this.clock.now() };
  }
}
