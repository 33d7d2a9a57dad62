import { describe, expect, it } from '@jest/globals';
import type { Bundle } from '@countersign/statement';
import { CannotExpand } from '@countersign/statement';
import { digestOf, normalise, requestIdOf, type Wish } from './normalise.decision.js';

const at = Date.parse('2026-03-01T00:00:00.000Z');
const bundle = {
  contents: (name: string) => {
    if (!name.startsWith('erp:') && name !== 'role:known') throw new CannotExpand(`unknown \`${name}\``);
    return [];
  },
} as unknown as Bundle;
const wish = (over: Partial<Wish> = {}): Wish => ({
  requester: 'person:1',
  actors: [],
  beneficiary: 'person:2',
  items: [
    { entitlement: 'erp:b:read', scope: {} } as never,
    { entitlement: 'erp:a:read', scope: {} } as never,
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

  it('cannot ask for what the catalogue does not know', () => {
    expect(() =>
      normalise(wish({ items: [{ role: 'role:unknown', scope: {} } as never] }), bundle, at),
    ).toThrow(CannotExpand);
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
      { source: 'source:hr' },
    ];
    for (const over of variants) expect(digestOf(wish(over))).not.toBe(digestOf(wish()));
  });
});
