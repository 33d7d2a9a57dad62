import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Answers, burst, growth, steady, unloaded } from './flow.mjs';
import { partsOf, wayTo } from './where-time-goes.mjs';

/** A flow that answers so long after it was asked. @param {number} ms @returns {import('./flow.mjs').Flow} */
function flowOf(ms) {
  const answers = new Answers();
  let count = 0;
  return {
    ...{ name: 'made up', answers, nextId: () => `r-${(count += 1)}` },
    send: async (ids) => void setTimeout(() => ids.forEach((id) => answers.note(id)), ms),
  };
}

describe('a flow', () => {
  it('is timed from being sent to being answered, one after the other', async () => {
    const { ids, times } = await unloaded(flowOf(20), 3);
    assert.equal(ids.length, 3);
    assert.ok(times.every((ms) => ms >= 19 && ms < 1_000));
  });

  it('has as its throughput what was answered by when the last was', async () => {
    const perSecond = await burst(flowOf(100), 50);
    assert.ok(perSecond > 5 && perSecond <= 505);
  });

  it('is sent as many a second as was asked for', async () => {
    const flow = flowOf(1);
    await steady(flow, 100, 0.5);
    assert.ok(flow.answers.sent.size >= 25 && flow.answers.sent.size <= 50);
  });
});

describe('a queue', () => {
  it('grows by what is waiting at the end and was not in the middle', () => {
    assert.equal(growth([9, 9, 5, 5, 5, 5]), 0);
    assert.equal(growth([0, 0, 2, 2, 6, 6]), 4);
  });
});

describe('where time goes', () => {
  const span = (
    /** @type {string} */ spanId,
    /** @type {string | null} */ parentSpanId,
    /** @type {string} */ name,
    /** @type {number} */ start,
    /** @type {number} */ end,
  ) =>
    /** @type {any} */ ({
      spanId,
      parentSpanId,
      name,
      start,
      end,
      service: name.split('.')[0]?.split(' ')[1],
    });
  const spans = [
    span('a', null, 'process worker.hired.v1', 0, 10),
    span('b', 'a', 'issue request.submitted.v1', 5, 6),
    span('c', 'b', 'publish request.submitted.v1', 15, 18),
    span('d', 'c', 'publish connector.answered.v1', 30, 32),
    span('e', 'c', 'publish connector.answered.v1', 20, 21),
  ];

  it('follows the last receipt back to the event', () => {
    assert.deepEqual(
      wayTo(spans).map(({ spanId }) => spanId),
      ['a', 'b', 'c', 'd'],
    );
  });

  it('is told for what is handled, and for what is waited for between', () => {
    assert.deepEqual(
      partsOf(wayTo(spans)).map(([, ms]) => ms),
      [10, 5, 3, 12, 2],
    );
    assert.deepEqual(partsOf(wayTo([])), []);
  });
});
