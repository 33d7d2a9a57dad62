import { Logger } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { inTransaction } from '../persistence/transaction.js';
import { noteOwn } from './chain-gap.store.js';
import { recordSeen } from './chain.store.js';
import { type Outcome, countRecord } from './messaging.metrics.js';
import { type WaitingRecord, markFailed, markHandled, takeDue } from './quarantine.store.js';
import type { Blocked, Handled, ReadRecord, RecordHandler } from './record-handler.js';
import { type RetryPolicy, afterFailure } from './retry.decision.js';
import { topicOfChain } from './topics.js';

export interface RedriverOptions {
  readonly dataSource: DataSource;
  readonly records: RecordHandler;
  readonly topics: readonly string[];
  readonly retry: RetryPolicy;
  /** Nothing is tried before this is true. */
  readonly isOpen: () => boolean;
  /** Something that concerns the process, not a record. */
  readonly onFailure: (error: unknown) => void;
}

/** Pause between two looks at what is due, in ms: well below the first pause of a record. */
const lookEveryMs = 100;
/** Pause after a failure of the process's own surroundings, in ms. */
const restMs = 1_000;

/**
 * Handles again what waits in quarantine, by its own backoff or by an operator's command, on the path that every record takes.
 * One transaction a record; the row is locked, so it is handled once, however many replicas look.
 */
export class Redriver {
  private readonly logger = new Logger('Quarantine');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = true;

  constructor(private readonly options: RedriverOptions) {}

  start(): void {
    this.stopped = false;
    this.schedule(lookEveryMs);
  }

  /** Resolves when the record in hand is done. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private schedule(ms: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.look();
    }, ms);
  }

  private async look(): Promise<void> {
    try {
      while (!this.stopped && this.options.isOpen() && (await this.one()));
      this.schedule(lookEveryMs);
    } catch (error) {
      this.options.onFailure(error);
      this.schedule(restMs);
    }
  }

  /** Handles one record that is due. False when there was none. */
  private async one(): Promise<boolean> {
    const done = await inTransaction(this.options.dataSource, async (tx) => {
      const waiting = await takeDue(tx, this.options.topics);
      return waiting && { waiting, ...(await this.again(tx, waiting)) };
    });
    if (!done) return false;
    countRecord(done.type, done.outcome);
    if (done.outcome === 'held')
      this.logger.warn(
        `record ${done.waiting.record.offset} of \`${done.waiting.record.topic}\` is held in quarantine after its last try: ${done.code ?? ''}`,
      );
    return true;
  }

  private async again(
    tx: EntityManager,
    waiting: WaitingRecord,
  ): Promise<{ type: string; outcome: Outcome; code?: string }> {
    const read = await this.options.records.vouched(tx, await this.options.records.read(waiting.record));
    const type = 'message' in read ? read.message.type : 'unread';
    // whoever handles it may ask what lies undecided: what is in hand does not stand in its own way
    await markHandled(tx, waiting.id);
    const handled = await this.handle(tx, read);
    if (typeof handled === 'string') return { type, outcome: handled };
    const why = afterFailure(handled, waiting.attempts + 1, this.options.retry);
    await markFailed(tx, waiting.id, why);
    return { type, outcome: why.state, code: why.code };
  }

  private async handle(tx: EntityManager, read: ReadRecord): Promise<Exclude<Handled, Blocked>> {
    if ('failure' in read) return read.failure;
    const handled = await this.options.records.handle(tx, read.record, read.message);
    if (typeof handled === 'object' && handled.kind === 'blocked') throw handled.error;
    const { statement } = read.message;
    if (statement && handled === 'own') await noteOwn(tx, [statement], this.logger);
    else if (statement) await recordSeen(tx, [statement], this.readsChain);
    return handled;
  }

  private readonly readsChain = (signer: string, chain: string): boolean =>
    this.options.topics.includes(topicOfChain(signer, chain) ?? '');
}
