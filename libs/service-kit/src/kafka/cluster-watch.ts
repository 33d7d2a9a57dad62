import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Admin, Kafka } from 'kafkajs';
import { KafkaSilent } from './errors.js';

/** Often enough that readiness falls within 5 s of losing the brokers. */
const everyMs = 1_000;
const patienceMs = 2_500;

/** What is known about the cluster: its id, and whether it answered the last question. */
export interface ClusterState {
  readonly up: boolean;
  readonly id: string | null;
}

/** Asks the brokers again and again whether they are there and which cluster they are. */
export class ClusterWatch {
  private readonly logger = new Logger(ClusterWatch.name);
  private readonly admin: Admin;
  private readonly waiting: ((id: string) => void)[] = [];
  private state: ClusterState = { up: false, id: null };
  private loop: Promise<void> | undefined;
  private readonly stopping = new AbortController();

  constructor(kafka: Kafka) {
    this.admin = kafka.admin({ retry: { retries: 1, initialRetryTime: 100, maxRetryTime: 500 } });
  }

  /** The last known state; `id` stays when the brokers are away. */
  current(): ClusterState {
    return this.state;
  }

  /** Begins to watch. Idempotent. */
  start(): void {
    this.loop ??= this.watch();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
    await this.admin.disconnect().catch(() => undefined);
  }

  /** The id of the cluster as soon as it is known. */
  clusterId(): Promise<string> {
    return this.state.id === null
      ? new Promise((resolve) => this.waiting.push(resolve))
      : Promise.resolve(this.state.id);
  }

  /** Asks which cluster it is, now. Throws `KAFKA_SILENT` or what kafkajs throws. */
  async identify(): Promise<string> {
    this.know(await this.ask());
    return this.state.id as string;
  }

  /** First and one-past-last offset of every partition of a topic. Throws what kafkajs throws. */
  async watermarks(topic: string): Promise<{ partition: number; low: bigint; high: bigint }[]> {
    await this.admin.connect();
    const offsets = await this.admin.fetchTopicOffsets(topic);
    return offsets.map(({ partition, low, high }) => ({ partition, low: BigInt(low), high: BigInt(high) }));
  }

  private async watch(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.look();
      await sleep(everyMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  private async look(): Promise<void> {
    try {
      this.know(await this.ask());
    } catch (error) {
      if (this.state.up) this.logger.error('kafka does not answer', error);
      this.state = { ...this.state, up: false };
    }
  }

  private know(id: string): void {
    const before = this.state.id;
    this.state = { up: true, id };
    for (const resolve of this.waiting.splice(0)) resolve(id);
    if (before !== null && before !== id)
      this.logger.warn(
        `kafka cluster \`${before}\` was replaced by \`${id}\`: everything is read and sent again`,
      );
  }

  private async ask(): Promise<string> {
    const asked = this.admin.connect().then(() => this.admin.describeCluster());
    const late = sleep(patienceMs, undefined, { ref: false }).then(() => {
      throw new KafkaSilent(`kafka gave no answer within ${patienceMs} ms`);
    });
    const { clusterId } = await Promise.race([asked, late]);
    return clusterId;
  }
}
