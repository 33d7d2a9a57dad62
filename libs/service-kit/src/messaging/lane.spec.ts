import { type Consumer, type EachBatchPayload, type Kafka } from 'kafkajs';
import { eventually } from '../../test/eventually.js';
import '../../test/quiet.js';
import type { BatchHandler } from './batch-handler.js';
import { Lane, type LaneOptions } from './lane.js';
import type { PartitionPositions } from './partition-positions.js';

const [topic, partition] = ['governance', 0];
const lost = new Error('Connection terminated unexpectedly');

/** A consumer whose group has given it one partition, and that was handed one record of it. */
function aConsumer() {
  let joined: (event: unknown) => void = () => undefined;
  let eachBatch: ((payload: EachBatchPayload) => Promise<void>) | undefined;
  const consumer = {
    events: { GROUP_JOIN: 'join', STOP: 'stop', CRASH: 'crash' },
    on: (event: string, listener: typeof joined) => void (event === 'join' && (joined = listener)),
    connect: async () => undefined,
    subscribe: async () => undefined,
    run: async (config: { eachBatch: typeof eachBatch }) => void ({ eachBatch } = config),
    pause: () => undefined,
    seek: () => undefined,
    resume: () => undefined,
    commitOffsets: async () => undefined,
    disconnect: async () => undefined,
  } as unknown as Consumer;
  const messages = [{ offset: '0', key: null, value: null, headers: {} }];
  const payload = {
    batch: { topic, partition, fetchedOffset: '0', highWatermark: '1', messages },
    isRunning: () => true,
    isStale: () => false,
    heartbeat: async () => undefined,
    resolveOffset: () => undefined,
  } as unknown as EachBatchPayload;
  const join = async () => {
    await eventually(() => eachBatch !== undefined);
    joined({ payload: { memberAssignment: { [topic]: [partition] } } });
  };
  return { consumer, join, readOne: () => eachBatch?.(payload) };
}

/** Lanes over a partition of one record: at its end once the database has gone on. */
describe('a lane over a partition that is quiet after its one record', () => {
  let lane: Lane;
  afterEach(() => lane.stop());

  async function aLane(
    handle: () => Promise<bigint>,
    onHandled: LaneOptions['onHandled'] = async () => undefined,
  ) {
    const { consumer, join, readOne } = aConsumer();
    let placed = 0;
    lane = new Lane({
      newClient: () => ({ consumer: () => consumer }) as unknown as Kafka,
      ...{ group: 'policy', topics: [topic], concurrency: 1, onHandled },
      positions: {
        find: async () => {
          placed += 1;
          return { cluster: 'c', topic, partition, offset: committed, atEnd: committed === 1n };
        },
      } as unknown as PartitionPositions,
      batches: { handle } as unknown as BatchHandler,
      admits: async () => true,
      onFatal: () => undefined,
    });
    lane.start();
    await join();
    await eventually(() => placed === 1);
    await readOne();
    return { placedAgain: () => eventually(() => placed === 2) };
  }
  let committed: bigint;
  beforeEach(() => void (committed = 0n));

  it('does not rest when what comes after a commit has failed: the record is handled', async () => {
    await aLane(
      async () => (committed = 1n),
      () => Promise.reject(lost),
    );
    expect(lane.resting()).toEqual([]);
  });

  it('rests no longer when the database had committed and only its answer was lost', async () => {
    const { placedAgain } = await aLane(() => {
      committed = 1n;
      return Promise.reject(lost);
    });
    await placedAgain();
    await eventually(() => lane.resting().length === 0, 2_000);
  });

  it('rests while its record cannot be handled', async () => {
    const { placedAgain } = await aLane(() => Promise.reject(lost));
    await placedAgain();
    expect(lane.resting()).toEqual([`${topic}/${partition}`]);
  });
});
