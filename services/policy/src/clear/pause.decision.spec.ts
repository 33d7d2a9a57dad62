import { pauseAfter } from './pause.decision.js';

describe('the pause before the next clearance', () => {
  it('doubles with each that came to nothing, up to an hour', () => {
    expect([1, 2, 3, 4].map(pauseAfter)).toEqual([5_000, 10_000, 20_000, 40_000]);
    expect([11, 60, 5_000].map(pauseAfter)).toEqual([3_600_000, 3_600_000, 3_600_000]);
  });
});
