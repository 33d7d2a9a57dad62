import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { inTransaction } from '../persistence/transaction.js';
import { Bell } from './bell.js';
import { type OutboxRecord, markPublished, takeUnpublished } from './outbox.store.js';
import { partsOf } from './parts.js';
import type { Publisher } from './publisher.js';
import { TopicRest } from './topic-rest.js';

export interface RelayLaneOptions {
  readonly dataSource: DataSource;
  readonly publisher: Publisher;
  /** Topics of removals only, or all others. */
  readonly urgent: boolean;
  /** Records in one transaction at most. */
  readonly batch: number;
  /** Longest pause between two looks, in ms. */
  readonly pollMs: number;
  /** How long Kafka may take to acknowledge what one transaction sends to one topic, in ms. */
  readonly sendMs: number;
  /** The cluster to publish to, made ready; null while none is known. */
  readonly cluster: () => Promise<string | null>;
}

/** One loop of the relay, over the topics of removals or over all others. */
export class RelayLane {
  private readonly logger = new Logger('OutboxRelay');
  private readonly bell = new Bell();
  private readonly rest = new TopicRest();
  private stopAt: number | undefined;
  private loop: Promise<void> | undefined;

  constructor(private readonly options: RelayLaneOptions) {}

  /** Begins to publish. Idempotent. */
  start(): void {
    this.loop ??= this.run();
  }

  /** Look now. */
  wake(): void {
    this.bell.ring();
  }

  /** Publishes what is there for at most `drainMs`, then stops and disconnects. */
  async stop(drainMs: number): Promise<void> {
    this.stopAt ??= performance.now() + drainMs;
    this.wake();
    await this.loop;
    await this.options.publisher.close();
  }

  private async run(): Promise<void> {
    while (this.stopAt === undefined || performance.now() < this.stopAt) {
      const taken = await this.pass().catch((error: unknown) => {
        this.logger.error('outbox cannot be read, tried again', error);
        return 0;
      });
      const isStopping = this.stopAt !== undefined;
      // what commits meanwhile rings; what did before was taken, but for what is more than one batch
      if (taken >= this.options.batch || (isStopping && taken > 0)) continue;
      if (isStopping) return;
      await this.bell.sleep(this.options.pollMs);
    }
  }

  /** One transaction. Returns how many records were taken: what could not be sent waits until its topic has rested. */
  private async pass(): Promise<number> {
    const { cluster, dataSource, batch, urgent } = this.options;
    const id = await cluster();
    if (id === null) return 0;
    return inTransaction(dataSource, async (tx) => {
      const records = await takeUnpublished(tx, { limit: batch, urgent, without: this.rest.resting() });
      const sent = await this.publish(records);
      if (sent.length > 0) await markPublished(tx, sent, id);
      return records.length;
    });
  }

  /** Positions of what Kafka has acknowledged. Topics go side by side; within one, order is kept. */
  private async publish(records: readonly OutboxRecord[]): Promise<string[]> {
    const topics = [...new Set(records.map(({ topic }) => topic))];
    const sent = topics.map((topic) =>
      this.publishTo(
        topic,
        records.filter((record) => record.topic === topic),
      ),
    );
    return (await Promise.all(sent)).flat();
  }

  private async publishTo(topic: string, records: readonly OutboxRecord[]): Promise<string[]> {
    const until = performance.now() + this.options.sendMs;
    const sent: string[] = [];
    try {
      for (const part of partsOf(records)) {
        await this.options.publisher.send(topic, part, until - performance.now());
        sent.push(...part.map(({ position }) => position));
      }
      this.rest.worked(topic);
    } catch (error) {
      const ms = this.rest.failed(topic);
      this.logger.error(`cannot publish to \`${topic}\`, next try in ${ms} ms`, error);
    }
    return sent;
  }
}
