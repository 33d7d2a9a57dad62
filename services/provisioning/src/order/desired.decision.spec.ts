import { describe, expect, it } from '@jest/globals';
import type { DesiredGrant } from '@countersign/contracts';
import { adoptionDue } from '@countersign/statement';
import { keyring } from '@countersign/testing';
import {
  hasRoom,
  isAdopted,
  isThere,
  soonestEnd,
  stands,
  surviving,
  withGrant,
  withoutOverdue,
  withoutRequest,
} from './desired.decision.js';

const law = keyring().bundle();
const grant = (clearance: string, request: string, until: number | null = null): DesiredGrant =>
  ({ clearance, request, until }) as DesiredGrant;

describe('the desired state of a place', () => {
  it('counts two grants of one permission, and keeps one when the other ends', () => {
    const both = withGrant([grant('c1', 'r1')], grant('c2', 'r2'));
    expect(both).toHaveLength(2);
    expect(withoutRequest(both, 'r1')).toEqual([grant('c2', 'r2')]);
  });

  it('keeps an earlier clearance of the same request beside the newer, each once', () => {
    const both = [grant('c1', 'r1'), grant('c2', 'r1')];
    expect(withGrant([grant('c1', 'r1')], grant('c2', 'r1'))).toEqual(both);
    expect(withGrant(both, grant('c2', 'r1'))).toEqual(both);
  });

  it('takes no more of a request in doubt than a place has room for', () => {
    const seven = [1, 2, 3, 4, 5, 6, 7].map((n) => grant(`c${n}`, 'r1'));
    expect(hasRoom(seven, 'r1')).toBe(true);
    expect(hasRoom([...seven, grant('c8', 'r1')], 'r1')).toBe(false);
    expect(hasRoom([...seven, grant('c8', 'r1')], 'r2')).toBe(true);
  });

  it('has a grant once the connector has answered the newest order with it, for as long, by whatever clearance', () => {
    const place = { token: 2, answered: 2, grants: [grant('c1', 'r1', 10), grant('c3', 'r3')] };
    expect(isThere(place, grant('c2', 'r1', 10))).toBe(true);
    expect(isThere({ ...place, answered: 1 }, grant('c2', 'r1', 10))).toBe(false);
    expect(isThere(place, grant('c2', 'r1', 11))).toBe(false);
    expect(isThere(place, grant('c2', 'r1'))).toBe(false);
    expect(isThere(place, grant('c2', 'r2', 10))).toBe(false);
  });

  it('has something until then once the connector has answered the newest order with anything that lasts as long, or from before any order', () => {
    const place = { system: 'erp', adoptedAt: null, token: 2, answered: 2, grants: [grant('c1', 'r1', 10)] };
    const standsUntil = (until: number | null, change: object = {}) =>
      stands(law, { ...place, ...change }, until);
    expect(standsUntil(10)).toBe(true);
    expect([standsUntil(11), standsUntil(null)]).toEqual([false, false]);
    expect(standsUntil(null, { grants: [grant('c1', 'r1', null)] })).toBe(true);
    expect(standsUntil(10, { answered: 1 })).toBe(false);
    expect(standsUntil(10, { grants: [] })).toBe(false);
  });

  it('has what was there before any order only as long as the law lets that stay', () => {
    const due = adoptionDue(law, 'erp', 1);
    const place = { system: 'erp', adoptedAt: 1, token: 0, answered: 0, grants: [] };
    expect([isAdopted(law, place, due - 1), isAdopted(law, place, due)]).toEqual([true, false]);
    expect(isAdopted(law, { ...place, adoptedAt: null }, 1)).toBe(false);
    const shadowed = { ...place, system: 'crm' };
    expect(isAdopted(law, shadowed, due)).toBe(true);
    expect([due, due + 1, null].map((until) => stands(law, place, until))).toEqual([true, false, false]);
    expect([due + 1, null].map((until) => stands(law, shadowed, until))).toEqual([true, true]);
  });

  it('has one form whatever the order of arrival', () => {
    expect(withGrant([grant('c2', 'r2')], grant('c1', 'r1'))).toEqual(
      withGrant([grant('c1', 'r1')], grant('c2', 'r2')),
    );
  });

  it('loses what is over, at its very end', () => {
    expect(withoutOverdue([grant('c1', 'r1', 10), grant('c2', 'r2', 11), grant('c3', 'r3')], 10)).toEqual([
      grant('c2', 'r2', 11),
      grant('c3', 'r3'),
    ]);
  });

  it('never brings back a clearance that has left the target', () => {
    expect(surviving([grant('c1', 'r1'), grant('c2', 'r2')], [grant('c2', 'r2'), grant('c9', 'r9')])).toEqual(
      [grant('c2', 'r2')],
    );
  });

  it('knows when the next grant is over', () => {
    expect(soonestEnd([grant('c1', 'r1', 30), grant('c2', 'r2', 20), grant('c3', 'r3')])).toBe(20);
    expect(soonestEnd([grant('c3', 'r3')])).toBeNull();
  });
});
