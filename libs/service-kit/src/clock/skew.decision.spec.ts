import { aheadOf, beyond, describeSkew, peerAhead } from './skew.decision.js';

describe('a clock that is asked between two looks at our own', () => {
  it.each([
    ['agrees while its time lies between them', 1_000, 1_400, 2_000, 0],
    ['is not ahead because the answer was slow', 1_000, 1_001, 60_000, 0],
    ['shows that ours is ahead', 601_000, 1_000, 601_010, 600_000],
    ['shows that ours is behind', 1_000, 601_000, 1_010, -599_990],
  ])('%s', (_, before, asked, after, ahead) => {
    expect(aheadOf({ before, asked, after })).toBe(ahead);
  });
});

describe('a heartbeat', () => {
  it.each([
    ['of an honest clock, read at once', 1_000, 1_020, 1_030, -20],
    ['of a clock ahead, by the arbiter alone', 601_000, 1_000, 1_010, 599_990],
    ['of a clock behind was late at the broker already', 1_000, 601_000, 601_010, -600_000],
    ['that we read an hour late says nothing of its writer', 1_000, 1_030, 3_601_000, -30],
    ['of an honest clock is honest whatever the broker believes', 1_000, 0, 1_010, -0],
    ['is not late because the broker runs ahead', 1_000, 9_999_000, 1_010, -10],
  ])('%s', (_, at, appended, now, ahead) => {
    expect(peerAhead(at, appended, now)).toBe(ahead);
  });
});

it('counts what is beyond the bound, in both directions, and not the bound itself', () => {
  const of = 'policy';
  const skews = [5_000, 5_001, -5_000, -5_001].map((byMs) => ({ of, byMs }));
  expect(beyond(5_000, skews).map(({ byMs }) => byMs)).toEqual([5_001, -5_001]);
});

it('says whose clock, by how much and which way', () => {
  expect(describeSkew({ of: 'policy', byMs: -600_000 })).toBe(
    "the clock of policy is 600.0 s behind the database's",
  );
});
