import type { Consumer } from 'kafkajs';
import { eventually } from '../../test/eventually.js';
import { PartitionPlacer } from './partition-placer.js';
import type { PartitionPositions } from './partition-positions.js';

const topic = 'provisioning.erp.urgent';

/** A placer whose next questions to broker and database fail, and where it has put its consumer. */
function aPlacer() {
  let failing = 0;
  let atEnd = false;
  const resumed: string[] = [];
  const consumer = {
    pause: () => undefined,
    seek: () => undefined,
    resume: ([
      {
        partitions: [at],
      },
    ]: [{ partitions: number[] }]) => resumed.push(`${at}`),
  } as unknown as Consumer;
  const positions = {
    find: (of: string, partition: number) => {
      if (failing > 0 && (failing -= 1) >= 0) return Promise.reject(new Error('kafka gave no answer'));
      return Promise.resolve({ cluster: 'c', topic: of, partition, offset: 0n, atEnd });
    },
  } as unknown as PartitionPositions;
  const placer = new PartitionPlacer(consumer, positions, () => Promise.resolve(true));
  const failNext = (times: number) => void (failing = times);
  const reachEnd = () => void (atEnd = true);
  return { placer, resumed, failNext, reachEnd };
}

describe('a partition that could not be placed', () => {
  it('rests until it is placed, and no longer, though nothing comes in it to be handled', async () => {
    const { placer, resumed, failNext } = aPlacer();
    failNext(2);
    placer.assign({ [topic]: [2] });
    await eventually(() => placer.resting().length > 0);
    expect(placer.resting()).toEqual([`${topic}/2`]);
    await eventually(() => resumed.length > 0);
    expect([placer.resting(), placer.placeOf(topic, 2)?.offset]).toEqual([[], 0n]);
    placer.stop();
  });
});

describe('a partition whose records could not be handled', () => {
  it('rests until one was, also while it is placed again in between', async () => {
    const { placer, resumed } = aPlacer();
    placer.assign({ [topic]: [2] });
    await eventually(() => resumed.length === 1);
    placer.failed(topic, 2);
    await eventually(() => resumed.length === 2);
    expect(placer.resting()).toEqual([`${topic}/2`]);
    placer.worked(topic, 2);
    expect(placer.resting()).toEqual([]);
    placer.stop();
  });
  it('rests also after it could not be placed for a while', async () => {
    const { placer, resumed, failNext } = aPlacer();
    placer.assign({ [topic]: [2] });
    await eventually(() => resumed.length === 1);
    placer.failed(topic, 2);
    failNext(1);
    await eventually(() => resumed.length === 2);
    expect(placer.resting()).toEqual([`${topic}/2`]);
    placer.worked(topic, 2);
    expect(placer.resting()).toEqual([]);
    placer.stop();
  });
  it('rests no longer when there is nothing to handle: what failed had been committed all the same', async () => {
    const { placer, resumed, reachEnd } = aPlacer();
    placer.assign({ [topic]: [2] });
    await eventually(() => resumed.length === 1);
    reachEnd();
    placer.failed(topic, 2);
    expect(placer.resting()).toEqual([`${topic}/2`]);
    await eventually(() => resumed.length === 2);
    expect(placer.resting()).toEqual([]);
    placer.stop();
  });
});
