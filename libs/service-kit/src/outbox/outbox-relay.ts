import { Logger } from '@nestjs/common';
import type { Kafka } from 'kafkajs';
import type { DataSource } from 'typeorm';
import type { ClusterWatch } from '../kafka/cluster-watch.js';
import { observeBacklog } from './outbox.metrics.js';
import { onOutboxCommit } from './outbox-signal.js';
import { unmarkOtherClusters } from './outbox.store.js';
import { Publisher } from './publisher.js';
import { RelayLane } from './relay-lane.js';

export interface RelayOptions {
  readonly dataSource: DataSource;
  readonly kafka: Kafka;
  readonly cluster: ClusterWatch;
  /** Records in one transaction at most. Default 200. */
  readonly batch?: number;
  /** Longest pause between two looks, in ms, for rows that nobody rang for: written by another process, or left by a crash. Default 1000. */
  readonly pollMs?: number;
  /**
   * How long Kafka may take to acknowledge what one transaction sends to one topic, in ms. Default 10 000: the database ends a
   * transaction that waits for 30 s, and what was acknowledged by then would go out again.
   */
  readonly sendMs?: number;
  /** How long {@link OutboxRelay.stop} goes on publishing what is there, in ms. Default 5000. */
  readonly drainMs?: number;
}

/**
 * Carries rows of the outbox to Kafka: a flag per row and `FOR UPDATE SKIP LOCKED`, so that no row is passed by, whatever order
 * transactions commit in. At least once: a crash between sending and marking sends again, and readers know what they had.
 * Knows bytes only; nothing here can sign. Tries for ever, and a topic that cannot be written stalls no other. Removals have a loop and a
 * connection of their own: whatever becomes of grants, they never wait for it.
 */
export class OutboxRelay {
  private readonly logger = new Logger(OutboxRelay.name);
  private readonly urgent: RelayLane;
  private readonly others: RelayLane;
  private returned: { readonly to: string; readonly done: Promise<void> } | undefined;
  private ends: (() => void)[] = [];

  constructor(private readonly options: RelayOptions) {
    const { dataSource, kafka, batch = 200, pollMs = 1_000, sendMs = 10_000 } = options;
    const common = { dataSource, batch, pollMs, sendMs, cluster: () => this.clusterId() };
    this.urgent = new RelayLane({ ...common, urgent: true, publisher: new Publisher(kafka) });
    this.others = new RelayLane({ ...common, urgent: false, publisher: new Publisher(kafka) });
  }

  /** Begins to publish. Idempotent. */
  start(): void {
    if (this.ends.length > 0) return;
    const { dataSource } = this.options;
    this.options.cluster.start();
    this.ends = [
      onOutboxCommit(dataSource, (urgent) => (urgent ? this.urgent : this.others).wake()),
      observeBacklog(dataSource),
    ];
    for (const lane of this.lanes()) lane.start();
  }

  /** Look now. Happens by itself after every commit of this process that wrote to the outbox. */
  wake(): void {
    for (const lane of this.lanes()) lane.wake();
  }

  /** Publishes what is there for at most `drainMs`, then stops and disconnects. What is left waits for the next start. */
  async stop(): Promise<void> {
    const { drainMs = 5_000 } = this.options;
    await Promise.all(this.lanes().map((lane) => lane.stop(drainMs)));
    for (const end of this.ends.splice(0)) end();
  }

  private lanes(): readonly RelayLane[] {
    return [this.urgent, this.others];
  }

  /** The cluster that is there, once everything that went to another one is to go to it again. */
  private async clusterId(): Promise<string | null> {
    const { id } = this.options.cluster.current();
    if (id === null) return null;
    if (this.returned?.to !== id) this.returned = { to: id, done: this.returnTo(id) };
    await this.returned.done;
    return id;
  }

  private async returnTo(id: string): Promise<void> {
    try {
      const again = await unmarkOtherClusters(this.options.dataSource, id);
      if (again > 0) this.logger.warn(`publishing ${again} records again, to kafka cluster \`${id}\``);
    } catch (error) {
      this.returned = undefined;
      throw error;
    }
  }
}
