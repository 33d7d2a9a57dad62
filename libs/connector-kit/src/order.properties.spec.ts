import fc from 'fast-check';
import { decideOrder, type OrderInput } from './order.decision.js';
import { fresh, input, remembered, verified } from './order.spec-only.js';
import type { Verdict } from './place.decision.js';
import { grant, hashOf, minute, start } from './testing/scene.js';

const words = ['a', 'b', 'c', 'd'];
const until = fc.constantFrom(null, start - 1, start, start + 1, start + minute, start + 2 * minute);
const grants = fc.array(
  fc.tuple(fc.constantFrom(...words), until).map(([word, end]) => grant(word, end)),
  { maxLength: 5 },
);
const state = fc
  .record({
    grants: fc.uniqueArray(fc.tuple(fc.constantFrom(...words), until), { selector: ([word]) => word }),
    adopted: fc.boolean(),
  })
  .map(({ grants: pairs, adopted }) => ({ adopted, grants: pairs.map(([word, end]) => grant(word, end)) }));
const verdict = fc.constantFrom<Verdict | null>(
  null,
  verified('a')[1],
  verified('a', { until: start + 1 })[1],
  { kind: 'refused', code: 'QUORUM_NOT_MET', message: 'no' },
  { kind: 'missing', code: 'EVIDENCE_MISSING' },
);
const often = { numRuns: 400 };
const situation = fc.record({
  before: fc.option(state),
  desired: fc.record({ grants, adopted: fc.boolean() }),
  spent: fc.subarray(words),
  verdicts: fc.tuple(verdict, verdict, verdict, verdict),
  barred: fc.boolean(),
  held: fc.boolean(),
  mayWait: fc.boolean(),
  applyBefore: fc.constantFrom(null, start, start + 1),
});
type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;

function play(one: Situation): OrderInput {
  const facts = one.before ? remembered(4, one.before) : fresh;
  const verdicts = new Map(
    words.flatMap((word, at) => (one.verdicts[at] ? [[hashOf(word), one.verdicts[at]] as const] : [])),
  );
  const known = new Set(one.before?.grants.map(({ clearance }) => clearance));
  const spent = new Set(one.spent.map(hashOf).filter((clearance) => !known.has(clearance)));
  const barrier = one.barred ? { code: 'PERMISSION_NOT_MANAGED', message: 'no' } : null;
  const made = input(5, one.desired, {
    verdicts,
    mayWait: one.mayWait,
    facts: { ...facts, spent, barrier, held: one.held },
  });
  return { ...made, order: { ...made.order, body: { ...made.order.body, applyBefore: one.applyBefore } } };
}
const memoryOf = (one: OrderInput) => {
  const decision = decideOrder(one);
  return decision.kind === 'change' ? decision : null;
};
const end = (value: number | null) => value ?? Infinity;

describe('whatever is ordered, in whatever situation', () => {
  it('what the newer state lacks is gone, whatever else is wrong', () => {
    fc.assert(
      fc.property(situation, (one) => {
        const after = memoryOf(play(one))!;
        const wanted = new Set(one.desired.grants.map(({ clearance }) => clearance));
        for (const { clearance } of after.memory.state.grants) expect(wanted).toContain(clearance);
        const clean = play({ ...one, barred: false, spent: [], applyBefore: start + 1, mayWait: false });
        expect(after.spend).toEqual(memoryOf(clean)!.spend);
        if (after.memory.state.grants.length === 0 && !after.memory.state.adopted && one.held)
          expect(after.effect).toBe('remove');
      }),
      often,
    );
  });

  it('nothing is there that was neither there before nor verified in time; ends only fall', () => {
    fc.assert(
      fc.property(situation, (one) => {
        const played = play(one);
        for (const { clearance, until: ends } of memoryOf(played)!.memory.state.grants) {
          const known = one.before?.grants.find((before) => before.clearance === clearance);
          const carried = played.verdicts.get(clearance);
          const bound = known ? known.until : carried?.kind === 'verified' ? carried.grant.until : 0;
          expect(end(ends)).toBeLessThanOrEqual(end(bound));
          expect(end(ends)).toBeGreaterThan(start);
          if (!known)
            expect([played.facts.spent.has(clearance), one.barred, one.applyBefore]).toEqual([
              false,
              false,
              start + 1,
            ]);
        }
      }),
      often,
    );
  });

  it('every grant of the order and every grant that left has exactly one result', () => {
    fc.assert(
      fc.property(situation, (one) => {
        const { memory } = memoryOf(play({ ...one, mayWait: false }))!;
        const about = new Set(
          [...(one.before?.grants ?? []), ...one.desired.grants].map(({ clearance }) => clearance),
        );
        expect(memory.answer.results.map(({ clearance }) => clearance).sort()).toEqual([...about].sort());
      }),
      often,
    );
  });

  it('the same order again changes nothing', () => {
    fc.assert(
      fc.property(situation, (one) => {
        const played = play({ ...one, mayWait: false });
        const { memory } = memoryOf(played)!;
        const again = decideOrder({ ...played, facts: { ...played.facts, memory } });
        expect(again).toEqual({ kind: 'answer', answer: memory.answer });
      }),
      often,
    );
  });
});
