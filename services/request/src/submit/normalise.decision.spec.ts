import { describe, expect, it } from '@jest/globals';
import { CannotExpand } from '@countersign/statement';
import { keyring } from '@countersign/testing';
import { digestOf, normalise, requestIdOf, type Wish } from './normalise.decision.js';

const at = Date.parse('2026-03-01T00:00:00.000Z');
const bundle = keyring().bundle();
const wish = (over: Partial<Wish> = {}): Wish => ({
  requester: 'person:1',
  actors: [],
  beneficiary: 'person:2',
  items: [
    { role: 'role:vendor-clerk', scope: {} } as never,
    { entitlement: 'erp:payment:release', scope: {} } as never,
  ],
  reason: 'because',
  source: 'source:itsm',
  cause: null,
  identity: 'event itsm 1',
  ...over,
});

describe('a wish', () => {
  it('becomes one request however often and in whatever order of items it comes', () => {
    const once = normalise(wish(), bundle, at);
    expect(normalise(wish({ items: [...wish().items].reverse() }), bundle, at)).toEqual(once);
    expect(once.request).toBe(requestIdOf('event itsm 1'));
  });

  it('is another one under another key', () => {
    expect(requestIdOf('event itsm 1')).not.toBe(requestIdOf('event itsm 2'));
  });

  it('names roles in the version in force, asked for by version or not', () => {
    const inForce = { role: 'role:vendor-clerk', version: 2, scope: {} };
    for (const asked of [{ role: 'role:vendor-clerk', scope: {} }, inForce])
      expect(normalise(wish({ items: [asked as never] }), bundle, at).items).toEqual([inForce]);
  });

  it('says under which bundle it was asked', () => {
    const next = keyring().bundle((usual) => ({ ...usual, number: 8 }));
    expect([bundle, next].map((law) => normalise(wish(), law, at).bundleAtLeast)).toEqual([7, 8]);
  });

  it.each([
    ['what the catalogue does not know', { role: 'role:unknown', scope: {} }],
    ['a version that is not in force', { role: 'role:vendor-clerk', version: 1, scope: {} }],
  ])('cannot ask for %s', (_, item) => {
    expect(() => normalise(wish({ items: [item as never] }), bundle, at)).toThrow(CannotExpand);
  });

  it('cannot ask for a part that no law tells apart', () => {
    const item = { entitlement: 'erp:payment:release', scope: { company: ['1000'] } };
    expect(() => normalise(wish({ items: [item as never] }), bundle, at)).toThrow(
      expect.objectContaining({ code: 'SCOPE_DIMENSION_UNKNOWN' }),
    );
  });

  it('keeps one item asked within two scopes as two', () => {
    const scoped = keyring().bundle((usual) => ({
      ...usual,
      dimensions: [{ id: 'plant', title: 'Plant' }],
      entitlements: usual.entitlements.map((spec) => ({ ...spec, permission: `${spec.permission}_{plant}` })),
    }));
    const item = (plant: string) => ({ entitlement: 'erp:payment:release', scope: { plant: [plant] } });
    const items = [item('8'), item('7'), item('8')] as never;
    expect(normalise(wish({ items }), scoped, at).items).toEqual([item('7'), item('8')]);
  });

  it('starts no earlier than now and must not be over before it starts', () => {
    expect(normalise(wish({ from: '2020-01-01T00:00:00Z' }), bundle, at).window.from).toBe(at);
    expect(() => normalise(wish({ until: '2026-02-01T00:00:00Z' }), bundle, at)).toThrow(
      /window asked for is empty/,
    );
  });

  it('differs from another by everything that was asked', () => {
    const variants: Partial<Wish>[] = [
      { beneficiary: 'person:3' },
      { requester: 'person:3' },
      { actors: ['agent:x'] },
      { reason: 'other' },
      { until: '2027-01-01T00:00:00Z' },
      { items: [] },
      { items: [{ ...wish().items[0], version: 2 } as never, ...wish().items.slice(1)] },
      { items: [{ ...wish().items[0], scope: { company: ['1000'] } } as never, ...wish().items.slice(1)] },
      { source: 'source:hr' },
      { drops: ['r-0123456789012345678901' as never] },
      { allOrNothing: true },
    ];
    for (const over of variants) expect(digestOf(wish(over))).not.toBe(digestOf(wish()));
  });
});
