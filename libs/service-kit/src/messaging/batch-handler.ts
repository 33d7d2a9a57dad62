import { Logger } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import type { Alive } from '@countersign/contracts';
import type { Statement } from '@countersign/statement';
import { type Beat, recordBeats } from '../clock/clock.store.js';
import { wroteToOutbox } from '../outbox/outbox-signal.js';
import { inTransaction } from '../persistence/transaction.js';
import { noteOwn } from './chain-gap.store.js';
import { recordContradicted, recordSeen } from './chain.store.js';
import { isHeartbeat } from './message.js';
import { type Outcome, countRecord } from './messaging.metrics.js';
import { advanceOffset, lockOffset } from './offset.store.js';
import { keysInLine, setAside } from './quarantine.store.js';
import type { Partition, RawRecord } from './record.js';
import type { Blocked, ReadRecord, RecordFailure, RecordHandler } from './record-handler.js';
import { type RetryPolicy, afterFailure } from './retry.decision.js';
import { topicOfChain } from './topics.js';

export interface BatchHandlerOptions {
  readonly dataSource: DataSource;
  readonly records: RecordHandler;
  readonly topics: readonly string[];
  readonly retry: RetryPolicy;
  /** Time that only ever rises, ms; default: the process's own. */
  readonly now?: () => number;
}

/** What became of one record of a batch. */
interface Result {
  readonly read: ReadRecord;
  readonly outcome: Outcome;
  readonly code?: string;
}

const inLine: RecordFailure = {
  kind: 'retriable',
  code: 'EARLIER_RECORD_WAITS',
  message: 'an earlier record of the same key waits to be tried again',
};
/**
 * A transaction that signed something holds the head of a chain until it ends, and others that want to sign wait for it. A further
 * record of the batch may want a lock of theirs: rather than to deadlock, it gives up soon, what was done is committed, and the rest
 * follows in a transaction of its own.
 */
const impatience = "SET LOCAL lock_timeout = '50ms'";
const patience = 'SET LOCAL lock_timeout TO DEFAULT';
/**
 * A transaction that has gone on for so long, ms, begins no further record: whoever waits for its locks gives up after ten seconds, and then does
 * all of its own work again. Without this a machine that is slow for a moment becomes slower by what it does twice.
 */
const longEnoughMs = 1_000;

const afterLast = (results: readonly Result[]): bigint =>
  BigInt((results.at(-1) as Result).read.record.offset) + 1n;
const keyOf = ({ key }: RawRecord): string => key?.toString('hex') ?? '';

const isOther =
  (records: RecordHandler) =>
  (item: ReadRecord): boolean =>
    'message' in item && !records.isOwn(item.message);

/** What a record tells of its signer's clock: a heartbeat its time, anything else nothing. */
function beatOf(item: ReadRecord): Beat[] {
  const statement = 'message' in item ? item.message.statement : undefined;
  if (!statement || !isHeartbeat(statement.type)) return [];
  const { chain, iss: signer, seq } = statement;
  return [{ chain, signer, seq, at: (statement.body as Alive).at, appendedAt: item.record.appendedAt }];
}

/**
 * Handles records of one partition in one transaction: their effects, the inbox, the chains seen, quarantine and the offset count
 * together or not at all. One record's failure costs that record alone; it throws only what concerns the process.
 */
export class BatchHandler {
  private readonly logger = new Logger('Quarantine');
  private readonly readsChain: (signer: string, chain: string) => boolean;

  constructor(private readonly options: BatchHandlerOptions) {
    const topics = new Set(options.topics);
    this.readsChain = (signer, chain) => topics.has(topicOfChain(signer, chain) ?? '');
  }

