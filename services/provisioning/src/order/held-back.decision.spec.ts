import type { BundleDocument } from '@countersign/contracts/governance';
import { keyring, type Plain } from '@countersign/testing';
import fc from 'fast-check';
import { type AskedLine, placesDue } from './held-back.decision.js';

type Law = Plain<BundleDocument>;
type Duty = Omit<Law['duties'][number], 'id' | 'title'>;
type Rule = Law['rules'][number];

const entitlements = ['erp:a:use', 'erp:b:use', 'erp:c:use', 'erp:d:use', 'crm:e:use'];
const [a, b, c, d, e] = entitlements as [string, string, string, string, string];

/** A law in which one duty needs another for each pair given. */
const lawOf = (pairs: readonly (readonly [when: Duty, needs: Duty])[], rule: Partial<Rule> = {}) =>
  keyring().bundle((usual) => ({
    ...usual,
    entitlements: [
      ...usual.entitlements,
      ...entitlements.map((id) => ({
        ...{ id, title: id, sensitivity: 'low' as const, blastRadius: 'low' as const },
        ...{ permission: `role:${id.replaceAll(':', '_')}`, attributes: { letter: id.split(':')[1] ?? '' } },
      })),
    ],
    roles: [
      ...usual.roles,
      { ...(usual.roles[0] as Law['roles'][number]), id: 'role:two', entitlements: [a, b], roles: [] },
    ],
    duties: [
      ...usual.duties,
      { id: 'duty:a-or-b', title: 'One of two', any: [a, b] },
      ...pairs.flatMap(([when, needs], n) => [
        { ...when, id: `duty:when-${n}`, title: 'when' },
        { ...needs, id: `duty:needs-${n}`, title: 'needs' },
      ]),
    ],
    rules: [
      ...usual.rules,
      ...pairs.map((_, n) => ({
        ...{ id: `PRE-${n}`, version: 1, title: 'first the one', control: '' },
        ...{ when: `duty:when-${n}`, needs: `duty:needs-${n}`, anywhere: true as const },
        ...{ effect: 'prohibit' as const, rollout: 'enforce' as const, ...rule },
      })),
    ],
  }));

/** Lines of these entitlements, each at a place of its own that has its name. */
const lines = (asked: readonly string[], standing: readonly string[] = []): AskedLine[] =>
  asked.map((id) => ({ entitlement: id, place: id, stands: standing.includes(id) }));
const due = (law: ReturnType<typeof lawOf>, asked: readonly string[], standing: readonly string[] = []) =>
  [...placesDue(law, lines(asked, standing))].sort();

describe('what is held back', () => {
  const law = lawOf([[{ any: [c] }, { any: [a] }]]);

  it('is what needs something of the same request, until that stands', () => {
    expect(due(law, [a, c, d])).toEqual([a, d]);
    expect(due(law, [a, c, d], [a])).toEqual([a, c, d]);
  });

  it('is nothing where what is needed is not asked for: it is held already, or policy would not have cleared it', () => {
    expect(due(law, [c, d])).toEqual([c, d]);
  });

  it('is nothing where no rule says so, or only one that is tried out', () => {
    expect(due(lawOf([]), [a, c])).toEqual([a, c]);
    for (const rollout of ['off', 'record', 'warn'] as const)
      expect(due(lawOf([[{ any: [c] }, { any: [a] }]], { rollout }), [a, c])).toEqual([a, c]);
    expect(due(lawOf([[{ any: [c] }, { any: [a] }]], { effect: 'dual-approval' }), [a, c])).toEqual([a]);
  });

  it('goes in as many steps as it takes', () => {
    const chain = lawOf([
      [{ any: [c] }, { any: [b] }],
      [{ any: [b] }, { any: [a] }],
    ]);
    expect(due(chain, [a, b, c])).toEqual([a]);
    expect(due(chain, [a, b, c], [a])).toEqual([a, b]);
    expect(due(chain, [a, b, c], [a, b])).toEqual([a, b, c]);
  });

  it('goes with what needs it in turn, and both wait for what either needs', () => {
    const ring = lawOf([
      [{ any: [a] }, { any: [b] }],
      [{ any: [b] }, { any: [a] }],
      [{ any: [a] }, { any: [c] }],
    ]);
    expect(due(ring, [a, b])).toEqual([a, b]);
    expect(due(ring, [a, b, c])).toEqual([c]);
    expect(due(ring, [a, b, c], [c])).toEqual([a, b, c]);
  });

  it('is nothing that meets by itself what it needs', () => {
    expect(due(lawOf([[{ any: [a] }, { any: [a, b] }]]), [a, b])).toEqual([a, b]);
  });

  it('waits for every place of what it needs', () => {
    const two = [
      { entitlement: a, place: 'one', stands: true },
      { entitlement: a, place: 'two', stands: false },
      { entitlement: c, place: 'three', stands: false },
    ];
    expect([...placesDue(law, two)]).toEqual(['one', 'two']);
  });

  it('is no place that something else makes due', () => {
    const shared = [a, c].map((entitlement) => ({ entitlement, place: 'same', stands: false }));
    expect([...placesDue(law, shared)]).toEqual(['same']);
  });
});

