import type { StatementType } from '@countersign/contracts';
import type { Vote } from '@countersign/contracts/approval';
import { StatementIssuer } from '@countersign/service-kit/messaging';
import { inTransaction } from '@countersign/service-kit/persistence';
import { type Statement, type Trust, verifyStatement } from '@countersign/statement';
import {
  type Ballot,
  type FixedClock,
  fixedClock,
  keyring,
  moments,
  type Plain,
  signingKeyOf,
  type SourceEvent,
  StatementWriter,
  type Trail,
} from '@countersign/testing';
import { type OwnDatabase, ownDatabase } from '@countersign/testing/database';
import type { DataSource, EntityManager } from 'typeorm';
import { type ApprovalDeps, approvalTopic } from '../src/approval-deps.js';
import { Approval1764000000000 } from '../src/migrations/1764000000000-approval.js';
import { TaskConsumer } from '../src/tasks/task.consumer.js';
import { castVote, type VoteResult } from '../src/vote/cast-vote.handler.js';

/** A statement as it waits in the outbox, its signature checked against the registry. */
export interface Said {
  readonly type: StatementType;
  readonly body: Record<string, unknown>;
  readonly topic: string;
  readonly key: string;
}

const ring = keyring();
const registry = ring.registry();

/** What approval has no handler for: the kit keeps its bytes, and nothing comes of it. */
const isUnread = ({ type }: Statement): boolean => type === 'policy.held.v1';

/** Approval without its broker: statements are handed to it, what it says is read from its outbox. Database, keys and signatures are real. */
export class ApprovalDesk {
  readonly clock: FixedClock = fixedClock(moments.voted);
  readonly pen = new StatementWriter();
  deps!: ApprovalDeps;
  /** What the service believes; null: nothing was published yet. */
  trust: Trust | null = ring.trust();
  /** Errors that it logged, by their codes. */
  readonly logged: unknown[] = [];

  private constructor(readonly database: OwnDatabase) {}

  get ds(): DataSource {
    return this.database.ds;
  }

  static async open(): Promise<ApprovalDesk> {
    return new ApprovalDesk(await ownDatabase('approval', [Approval1764000000000]));
  }

  /** Before each spec: nothing is left of the one before. */
  async begin(): Promise<void> {
    await this.database.empty();
    this.clock.set(moments.voted);
    this.trust = ring.trust();
    this.logged.length = 0;
    const issuer = await StatementIssuer.open({
      dataSource: this.ds,
      key: await signingKeyOf('approval'),
      deployment: ring.deployment,
      principal: 'approval',
      topics: [approvalTopic],
      clock: this.clock,
      onFatal: () => undefined,
    });
    this.deps = {
      issuer,
      clock: this.clock,
      log: { error: (_, fields) => void this.logged.push((fields?.['error'] as { code?: unknown }).code) },
      trust: () => {
        if (!this.trust) throw new TypeError('no valid bundle has been published yet');
        return this.trust;
      },
    };
  }

  close(): Promise<void> {
    return this.database.drop();
  }

  inTransaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return inTransaction(this.ds, work);
  }

  /** Statements arrive as one batch, in this order. */
  async receive(...documents: readonly { readonly jws: string }[]): Promise<void> {
    const statements = await Promise.all(documents.map(({ jws }) => verifyStatement(jws, registry)));
    await this.inTransaction(async (tx) => {
      for (const statement of statements) await this.deliver(tx, statement);
    });
  }

  /** Keeps a statement's bytes as the kit does, and hands it to the method that it is for. */
  async deliver(tx: EntityManager, statement: Statement): Promise<void> {
    const { hash, type, iss, chain, seq, jws } = statement;
    await tx.query(
      'INSERT INTO received (hash, type, iss, chain, seq, jws) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING',
      [hash, type, iss, chain, seq, Buffer.from(jws)],
    );
    const consumer = new TaskConsumer(this.deps);
    const context = { tx, record: null as never };
    if (statement.type === 'request.identity-stated.v1') await consumer.stated(statement as never, context);
    else if (statement.type === 'request.submitted.v1') await consumer.submitted(statement as never, context);
    else if (statement.type === 'policy.assessed.v1') await consumer.assessed(statement as never, context);
    else if (!isUnread(statement)) await consumer.ended(statement as never, context);
  }

  /** Somebody else says something, and it arrives. */
  async hear(type: StatementType, body: object): Promise<void> {
    await this.receive(await this.pen.write(type, body));
  }

  async states(...events: readonly SourceEvent[]): Promise<void> {
    const stated = [];
    for (const event of events) stated.push(await this.pen.state(event));
    await this.receive(...stated);
  }

  /** Everything of a story up to the assessment arrives: facts, request, what there is to decide. */
  async asked({ statements: { facts, submitted, assessed } }: Trail): Promise<void> {
    await this.receive(...facts, submitted, assessed);
  }

  /** A vote in its voter's own bytes. */
  ballot(
    { statements: { submitted, assessed }, order }: Trail,
    voter: string,
    change: Partial<Ballot> = {},
  ): Promise<string> {
    const vote: Plain<Vote> = {
      dep: ring.deployment,
      request: order.desired.grants[0]?.request ?? '',
      hr: submitted.hash,
      ha: assessed.hash,
      voter,
      decision: 'yes',
      reason: 'needed for her work',
      iat: moments.voted,
    };
    return this.pen.vote({ ...vote, ...change });
  }

  /** Signs and casts a vote under the voter's own login. */
  async votes(trail: Trail, voter: string, change: Partial<Ballot> = {}): Promise<VoteResult> {
    return this.cast(voter, await this.ballot(trail, voter, change));
  }

  cast(login: string, vote: string): Promise<VoteResult> {
    return this.inTransaction((tx) => castVote(this.deps, tx, login, vote));
  }

  /** Everything approval has said, in the order of its chain. */
  async said(): Promise<Said[]> {
    const rows: { jws: Buffer; topic: string; key: string }[] = await this.ds.query(
      'SELECT s.jws, o.topic, o.key FROM outbox o JOIN statement s ON s.hash = o.statement ORDER BY s.seq',
    );
    return Promise.all(
      rows.map(async ({ jws, topic, key }) => {
        const { type, body } = await verifyStatement(jws.toString(), registry);
        return { type, body: body as unknown as Record<string, unknown>, topic, key };
      }),
    );
  }

  /** States of all tasks by their h(a). */
  async tasks(): Promise<Record<string, string>> {
    const rows: { ha: string; state: string }[] = await this.ds.query('SELECT ha, state FROM task');
    return Object.fromEntries(rows.map(({ ha, state }) => [ha, state]));
  }

  async stateOf({ statements: { assessed } }: Trail): Promise<string | undefined> {
    return (await this.tasks())[assessed.hash];
  }
}
