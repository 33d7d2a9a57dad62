import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { line } from './line.mjs';
import { play } from './run-suite.mjs';
import { AnswersDifferError, assertSame } from './same-answers.mjs';
import { table } from './table.mjs';
import { eachWithin, quantile } from './timing.mjs';

const missed = line('s', {
  ...{ name: 'slow', value: 30, unit: 'ms', against: ['floor', 10] },
  goal: { of: 'ratio', most: 2.5 },
});

describe('a line', () => {
  it('divides by the baseline and says whether the goal holds', () => {
    const { ratio, goal, holds } = missed;
    assert.deepEqual({ ratio, goal, holds }, { ratio: 3, goal: 'ratio ≤ 2.5', holds: false });
  });

  it('holds no goal where there is none', () => {
    assert.equal(line('s', { name: 'n', value: 1, unit: 'ms' }).holds, null);
  });

  it('is shown to people with the goal that is missed', () => {
    assert.match(table([missed]), /slow +30 ms +floor +10 ms +3 +ratio ≤ 2\.5 +MISSED$/m);
  });
});

describe('a run', () => {
  const suite = (/** @type {() => void} */ measured) => ({
    options: {},
    async *run() {
      yield missed;
      measured();
    },
  });
  const silent = () => undefined;

  it('ends with 0 when it measured, though a goal is missed', async () => {
    assert.equal(await play(suite(silent), [], silent), 0);
  });

  it('ends with 1 when answers differ', async () => {
    assert.equal(
      await play(
        suite(() => assertSame('peer', [1, 2], [1, 3])),
        [],
        silent,
      ),
      1,
    );
  });

  it('ends with 2 when it cannot be run', async () => {
    assert.equal(await play(suite(silent), ['--unknown'], silent), 2);
  });
});

describe('times', () => {
  it('are cut where so many lie below', () => {
    const values = Array.from({ length: 100 }, (_, n) => n);
    assert.deepEqual([quantile(values, 0.5), quantile(values, 0.99), quantile([7], 0.99)], [50, 99, 7]);
  });

  it('end with the patience, after a few answers at least', async () => {
    const slow = () => new Promise((resolve) => setTimeout(resolve, 5));
    const { answers } = await eachWithin(Array.from({ length: 1_000 }), slow, { seconds: 0.01, least: 3 });
    assert.ok(answers.length >= 3 && answers.length < 100);
  });
});

describe('same answers', () => {
  it('are compared in order, and the first that differs is named', () => {
    assert.throws(
      () => assertSame('peer', [[1], [2]], [[1], [3]]),
      (error) => {
        assert.ok(error instanceof AnswersDifferError);
        return /peer answers otherwise .* request 1: \[2\], not \[3\]/.test(error.message);
      },
    );
    assert.doesNotThrow(() => assertSame('peer', [[1]], [[1]]));
  });
});
