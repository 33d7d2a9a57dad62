import { Logger } from '@nestjs/common';
import type { Kafka } from 'kafkajs';
import type { DataSource } from 'typeorm';
import type { ClusterWatch } from '../kafka/cluster-watch.js';
import { inTransaction } from '../persistence/transaction.js';
import { Bell } from './bell.js';
import { observeBacklog } from './outbox.metrics.js';
import { onOutboxCommit } from './outbox-signal.js';
import { type OutboxRecord, markPublished, takeUnpublished, unmarkOtherClusters } from './outbox.store.js';
import { Publisher } from './publisher.js';
import { TopicRest } from './topic-rest.js';

export interface RelayOptions {
  readonly dataSource: DataSource;
  readonly kafka: Kafka;
  readonly cluster: ClusterWatch;
  /** Records in one transaction at most. Default 200. */
  readonly batch?: number;
  /** Longest pause between two looks, in ms, for rows that nobody rang for: written by another process, or left by a crash. Default 1000. */
  readonly pollMs?: number;
  /** How long {@link OutboxRelay.stop} goes on publishing what is there, in ms. Default 5000. */
  readonly drainMs?: number;
}

/**
 * Carries rows of the outbox to Kafka: a flag per row and `FOR UPDATE SKIP LOCKED`, so that no row is passed by, whatever order
 * transactions commit in. At least once: a crash between sending and marking sends again, and readers know what they had.
 * Knows bytes only; nothing here can sign. Tries for ever, and a topic that cannot be written stalls no other.
 */
export class OutboxRelay {
  private readonly logger = new Logger(OutboxRelay.name);
  private readonly bell = new Bell();
  private readonly rest = new TopicRest();
  private readonly publisher: Publisher;
  private readonly batch: number;
  private publishedTo: string | undefined;
  private stopAt: number | undefined;
  private loop: Promise<void> | undefined;
  private ends: (() => void)[] = [];

  constructor(private readonly options: RelayOptions) {
    this.publisher = new Publisher(options.kafka);
    this.batch = options.batch ?? 200;
  }

  /** Begins to publish. Idempotent. */
  start(): void {
    if (this.loop) return;
    const { dataSource } = this.options;
    this.options.cluster.start();
    this.ends = [onOutboxCommit(dataSource, () => this.wake()), observeBacklog(dataSource)];
    this.loop = this.run();
  }

  /** Look now. Happens by itself after every commit of this process that wrote to the outbox. */
  wake(): void {
    this.bell.ring();
  }

  /** Publishes what is there for at most `drainMs`, then stops and disconnects. What is left waits for the next start. */
  async stop(): Promise<void> {
    this.stopAt ??= performance.now() + (this.options.drainMs ?? 5_000);
    this.wake();
    await this.loop;
    for (const end of this.ends.splice(0)) end();
    await this.publisher.close();
  }

  private async run(): Promise<void> {
    while (this.stopAt === undefined || performance.now() < this.stopAt) {
      const taken = await this.pass().catch((error: unknown) => {
        this.logger.error('outbox cannot be read, tried again', error);
        return 0;
      });
      if (taken > 0) continue;
      if (this.stopAt !== undefined) return;
      await this.bell.sleep(this.options.pollMs ?? 1_000);
    }
  }

  /** One transaction. Returns how many records were published. */
  private async pass(): Promise<number> {
    const { id } = this.options.cluster.current();
    if (id === null) return 0;
    await this.returnToNewCluster(id);
    return inTransaction(this.options.dataSource, async (tx) => {
      const records = await takeUnpublished(tx, this.batch, this.rest.resting());
      const sent = await this.publish(records);
      if (sent.length > 0) await markPublished(tx, sent, id);
      return sent.length;
    });
  }

  private async returnToNewCluster(id: string): Promise<void> {
    if (this.publishedTo === id) return;
    const again = await unmarkOtherClusters(this.options.dataSource, id);
    if (again > 0) this.logger.warn(`publishing ${again} records again, to kafka cluster \`${id}\``);
    this.publishedTo = id;
  }

  /** Positions of what Kafka has acknowledged. Topics go side by side; within one, order is kept. */
  private async publish(records: readonly OutboxRecord[]): Promise<string[]> {
    const topics = [...new Set(records.map(({ topic }) => topic))];
    const sent = await Promise.all(
      topics.map(async (topic) => {
        const group = records.filter((record) => record.topic === topic);
        try {
          await this.publisher.send(topic, group);
          this.rest.worked(topic);
          return group.map(({ position }) => position);
        } catch (error) {
          const ms = this.rest.failed(topic);
          this.logger.error(`cannot publish to \`${topic}\`, next try in ${ms} ms`, error);
          return [];
        }
      }),
    );
    return sent.flat();
  }
}
