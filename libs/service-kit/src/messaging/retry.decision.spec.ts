import { afterFailure, defaultRetry, pauseAfter } from './retry.decision.js';

const failure = (kind: 'retriable' | 'poison') => ({ kind, code: 'CODE', message: 'why' }) as const;

describe('after a failure', () => {
  it('that stays, a record is held at once', () => {
    expect(afterFailure(failure('poison'), 1, defaultRetry)).toMatchObject({ state: 'held', attempts: 1 });
  });

  it('that may pass, it is tried ten times, at growing distances, and held then', () => {
    const tries = Array.from({ length: 10 }, (_, i) =>
      afterFailure(failure('retriable'), i + 1, defaultRetry),
    );
    expect(tries.map(({ state }) => state)).toEqual([...Array<string>(9).fill('waiting'), 'held']);
    expect(tries.map(({ delayMs }) => delayMs)).toEqual([
      200, 400, 800, 1600, 3200, 6400, 12800, 25600, 30000, 0,
    ]);
  });

  it('pauses never grow beyond the longest', () => {
    expect(pauseAfter(10_000, defaultRetry)).toBe(defaultRetry.longestMs);
  });
});
