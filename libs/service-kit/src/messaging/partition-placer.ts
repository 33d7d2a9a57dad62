import { Logger } from '@nestjs/common';
import type { Consumer, IMemberAssignment } from 'kafkajs';
import type { PartitionPositions, Position } from './partition-positions.js';
import { pauseAfter } from './retry.decision.js';

/** Pauses of a partition whose surroundings failed: 100 ms first, at most 2 s. */
const rest = { firstMs: 100, longestMs: 2_000 };
/** Pause before asking again whether a topic may be read yet, in ms. */
const gateMs = 200;

interface Assigned {
  readonly topic: string;
  readonly partition: number;
  /** Failures of its records in a row, until one was handled or none is left. */
  failures: number;
  /** Failures in a row to place it, until that worked. */
  unplaced: number;
  position: Position | undefined;
}

const nameOf = (topic: string, partition: number): string => `${topic}/${partition}`;

/**
 * Decides from where, and when, each assigned partition is read. Offsets are the database's: on every assignment and after
 * every failure a partition is paused, placed at the offset that the database holds, and resumed. One that is in trouble rests
 * by itself; others go on.
 */
export class PartitionPlacer {
  private readonly logger = new Logger(PartitionPlacer.name);
  private assigned = new Map<string, Assigned>();
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(
    private readonly consumer: Consumer,
    private readonly positions: PartitionPositions,
    private readonly admits: (topic: string) => Promise<boolean>,
  ) {}

  /** Takes over an assignment of the group. Returns before anything can be fetched: all partitions are paused first. */
  assign(assignment: IMemberAssignment): void {
    const all = Object.entries(assignment).flatMap(([topic, partitions]) =>
      partitions.map((partition) => ({
        topic,
        partition,
        failures: 0,
        unplaced: 0,
        position: undefined,
      })),
    );
    this.assigned = new Map(all.map((one) => [nameOf(one.topic, one.partition), one]));
    for (const one of all) this.pause(one);
    for (const one of all) void this.place(one);
  }

  /** Where this partition was placed; undefined while it rests or belongs to somebody else. */
  placeOf(topic: string, partition: number): Position | undefined {
    return this.assigned.get(nameOf(topic, partition))?.position;
  }

  /** A partition's records were handled. */
  worked(topic: string, partition: number): void {
    const one = this.assigned.get(nameOf(topic, partition));
    if (one) one.failures = 0;
  }

  /** Lets a partition rest, then reads on from where the database says. */
  failed(topic: string, partition: number): void {
    const one = this.assigned.get(nameOf(topic, partition));
    if (!one) return;
    one.failures++;
    this.retreat(one);
  }

  /** Partitions that rest because something the process needs is away. */
  resting(): string[] {
    return [...this.assigned]
      .filter(([, { failures, unplaced }]) => failures + unplaced > 0)
      .map(([name]) => name);
  }

  stop(): void {
    this.assigned = new Map();
    for (const timer of this.timers) clearTimeout(timer);
  }

  private pause(one: Assigned): void {
    one.position = undefined;
    this.consumer.pause([{ topic: one.topic, partitions: [one.partition] }]);
  }

  private retreat(one: Assigned): void {
    this.pause(one);
    this.later(one, pauseAfter(one.failures + one.unplaced, rest));
  }

  private later(one: Assigned, ms: number): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void this.place(one);
    }, ms);
    this.timers.add(timer);
  }

  private isCurrent(one: Assigned): boolean {
    return this.assigned.get(nameOf(one.topic, one.partition)) === one;
  }

  private async place(one: Assigned): Promise<void> {
    const { topic, partition } = one;
    try {
      if (!this.isCurrent(one)) return;
      if (!(await this.admits(topic))) return this.later(one, gateMs);
      const { atEnd, ...position } = await this.positions.find(topic, partition);
      if (!this.isCurrent(one)) return;
      one.position = position;
      // what failed may have committed all the same: a quiet partition would rest until something comes in it
      if (atEnd) one.failures = 0;
      this.consumer.seek({ topic, partition, offset: String(position.offset) });
      this.consumer.resume([{ topic, partitions: [partition] }]);
      one.unplaced = 0;
    } catch (error) {
      if (!this.isCurrent(one)) return;
      if (one.unplaced === 0)
        this.logger.error(`cannot read on in \`${topic}\`/${partition}, tried again`, error);
      one.unplaced++;
      this.retreat(one);
    }
  }
}
