import type { DataSource } from 'typeorm';
import type { GovernanceStore } from '../governance/governance-store.js';
import type { ClusterWatch } from '../kafka/cluster-watch.js';
import { readOffset } from './offset.store.js';
import { governanceTopic, writerOf } from './topics.js';

export interface StartGateOptions {
  readonly dataSource: DataSource;
  readonly governance: GovernanceStore;
  readonly cluster: ClusterWatch;
  readonly principal: string;
  readonly topics: readonly string[];
}

interface End {
  readonly topic: string;
  readonly partition: number;
  readonly high: bigint;
}

/**
 * The order of a start: first governance, so that there is a law and keys to judge by, run out or not: then
 * nothing is granted, but removals go on; then the service's own topic, so that a
 * database that was rolled back is found out before anything rests on it; then everything else. Once open, a step stays open.
 */
export class StartGate {
  private trusted = false;
  private compared = false;
  private ends: { readonly cluster: string; readonly of: readonly End[] } | undefined;

  constructor(private readonly options: StartGateOptions) {}

  /** Whether records of a topic may be handled yet. Throws what database and broker throw. */
  async admits(topic: string): Promise<boolean> {
    if (topic === governanceTopic) return true;
    if (!(await this.isTrusted())) return false;
    return writerOf(topic) === this.options.principal || this.isCompared();
  }

  /** What is still waited for, in words; empty when all is open. */
  waitsFor(): string[] {
    if (!this.trusted) return ['a bundle and key registry'];
    return this.compared ? [] : ['the comparison with its own topic'];
  }

  private async isTrusted(): Promise<boolean> {
    const { governance } = this.options;
    if (!this.trusted && !governance.isThere()) await governance.refresh();
    this.trusted ||= governance.isThere();
    return this.trusted;
  }

  /** Whether this service's database has seen all that its own topics held when the process started. */
  private async isCompared(): Promise<boolean> {
    if (this.compared) return true;
    const cluster = await this.options.cluster.clusterId();
    if (this.ends?.cluster !== cluster) this.ends = { cluster, of: await this.endsOfOwnTopics() };
    for (const { topic, partition, high } of this.ends.of)
      if ((await readOffset(this.options.dataSource, { cluster, topic, partition }, 0n)) < high) return false;
    this.compared = true;
    return true;
  }

  private async endsOfOwnTopics(): Promise<End[]> {
    const own = this.options.topics.filter((topic) => writerOf(topic) === this.options.principal);
    const ends = await Promise.all(
      own.map(async (topic) =>
        (await this.options.cluster.watermarks(topic)).map(({ partition, high }) => ({
          topic,
          partition,
          high,
        })),
      ),
    );
    return ends.flat();
  }
}
