import { type Looking, fateOf, pauseMs, type SeenPlace } from './unordered.decision.js';

const day = 86_400_000;
const now = 100 * day;
const place: SeenPlace = { grants: [], token: 0, answered: 0, orderedAt: null, adoptedAt: null };
const grant = { clearance: 'c', request: 'r', until: null } as never;
const enforcing: Looking = { adopts: false, begun: now - 1_000, now, mayStayUntil: (at) => at + 90 * day };
const adopting: Looking = { ...enforcing, adopts: true, mayStayUntil: () => Infinity };
const fates = (over: Partial<SeenPlace>) =>
  [enforcing, adopting].map((by) => fateOf({ ...place, ...over }, by));

describe('access that a target was seen to hold', () => {
  it('and nobody ordered is removed, or adopted where the system takes over what it finds', () => {
    expect(fates({})).toEqual(['remove', 'adopt']);
  });

  it('is left alone where it is ordered, or an order for it is not answered yet', () => {
    expect(fates({ grants: [grant] })).toEqual(['leave', 'leave']);
    expect(fates({ token: 2, answered: 1 })).toEqual(['leave', 'leave']);
  });

  it('is left alone when an order was given since the observer began to look', () => {
    const orderedAt = enforcing.begun;
    expect([fateOf({ ...place, orderedAt }, { ...enforcing, now: now + pauseMs })]).toEqual(['leave']);
    expect([fateOf({ ...place, orderedAt: orderedAt - 1 }, { ...enforcing, now: now + pauseMs })]).toEqual([
      'remove',
    ]);
  });

  it('is not ordered away again at once when that changed nothing', () => {
    expect(fates({ orderedAt: now - pauseMs + 1 })).toEqual(['leave', 'leave']);
    expect(fates({ orderedAt: now - pauseMs })).toEqual(['remove', 'adopt']);
  });

  it('and was adopted stays as long as the law says, and for ever while nothing is removed', () => {
    expect(fates({ adoptedAt: now - 90 * day + 1 })).toEqual(['leave', 'leave']);
    expect(fates({ adoptedAt: now - 90 * day })).toEqual(['remove', 'leave']);
  });
});
