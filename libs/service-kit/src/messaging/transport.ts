import { setTimeout as sleep } from 'node:timers/promises';
import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import type { Kafka } from 'kafkajs';
import type { DataSource } from 'typeorm';
import type { GovernanceStore } from '../governance/governance-store.js';
import type { ClusterWatch } from '../kafka/cluster-watch.js';
import { BatchHandler } from './batch-handler.js';
import { decoders } from './decoders.js';
import { Dispatcher } from './dispatcher.js';
import { type OnFatal, endProcess } from './end-process.js';
import { NotConnected } from './errors.js';
import { classify } from './failure.js';
import { Lane } from './lane.js';
import { observeMessaging } from './observe-messaging.js';
import { PartitionPositions } from './partition-positions.js';
import { RecordHandler } from './record-handler.js';
import { Redriver } from './redriver.js';
import { type RetryPolicy, defaultRetry } from './retry.decision.js';
import { StartGate } from './start-gate.js';
import { governanceTopic, hasPriority } from './topics.js';

export interface TransportOptions {
  /** A client for each consumer: kafkajs keeps a group's offsets in the client, and two consumers of one group would delete each other's. */
  readonly newClient: () => Kafka;
  readonly cluster: ClusterWatch;
  /** Name of this process: Kafka principal, consumer group, signer. */
  readonly principal: string;
  /** Topics to read, as deploy/duties.yaml names them for this duty. */
  readonly topics: readonly string[];
  readonly dataSource: DataSource;
  readonly governance: GovernanceStore;
  /** For records that may succeed later. */
  readonly retry?: Partial<RetryPolicy>;
  /** Default: {@link endProcess}. */
  readonly onFatal?: OnFatal;
}

/** Another replica may have read a new bundle; it is in the database then. Pause between two looks, in ms. */
const refreshMs = 2_000;
/** How long a process that must end may take to leave its group; whoever takes over its partitions waits no longer, ms. */
const leaveMs = 1_500;

/** Partitions handled side by side: of governance and removals, and of all others. Each needs a database connection. */
const concurrency = { priority: 2, normal: 6 };

/**
 * Nest transport over Kafka: what `@EventPattern('<type>')` methods get has been verified, comes once, and counts together with
 * what they do through `context.tx`. Removals and governance have a consumer loop of their own. Attach with `connectTransport`.
 */
export class CountersignTransport extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  private readonly gate: StartGate;
  private readonly lanes: readonly Lane[];
  private readonly redriver: Redriver;
  private readonly ends: (() => void)[] = [];
  private attached = false;
  private crashed = false;

  constructor(private readonly options: TransportOptions) {
    super();
    const { dataSource, principal, topics, governance } = options;
    const retry = { ...defaultRetry, ...options.retry };
    const dispatcher = new Dispatcher((type) => this.messageHandlers.get(type) ?? null, governance);
    const records = new RecordHandler({
      principal,
      decoderOf: decoders(governance),
      dispatch: (message, context, record) => dispatcher.dispatch(message, context, record),
      dispatchAgain: (...again) => dispatcher.dispatchAgain(...again),
    });
    this.gate = new StartGate(options);
    const batches = new BatchHandler({ dataSource, records, topics, retry });
    this.lanes = this.lanesOver(batches);
    this.redriver = new Redriver({
      ...{ dataSource, records, topics, retry },
      isOpen: () => this.gate.waitsFor().length === 0,
      onFailure: (error) => this.redriveFailed(error),
    });
  }

  /** Begins to read; while database or Kafka are away, tries for ever. Throws `TRANSPORT_NOT_CONNECTED`. */
  listen(callback: () => void): void {
    if (!this.attached)
      throw new NotConnected('attach the transport with `connectTransport`, not with `connectMicroservice`');
    this.options.cluster.start();
    for (const lane of this.lanes) lane.start();
    this.redriver.start();
    const refresh = setInterval(() => void this.refresh(), refreshMs);
    this.ends.push(observeMessaging(this.options.dataSource, this.lanes), () => clearInterval(refresh));
    callback();
  }

  /** Finishes the records in hand, leaves the group, disconnects. */
  async close(): Promise<void> {
    for (const end of this.ends.splice(0)) end();
    await Promise.all([this.redriver.stop(), ...this.lanes.map((lane) => lane.stop())]);
    await this.options.cluster.stop();
  }

  /** Why this process is not ready to work, in words; empty when it is. */
  problems(): string[] {
    const resting = this.lanes.flatMap((lane) => lane.resting());
    return [
      ...(this.crashed ? ['a consumer crashed'] : []),
      ...(this.options.cluster.current().up ? [] : ['kafka does not answer']),
      ...(this.lanes.every((lane) => lane.isMember()) ? [] : ['is not in its consumer group']),
      ...this.gate.waitsFor().map((what) => `waits for ${what}`),
      ...(this.options.governance.isValid() ? [] : ['bundle or key registry is missing or has run out']),
      ...(resting.length > 0 ? [`cannot go on with ${resting.join(', ')}`] : []),
    ];
  }

  /** Said by `connectTransport` when Nest passes on what handlers throw. */
  markAttached(): void {
    this.attached = true;
  }

  override on(): never {
    throw new NotConnected('this transport has no events of its own');
  }

  override unwrap(): never {
    throw new NotConnected('this transport hands its clients to nobody');
  }

  private lanesOver(batches: BatchHandler): Lane[] {
    const { newClient, principal, topics, dataSource, cluster } = this.options;
    const common = {
      ...{ newClient, batches, group: principal, positions: new PartitionPositions(dataSource, cluster) },
      admits: (topic: string) => this.gate.admits(topic),
      onHandled: (topic: string) => this.handled(topic),
      onFatal: (error: unknown) => this.fatal(error),
    };
    const [priority, normal] = [topics.filter(hasPriority), topics.filter((topic) => !hasPriority(topic))];
    return [
      ...(priority.length > 0
        ? [new Lane({ ...common, topics: priority, concurrency: concurrency.priority })]
        : []),
      ...(normal.length > 0
        ? [new Lane({ ...common, topics: normal, concurrency: concurrency.normal })]
        : []),
    ];
  }

  private async handled(topic: string): Promise<void> {
    if (topic === governanceTopic) await this.options.governance.refresh();
  }

  /** What fails here shows elsewhere: the database is away, or readiness says what is missing. */
  private async refresh(): Promise<void> {
    await this.options.governance.refresh().catch(() => undefined);
  }

  private redriveFailed(error: unknown): void {
    if (classify(error).kind === 'fatal') this.fatal(error);
    else this.logger.warn(`quarantine cannot be tried again now: ${String(error)}`);
  }

  private fatal(error: unknown): void {
    if (this.crashed) return;
    this.crashed = true;
    const end = () => (this.options.onFatal ?? endProcess)(error);
    const left = Promise.all(this.lanes.map((lane) => lane.leave()));
    void Promise.race([left, sleep(leaveMs, undefined, { ref: false })]).finally(end);
  }
}
