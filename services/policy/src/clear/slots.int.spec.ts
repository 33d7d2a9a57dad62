import { ms, people } from '@countersign/testing';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';

let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
beforeEach(() => desk.begin());

const reservation = async (request: string) =>
  (await desk.rows('SELECT state, ending_at FROM reservation WHERE request = $1', request))[0];
const clearances = async (request: string) => (await desk.said('policy.cleared.v1', request)).length;
const takesBack = (request: string, hr: string) =>
  desk.hear('request.withdrawn.v1', { request, hr, by: people.bea, reason: 'not needed' });

describe('what continues held access', () => {
  const hour = 3_600_000;
  /** Held until an hour from now, and asked for again from then on. */
  const held = async () => {
    const until = desk.clock.now() + hour;
    const first = await desk.asks('first', { window: { from: desk.clock.now(), until } });
    await desk.approves(first.id);
    const next = await desk.asks('next', { window: { from: until, until: until + hour } });
    await desk.approves(next.id);
    return { first: first.id, next: next.id, until };
  };
  const signedAt = async (from: number, id: string) => {
    const seen: number[] = [];
    for (let second = -70; second <= 2; second++) {
      desk.clock.set(from + second * 1_000);
      await desk.run('clear');
      if ((await clearances(id)) > seen.length) seen.push(second);
    }
    return seen;
  };

  it('is cleared within a minute before its start, so that there is no gap', async () => {
    const { first, next, until } = await held();
    await desk.answers(1, [first]);
    expect(await signedAt(until, next)).toEqual([-30]);
  });

  it('is cleared at its start when what it would continue never came, or was taken away', async () => {
    const { first, next, until } = await held();
    expect(await signedAt(until, next)).toEqual([0]);
    expect(first).not.toBe(next);
  });
});

describe('slots that nothing was cleared on', () => {
  it('free at once when the request is taken back before its start', async () => {
    const from = desk.clock.now() + ms.day;
    const { id, hr } = await desk.asks('future', { window: { from, until: from + ms.day } });
    await desk.approves(id);
    expect([await desk.stateOf(id), await clearances(id)]).toEqual(['cleared', 0]);
    await takesBack(id, hr);
    expect([await desk.stateOf(id), (await reservation(id))?.['state']]).toEqual(['ended', 'released']);
    expect(await desk.reasons('policy.withdrew.v1', id)).toEqual(['WITHDRAWN']);
  });

  it('are kept until absence was seen once a clearance was signed', async () => {
    const { id, hr } = await desk.asks('signed');
    await desk.approves(id);
    await takesBack(id, hr);
    const kept = await reservation(id);
    expect([await desk.stateOf(id), kept?.['state']]).toEqual(['withdrawn', 'ending']);
    expect(kept?.['ending_at']).not.toBeNull();
  });
});

describe('a reservation', () => {
  it('ends when its time is over before it was applied, and not while it is applied', async () => {
    const window = { from: desk.clock.now(), until: desk.clock.now() + ms.day };
    const { id } = await desk.asks('never', { window });
    await desk.approves(id);
    desk.clock.advance(ms.day);
    await desk.run('over');
    expect([await desk.stateOf(id), (await reservation(id))?.['state']]).toEqual(['withdrawn', 'ending']);
    expect(await desk.reasons('policy.withdrew.v1', id)).toEqual(['WINDOW_OVER']);
  });

  it('is left to its connector when it was applied', async () => {
    const window = { from: desk.clock.now(), until: desk.clock.now() + ms.day };
    const { id } = await desk.asks('applied', { window });
    await desk.approves(id);
    await desk.answers(1, [id]);
    desk.clock.advance(ms.day);
    await desk.run('over');
    expect([await desk.stateOf(id), (await reservation(id))?.['state']]).toEqual(['cleared', 'live']);
  });

  it('is cleared anew at ever longer intervals while its target refuses it', async () => {
    const { id } = await desk.asks('refused');
    await desk.approves(id);
    const seen: number[] = [];
    for (let minute = 0; minute < 6; minute++) {
      desk.clock.advance(65_000);
      await desk.run('clear');
      seen.push(await clearances(id));
    }
    expect(seen).toEqual([2, 2, 3, 3, 4, 4]);
  });

  it.each<readonly [string, () => void]>([
    ['a chain is open', () => desk.gaps.add('request')],
    ['clocks differ', () => desk.skewed.add('this process')],
  ])('keeps its slots while %s, and is cleared after', async (_, hinder) => {
    const { id } = await desk.asks('waits');
    await desk.approves(id);
    hinder();
    desk.clock.advance(65_000);
    await desk.run('clear');
    expect([await desk.stateOf(id), await clearances(id)]).toEqual(['cleared', 1]);
    desk.gaps.clear();
    desk.skewed.clear();
    desk.clock.advance(10_000);
    await desk.run('clear');
    expect([await desk.stateOf(id), await clearances(id)]).toEqual(['cleared', 2]);
  });

  it('that fails keeps no other waiting', async () => {
    const [bad, good] = [await desk.asks('bad'), await desk.asks('good', { beneficiary: people.mallory })];
    for (const { id } of [bad, good]) await desk.approves(id);
    desk.failing.add(bad.id);
    desk.clock.advance(65_000);
    await desk.run('clear');
    expect([await clearances(bad.id), await clearances(good.id)]).toEqual([1, 2]);
    expect(desk.logged).toEqual(['cannot clear again']);
  });
});
