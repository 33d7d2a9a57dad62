import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type {
  Batch,
  Consumer,
  EachBatchPayload,
  Kafka,
  KafkaMessage,
  TopicPartitionOffsetAndMetadata,
} from 'kafkajs';
import { subscriptionAssigner } from '../kafka/subscription-assigner.js';
import type { BatchHandler } from './batch-handler.js';
import { classify } from './failure.js';
import { toRecord } from './kafka-record.js';
import { PartitionPlacer } from './partition-placer.js';
import type { PartitionPositions, Position } from './partition-positions.js';
import { whileMember } from './while-member.js';

export interface LaneOptions {
  readonly newClient: () => Kafka;
  /** Consumer group: the process's principal, nothing appended. */
  readonly group: string;
  readonly topics: readonly string[];
  /** Partitions handled side by side. */
  readonly concurrency: number;
  readonly positions: PartitionPositions;
  readonly batches: BatchHandler;
  /** Whether a topic may be read yet. */
  readonly admits: (topic: string) => Promise<boolean>;
  /** Records of a topic were handled and committed, whatever becomes of this: what it throws is logged. */
  readonly onHandled: (topic: string) => Promise<void>;
  /** Something that ends the process. */
  readonly onFatal: (error: unknown) => void;
}

/** Records that one partition is behind. */
export interface Lag {
  readonly topic: string;
  readonly partition: number;
  readonly records: number;
}

/**
 * Records in one transaction at most. Bounds how long locks are held and what is done again after a failure; and each record is a
 * subtransaction, of which PostgreSQL keeps 64 at hand.
 */
const chunkSize = 50;
const timing = {
  /**
   * How long the group waits for a member that died, and so how long a service that was killed waits to read on. Short, because a
   * slow one goes on telling that it lives, and one that sleeps past it is fenced by the database.
   */
  sessionTimeout: 10_000,
  /** Another consumer of the group joins or leaves within about this time. */
  heartbeatInterval: 1_000,
  maxWaitTimeInMs: 500,
};
/** Kafka is told how far partitions were read once in so long. */
const tellEveryMs = 1_000;
const joinAgainMs = 1_000;
/** How long a lane that is to stop lets a join end that is under way, for instance while the broker hangs. */
const joinPatienceMs = 3_000;

/** The offset that kafkajs asked for; not in its types, but in every batch. Differs from the first record's where the log has holes. */
const askedFor = (batch: Batch): bigint =>
  BigInt((batch as Batch & { readonly fetchedOffset: string }).fetchedOffset);

/** One consumer loop over some topics of the group. No handler's error ever reaches kafkajs; only its own signals do. */
export class Lane {
  private readonly logger = new Logger(Lane.name);
  private readonly consumer: Consumer;
  private readonly placer: PartitionPlacer;
  private readonly lags = new Map<string, Lag>();
  /** Work that a rebalance left behind; what it does is fenced by the database's offsets. */
  private readonly inHand = new Set<Promise<unknown>>();
  private readonly stopping = new AbortController();
  /** What Kafka was not told yet, by partition. */
  private readonly untold = new Map<string, TopicPartitionOffsetAndMetadata>();
  private telling: NodeJS.Timeout | undefined;
  private joined = false;
  private started: Promise<void> | undefined;

  constructor(private readonly options: LaneOptions) {
    const { newClient, group } = options;
    this.consumer = newClient().consumer({
      groupId: group,
      partitionAssigners: [subscriptionAssigner],
      allowAutoTopicCreation: false,
      ...timing,
    });
    this.placer = new PartitionPlacer(this.consumer, options.positions, options.admits);
    this.consumer.on(this.consumer.events.GROUP_JOIN, ({ payload }) => {
      if (this.stopping.signal.aborted) return;
      this.joined = true;
      this.keepOwn(payload.memberAssignment);
      this.placer.assign(payload.memberAssignment);
    });
    this.consumer.on(this.consumer.events.STOP, () => this.placer.stop());
    this.consumer.on(this.consumer.events.CRASH, ({ payload: { error, restart } }) => {
      this.joined = false;
      if (!restart) options.onFatal(error);
    });
  }

  /** Begins to join the group; while Kafka is away, tries for ever. */
  start(): void {
    this.started ??= this.join();
  }

