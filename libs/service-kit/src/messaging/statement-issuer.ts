import { type Alive, ChainId, type Clock, type Draft, type Hash, validator } from '@countersign/contracts';
import { type SigningKey, signStatement } from '@countersign/statement/sign';
import type { DataSource, EntityManager } from 'typeorm';
import { currentTraceHeaders } from '../kafka/trace.js';
import { withSpan } from '../observability/index.js';
import { markOutboxWritten } from '../outbox/outbox-signal.js';
import { requireTransaction } from '../persistence/transaction.js';
import { append, lockHead, readHeads, takeLease } from './chain-head.store.js';
import { type OnFatal, endProcess } from './end-process.js';
import { LeaseLost, StatementTooLarge, UnknownTopic, WrongKey } from './errors.js';
import { InTurn } from './in-turn.js';
import { maxMessageBytes } from './message.js';
import { keyDemandedBy } from './partition-key.js';
import { attributesOf } from './statement-attributes.js';
import { chainOf } from './topics.js';

export interface IssuerOptions {
  readonly dataSource: DataSource;
  readonly key: SigningKey;
  readonly deployment: string;
  /** Name of this process as it signs. */
  readonly principal: string;
  /** Tells replicas of a service apart; stays the same over restarts. Lower-case letters, digits, hyphens. Default `1`. */
  readonly instance?: string;
  /** Topics that this process writes; one chain each. */
  readonly topics: readonly string[];
  readonly clock: Clock;
  /** Called when another process took over this one's chains. Default: {@link endProcess}. */
  readonly onFatal?: OnFatal;
}

/** Where a statement is to be published. The key is what its content demands, if it demands one (request id, subject, chain). */
export interface Destination {
  readonly topic: string;
  readonly key: string;
}

/** A statement that was signed. It counts once the transaction commits. */
export interface Issued {
  readonly hash: Hash;
  readonly jws: string;
  /** ms since the epoch. */
  readonly iat: number;
}

const parseChain = validator('chain', ChainId);

interface Chain {
  readonly name: string;
  readonly epoch: bigint;
}

/**
 * Signs this service's statements, in the transaction of what they state: the chain's head, the bytes and the outbox row commit with
 * it or not at all. One chain per process and topic; appending waits for whoever appends to the same chain, until that transaction
 * ends: issue as late in a transaction as possible.
 */
export class StatementIssuer {
  private readonly inTurn = new InTurn();

  private constructor(
    private readonly options: IssuerOptions,
    private readonly chains: ReadonlyMap<string, Chain>,
  ) {}

  /** Takes the leases of this process's chains; a process that held them before can append nothing from then on. Throws `SCHEMA_VIOLATION` for a name that readers refuse. */
  static async open(options: IssuerOptions): Promise<StatementIssuer> {
    const chains = new Map<string, Chain>();
    for (const topic of options.topics) {
      const name = parseChain(chainOf(options.principal, topic, options.instance ?? '1'));
      chains.set(topic, { name, epoch: await takeLease(options.dataSource, name) });
    }
    return new StatementIssuer(options, chains);
  }

  /**
   * Signs a statement and queues it for publishing. Throws `NOT_IN_TRANSACTION`; `UNKNOWN_TOPIC`; `WRONG_KEY`; `STATEMENT_TOO_LARGE`;
   * and `LEASE_LOST`, after which this process must end (it does, by `onFatal`).
   */
  issue(tx: EntityManager, draft: Draft, to: Destination): Promise<Issued> {
    requireTransaction(tx, 'issuing a statement');
    const chain = this.chainOn(to.topic);
    const demanded = keyDemandedBy({ type: draft.type, chain: chain.name, body: draft.body } as never);
    if (demanded !== undefined && to.key !== demanded)
      throw new WrongKey(`\`${draft.type}\` needs the key \`${demanded}\`, not \`${to.key}\``);
    return this.inTurn.run(tx.queryRunner as object, () =>
      withSpan(`issue ${draft.type}`, {}, async (span) => {
        const issued = await this.append(tx, draft, to, chain);
        span.setAttributes(attributesOf({ ...draft, hash: issued.hash }));
        return issued;
      }),
    );
  }

  /** The chain of this process on a topic; the key of its heartbeats. Throws `UNKNOWN_TOPIC`. */
  chainNameOn(topic: string): string {
    return this.chainOn(topic).name;
  }

  /** Whether this process writes a topic. */
  writes(topic: string): boolean {
    return this.chains.has(topic);
  }

  /** Where this process's chains stand, for its heartbeat. */
  heads(tx: EntityManager): Promise<Alive['heads']> {
    return readHeads(
      tx,
      [...this.chains.values()].map(({ name }) => name),
    ) as Promise<Alive['heads']>;
  }

  private chainOn(topic: string): Chain {
    const chain = this.chains.get(topic);
    if (!chain)
      throw new UnknownTopic(`this service has no chain on topic \`${topic}\``, { details: { topic } });
    return chain;
  }

  private async append(tx: EntityManager, draft: Draft, to: Destination, chain: Chain): Promise<Issued> {
    const { key, deployment: dep, principal: iss, clock } = this.options;
    const head = await lockHead(tx, chain.name);
    if (head.epoch !== chain.epoch) throw this.leaseLost(chain);
    const iat = clock.now();
    const seq = head.seq + 1;
    const envelope = { dep, iss, chain: chain.name, seq, prev: head.hash as Hash | null, iat };
    const { hash, jws, type } = await signStatement(key, envelope, draft);
    if (jws.length > maxMessageBytes)
      throw new StatementTooLarge(`\`${type}\` of ${jws.length} bytes is larger than ${maxMessageBytes}`);
    const headers = { ...this.cloudEvent(type, hash, iat), ...currentTraceHeaders() };
    if (!(await append(tx, chain.epoch, { chain: chain.name, seq, hash, type, jws, iat, ...to, headers })))
      throw this.leaseLost(chain);
    markOutboxWritten(tx.queryRunner as NonNullable<typeof tx.queryRunner>, to.topic);
    return { hash, jws, iat };
  }

  private cloudEvent(type: string, hash: string, iat: number): Record<string, string> {
    return {
      ce_specversion: '1.0',
      ce_id: hash,
      ce_type: type,
      ce_source: `/countersign/${this.options.principal}`,
      ce_time: new Date(iat).toISOString(),
      'content-type': 'application/jose',
    };
  }

  private leaseLost({ name, epoch }: Chain): LeaseLost {
    const error = new LeaseLost(`another process took over chain \`${name}\` (epoch ${epoch} is over)`);
    (this.options.onFatal ?? endProcess)(error);
    return error;
  }
}
