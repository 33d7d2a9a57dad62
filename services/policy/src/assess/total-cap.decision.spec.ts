import { latestEnd, type Span } from './total-cap.decision.js';

const total = 6;

/** Straight from the words: no period of twice the total that holds an instant which is new holds more than the total. */
function fits(held: readonly Span[], asked: Span): boolean {
  const isIn = (spans: readonly Span[], at: number) =>
    spans.some(({ from, until }) => from <= at && at < until);
  const isNew = (at: number) => isIn([asked], at) && !isIn(held, at);
  for (let begin = -60; begin < 120; begin++) {
    const instants = Array.from({ length: 2 * total }, (_, at) => begin + at);
    const taken = instants.filter((at) => isIn([...held, asked], at)).length;
    if (instants.some(isNew) && taken > total) return false;
  }
  return true;
}

function naive(held: readonly Span[], asked: Span): number {
  let { from: until } = asked;
  while (until < asked.until && fits(held, { from: asked.from, until: until + 1 })) until += 1;
  return until;
}

describe('the latest end of what continues something', () => {
  it('is what the words say, in 3,000 small worlds', () => {
    let seed = 7;
    const below = (n: number) => (seed = (seed * 48_271) % 2_147_483_647) % n;
    let cut = 0;
    for (let world = 0; world < 3_000; world++) {
      const held = Array.from({ length: below(4) }, () => {
        const from = below(40) - 20;
        return { from, until: from + 1 + below(6) };
      });
      const from = below(10);
      const asked = { from, until: from + 1 + below(12) };
      const expected = naive(held, asked);
      if (expected < asked.until) cut += 1;
      expect({ held, asked, end: latestEnd({ held, asked, total }) }).toEqual({ held, asked, end: expected });
    }
    expect(cut).toBeGreaterThan(500);
  });

  it('is the total, for what has no end itself', () => {
    expect(latestEnd({ held: [], asked: { from: 3, until: null }, total })).toBe(9);
  });

  it('does not depend on how what was held is cut into pieces', () => {
    const asked = { from: 4, until: 20 };
    const whole = latestEnd({ held: [{ from: 0, until: 4 }], asked, total });
    const pieces = [0, 1, 2, 3].map((from) => ({ from, until: from + 1 }));
    expect([whole, latestEnd({ held: pieces, asked, total })]).toEqual([6, 6]);
  });
});