  /** Finishes the records in hand, leaves the group and disconnects. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.placer.stop();
    // kafkajs ends no join that is under way: what disconnects before it would leave a member behind
    await Promise.race([this.started, sleep(joinPatienceMs, undefined, { ref: false })]);
    await this.leave();
    await Promise.all(this.inHand);
  }

  /** Partitions that rest because something the process needs is away. */
  resting(): string[] {
    return this.placer.resting();
  }

  /** Whether the group has given this consumer its partitions (maybe none), and it did not crash since. */
  isMember(): boolean {
    return this.joined;
  }

  lag(): Iterable<Lag> {
    return this.lags.values();
  }

  /** Leaves the group at once and for good, so that nobody waits for the session of a process that ends to run out. */
  async leave(): Promise<void> {
    this.stopping.abort();
    this.placer.stop();
    clearTimeout(this.telling);
    const tell = (error: unknown) => this.logger.warn(`leaving the group: ${String(error)}`);
    await this.consumer.disconnect().catch(tell);
  }

  /** Of partitions that somebody else reads now, nothing is known or told any more. */
  private keepOwn(assigned: Readonly<Record<string, readonly number[]>>): void {
    for (const [name, { topic, partition }] of this.lags)
      if (!assigned[topic]?.includes(partition)) this.lags.delete(name);
    for (const [name, { topic, partition }] of this.untold)
      if (!assigned[topic]?.includes(partition)) this.untold.delete(name);
  }

  private async join(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await this.consumer.connect();
        await this.consumer.subscribe({ topics: [...this.options.topics], fromBeginning: true });
        if (!this.stopping.signal.aborted) await this.run();
        return;
      } catch (error) {
        if ((error as Error).name === 'KafkaJSSASLAuthenticationError') return this.options.onFatal(error);
        this.logger.error(`cannot join group \`${this.options.group}\`, tried again`, error);
        await sleep(joinAgainMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
  }

  private run(): Promise<void> {
    return this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: this.options.concurrency,
      eachBatch: (payload) => this.eachBatch(payload),
    });
  }

  private async eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const place = this.placer.placeOf(batch.topic, batch.partition);
    let from = askedFor(batch);
    let rest = batch.messages;
    while (rest.length > 0) {
      if (!place || !payload.isRunning() || payload.isStale()) return;
      const work = this.take(place, from, batch, rest.slice(0, chunkSize));
      const next = await whileMember(work, () => payload.heartbeat(), timing.heartbeatInterval);
      if (next === undefined) return;
      from = next;
      rest = rest.filter(({ offset }) => BigInt(offset) >= next);
      payload.resolveOffset(String(from - 1n));
      await payload.heartbeat();
    }
    this.tellKafka(batch, from);
  }

  private take(...chunk: Parameters<Lane['handle']>): Promise<bigint | undefined> {
    const work = this.handle(...chunk);
    this.inHand.add(work);
    return work.finally(() => this.inHand.delete(work));
  }

  /** Handles one chunk; undefined when it failed and the partition rests. */
  private async handle(
    place: Position,
    from: bigint,
    batch: Batch,
    messages: readonly KafkaMessage[],
  ): Promise<bigint | undefined> {
    const { topic, partition } = batch;
    const records = messages.map((message) => toRecord(place, message));
    try {
      const next = await this.options.batches.handle(place, from, records);
      this.placer.worked(topic, partition);
      this.lags.set(`${topic}/${partition}`, {
        topic,
        partition,
        records: Number(BigInt(batch.highWatermark) - next),
      });
      await this.afterCommit(topic);
      return next;
    } catch (error) {
      if (classify(error).kind === 'fatal') this.options.onFatal(error);
      else this.logger.warn(`\`${topic}\`/${partition} rests: ${String(error)}`);
      this.placer.failed(topic, partition);
      return undefined;
    }
  }

  private async afterCommit(topic: string): Promise<void> {
    const tell = (error: unknown) => this.logger.warn(`after records of \`${topic}\`: ${String(error)}`);
    await this.options.onHandled(topic).catch(tell);
  }

  /** Kafka's own offsets are for people who look at consumer groups; nobody reads on from them. They may be a little old. */
  private tellKafka({ topic, partition }: Batch, next: bigint): void {
    this.untold.set(`${topic}/${partition}`, { topic, partition, offset: String(next) });
    this.telling ??= setTimeout(() => void this.tell(), tellEveryMs).unref();
  }

  private async tell(): Promise<void> {
    this.telling = undefined;
    const offsets = [...this.untold.values()];
    this.untold.clear();
    if (offsets.length > 0) await this.consumer.commitOffsets(offsets).catch(() => undefined);
  }
}