  /**
   * Handles records that begin at offset `from`: all of them, or as many as can be handled within a second and without waiting for somebody
   * who may be waiting for this transaction; one at least. Returns the offset after the last that was handled. Throws `OFFSET_MOVED` when they are stale.
   */
  async handle(place: Partition, from: bigint, records: readonly RawRecord[]): Promise<bigint> {
    const read = await Promise.all(records.map((record) => this.options.records.read(record)));
    const results = await inTransaction(this.options.dataSource, async (tx) => {
      await lockOffset(tx, place, from);
      await recordContradicted(tx, this.ofOthers(read), this.readsChain);
      const done = await this.handleAll(tx, place, read);
      await this.recordChains(
        tx,
        done.map((result) => result.read),
      );
      await advanceOffset(tx, place, afterLast(done));
      return done;
    });
    for (const result of results) this.report(result);
    return afterLast(results);
  }

  private async handleAll(
    tx: EntityManager,
    place: Partition,
    read: readonly ReadRecord[],
  ): Promise<Result[]> {
    const waiting = await keysInLine(tx, place.topic, place.partition);
    const results: Result[] = [];
    const { now = () => performance.now() } = this.options;
    const last = now() + longEnoughMs;
    let impatient = false;
    for (const item of read) {
      if (results.length > 0 && now() >= last) break;
      if (!impatient && results.length > 0 && wroteToOutbox(tx.queryRunner)) {
        await tx.query(impatience);
        impatient = true;
      }
      const result = await this.handleOne(tx, item, waiting);
      if ('outcome' in result) results.push(result);
      else if (results.length === 0) throw result.error;
      else break;
    }
    if (impatient) await tx.query(patience);
    return results;
  }

  private async handleOne(
    tx: EntityManager,
    given: ReadRecord,
    waiting: Set<string>,
  ): Promise<Result | Blocked> {
    const read = await this.options.records.vouched(tx, given);
    const { record } = read;
    if ('failure' in read) return this.fail(tx, read, read.failure, false);
    if (waiting.has(keyOf(record))) return this.fail(tx, read, inLine, true);
    const handled = await this.options.records.handle(tx, record, read.message);
    if (typeof handled === 'string') return { read, outcome: handled };
    if (handled.kind === 'blocked') return handled;
    const result = await this.fail(tx, read, handled, true);
    if (result.outcome === 'waiting') waiting.add(keyOf(record));
    return result;
  }

  private async fail(
    tx: EntityManager,
    read: ReadRecord,
    failure: RecordFailure,
    inOrder: boolean,
  ): Promise<Result> {
    const why = afterFailure(failure, 1, this.options.retry);
    await setAside(tx, read.record, { ...why, inOrder });
    return { read, outcome: why.state, code: why.code };
  }

  /** Statements of others, but for those that count only if something else of the batch vouches for them. */
  private ofOthers(read: readonly ReadRecord[]): Statement[] {
    return read.filter(isOther(this.options.records)).flatMap((item) => {
      if (!('message' in item) || item.message.late) return [];
      return item.message.statement ?? [];
    });
  }

  /** A verified statement counts as seen, whatever became of its effect: nobody withheld it. */
  private async recordChains(tx: EntityManager, read: readonly ReadRecord[]): Promise<void> {
    const messages = read.flatMap((item) =>
      'message' in item && item.message.statement ? [item.message] : [],
    );
    const own = messages.filter((message) => this.options.records.isOwn(message));
    const others = messages.filter((message) => !this.options.records.isOwn(message));
    await recordSeen(
      tx,
      others.flatMap(({ statement }) => statement ?? []),
      this.readsChain,
    );
    await recordBeats(tx, read.filter(isOther(this.options.records)).flatMap(beatOf));
    await noteOwn(
      tx,
      own.flatMap(({ statement }) => statement ?? []),
      this.logger,
    );
  }

  private report({ read, outcome, code }: Result): void {
    countRecord('message' in read ? read.message.type : 'unread', outcome, code);
    if (outcome !== 'held') return;
    const { topic, partition, offset } = read.record;
    this.logger.warn(`record ${offset} of \`${topic}\`/${partition} is held in quarantine: ${code}`);
  }
}