describe('what is needed', () => {
  const waits = (needs: Duty, asked: readonly string[], standing: readonly string[]) =>
    !due(lawOf([[{ any: [e] }, needs]]), [...asked, e], standing).includes(e);

  it.each<[string, Duty]>([
    ['any of two', { any: [a, b] }],
    ['another duty', { any: ['duty:a-or-b'] }],
    ['a pattern', { any: ['erp:*:use'] }],
    ['a pattern in a segment', { any: ['e*p:*:u*e'] }],
    ['a pattern to the end', { any: ['erp:*'] }],
    ['a class', { any: [{ class: { letter: 'a' } }, { class: { letter: 'b' } }] }],
    ['one of several', { atLeast: 1, of: [a, b, c] }],
  ])('as %s is met by the first that stands', (_, needs) => {
    expect(waits(needs, [a, b], [])).toBe(true);
    expect(waits(needs, [a, b], [b])).toBe(false);
  });

  it.each<[string, Duty]>([
    ['all of two', { all: [a, b] }],
    ['all of several of which two are asked for', { all: [a, b, c, d] }],
    ['two of several', { atLeast: 2, of: [a, b, c] }],
    ['three of several of which two are asked for', { atLeast: 3, of: [a, b, c, d] }],
    ['a role', { any: ['role:two'] }],
    ['parts of parts', { all: [{ any: [a, c] }, { atLeast: 1, of: [b, d] }] }],
  ])('as %s is met when both stand', (_, needs) => {
    expect(waits(needs, [a, b], [a])).toBe(true);
    expect(waits(needs, [a, b], [a, b])).toBe(false);
  });

  it.each<[string, Duty]>([
    ['another name', { any: [b] }],
    ['a longer pattern', { any: ['erp:a:use:*'] }],
    ['a shorter pattern', { any: ['erp:*:*:*'] }],
    ['a pattern that overlaps itself', { any: ['erp:a:use*se'] }],
    ['a class of more', { any: [{ class: { letter: 'a', more: 'yes' } }] }],
    ['a role that gives others', { any: ['role:employee'] }],
    ['a pattern of roles', { any: ['role:t*'] }],
    ['a duty that contains itself', { any: ['duty:needs-0'] }],
  ])('as %s is nothing that is asked for', (_, needs) => {
    expect(waits(needs, [a], [])).toBe(false);
  });
});

describe('whatever the rules', () => {
  const some = fc.subarray(entitlements, { minLength: 1 });
  const duty = fc.oneof(
    some.map((any): Duty => ({ any })),
    some.map((all): Duty => ({ all })),
    fc.tuple(fc.integer({ min: 1, max: 5 }), some).map(([atLeast, of]): Duty => ({ atLeast, of })),
  );

  it('something can go as long as not everything stands, and what could go still can when more stands', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(duty, duty), { maxLength: 6 }), some, (pairs, asked) => {
        const law = lawOf(pairs);
        let standing: string[] = [];
        for (let round = 0; standing.length < asked.length; round += 1) {
          const now = due(law, asked, standing);
          expect(now.length).toBeGreaterThan(standing.length);
          expect(now).toEqual(expect.arrayContaining(standing));
          standing = now;
        }
      }),
    );
  });
});
