import type { OutboxRecord } from './outbox.store.js';
import { partsOf } from './parts.js';

const record = (position: number, bytes: number, header = ''): OutboxRecord => ({
  ...{ position: String(position), topic: 'policy', key: 'k' },
  ...{ value: Buffer.alloc(bytes), headers: header ? { ce_extra: header } : {} },
});
const positions = (sizes: readonly number[]) =>
  partsOf(sizes.map((bytes, i) => record(i, bytes))).map((part) => part.map(({ position }) => position));

describe('the parts of what is sent at once', () => {
  it('are one when it is little, and none when it is nothing', () => {
    expect([positions([1_000, 1_000]), positions([])]).toEqual([[['0', '1']], []]);
  });

  it('hold half a mebibyte at most, in the order of the records', () => {
    expect(positions([200_000, 200_000, 200_000, 200_000, 200_000])).toEqual([['0', '1'], ['2', '3'], ['4']]);
  });

  it('hold a record that is larger than that alone', () => {
    expect(positions([10, 600_000, 10])).toEqual([['0'], ['1'], ['2']]);
  });

  it('count headers, too', () => {
    const long = [0, 1, 2].map((i) => record(i, 10, 'x'.repeat(200_000)));
    expect(partsOf(long).map((part) => part.length)).toEqual([2, 1]);
  });
});
