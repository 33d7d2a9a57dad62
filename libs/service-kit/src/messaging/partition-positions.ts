import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { ClusterWatch } from '../kafka/cluster-watch.js';
import { readOffset, resetOffset } from './offset.store.js';
import type { Partition } from './record.js';

/** Where to read on in a partition. */
export interface Position extends Partition {
  readonly offset: bigint;
}

/** Where to read on, and whether there was anything from there on. */
export interface Found extends Position {
  /** The log ended here when it was asked: there is nothing to handle. */
  readonly atEnd: boolean;
}

/** Finds where to read on: the database's offset for this cluster, as far as the log in Kafka still goes with it. */
export class PartitionPositions {
  private readonly logger = new Logger(PartitionPositions.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly cluster: ClusterWatch,
  ) {}

  /** Throws what database and broker throw. */
  async find(topic: string, partition: number): Promise<Found> {
    const place = { cluster: await this.cluster.identify(), topic, partition };
    const { low, high } = await this.boundsOf(topic, partition);
    const offset = await readOffset(this.dataSource, place, low);
    if (low <= offset && offset <= high) return { ...place, offset, atEnd: offset === high };
    this.logger.warn(
      `\`${topic}\`/${partition} holds ${low} to ${high}, but ${offset} was next: read from ${low}, what is missing shows as a gap`,
    );
    await resetOffset(this.dataSource, place, low);
    return { ...place, offset: low, atEnd: low === high };
  }

  private async boundsOf(topic: string, partition: number): Promise<{ low: bigint; high: bigint }> {
    const all = await this.cluster.watermarks(topic);
    return all.find((one) => one.partition === partition) ?? { low: 0n, high: 0n };
  }
}
