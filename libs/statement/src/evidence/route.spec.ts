import type { ConflictSummary, Stage } from '@countersign/contracts';
import fc from 'fast-check';
import { aBundle, aMonday, eachOf, keyring, ms, outcomeOf } from '@countersign/testing';
import { routeFor, stageMet, stagesAsked, stagesMet, type YesVote } from './route.js';

const bundle = keyring().bundle();
const at = aMonday;
const open = { from: at, until: null };
const route = (
  item: string,
  conflicts: readonly Partial<ConflictSummary>[] = [],
  window: { from: number; until: number | null } = open,
  by = bundle,
) => routeFor(by, by.contents(item), conflicts as ConflictSummary[], window, at);
const names = (stages: readonly Stage[]) => stages.map((stage) => stage.name);

describe('the route of a request', () => {
  it('is the first one that fits the highest sensitivity and blast radius', () => {
    expect(names(route('role:vendor-clerk').stages)).toEqual(['owner and control']);
    expect(names(route('erp:payment:release').stages)).toEqual(['process owner', 'two controllers']);
  });

  it.each([
    ['the blast radius', { blastRadius: 'high' }],
    ['the sensitivity', { sensitivity: 'high' }],
  ] as const)('looks at %s even where the other is low', (_, level) => {
    const raised = keyring().bundle(eachOf('entitlements', level));
    expect(names(route('role:employee', [], open, raised).stages)).toEqual([
      'process owner',
      'two controllers',
    ]);
  });

  it('gets a stage more for a conflict that needs dual approval, one for all of them', () => {
    const dual = { effect: 'dual-approval' } as const;
    expect(route('role:vendor-clerk', [dual, dual, { effect: 'time-bound' }]).stages.at(-1)).toEqual({
      name: 'dual approval',
      groups: [{ group: 'group:risk-committee', need: 2 }],
      quorum: 2,
    });
    expect(names(route('role:vendor-clerk', [dual, dual]).stages)).toHaveLength(2);
    expect(names(route('role:vendor-clerk', [{ effect: 'time-bound' }]).stages)).toHaveLength(1);
  });

  it('that does not exist is an error, never no route', async () => {
    const gap = keyring().bundle((usual) => ({ ...usual, routes: usual.routes.slice(0, 1) }));
    await expect(outcomeOf(() => route('erp:payment:release', [], open, gap))).resolves.toBe('NO_ROUTE');
  });

  const uncapped = keyring().bundle((usual) => ({
    ...usual,
    routes: usual.routes.map((each) => ({ ...each, maxDays: null })),
  }));
  it.each([
    ['the bundle’s cap when no end is asked', open, bundle, at + 180 * ms.day],
    ['the end that is asked when it comes before the cap', { from: at, until: at + 5 }, bundle, at + 5],
    [
      'the cap when the end that is asked comes later',
      { from: at, until: at + 999 * ms.day },
      bundle,
      at + 180 * ms.day,
    ],
    [
      'the cap from now when the start is past',
      { from: at - 90 * ms.day, until: null },
      bundle,
      at + 180 * ms.day,
    ],
    [
      'the cap from the start when that is to come',
      { from: at + ms.day, until: null },
      bundle,
      at + 181 * ms.day,
    ],
    ['never without cap and end', open, uncapped, null],
    ['the end that is asked without cap', { from: at, until: at + 7 }, uncapped, at + 7],
  ])('ends at %s', (_, window, by, until) => {
    expect(route('role:vendor-clerk', [], window, by).until).toBe(until);
  });

  it('is to be decided in the bundle’s time', () => {
    expect(route('role:vendor-clerk').deadline).toBe(at + 336 * ms.hour);
  });
});

const groups = ['a', 'b', 'c'].map((name) => `group:${name}`);
const stage = (quorum: number, ...needs: readonly [group: string, need: number][]): Stage =>
  ({
    name: 'stage',
    quorum,
    groups: needs.map(([group, need]) => ({ group: `group:${group}`, need })),
  }) as unknown as Stage;
const votes = (...persons: readonly string[]): YesVote[] =>
  persons.map((letters, n) => ({
    person: `person:${n}`,
    groups: [...letters].map((letter) => `group:${letter}`),
  }));

describe('a stage', () => {
  it.each<[string, Stage, YesVote[], boolean]>([
    ['one of one group', stage(1, ['a', 1]), votes('a'), true],
    ['nobody', stage(1, ['a', 1]), votes(), false],
    ['somebody of another group', stage(1, ['a', 1]), votes('b'), false],
    ['somebody of no group', stage(1, ['a', 1]), votes(''), false],
    ['two groups, one person in both', stage(1, ['a', 1], ['b', 1]), votes('ab'), false],
    ['two groups, two persons, one in both', stage(2, ['a', 1], ['b', 1]), votes('ab', 'a'), true],
    ['the same, the other way round', stage(2, ['a', 1], ['b', 1]), votes('a', 'ab'), true],
    [
      'two persons of one group where both groups are needed',
      stage(2, ['a', 1], ['b', 1]),
      votes('a', 'a'),
      false,
    ],
    [
      'needs that only one assignment meets',
      stage(3, ['a', 1], ['b', 1], ['c', 1]),
      votes('abc', 'ab', 'a'),
      true,
    ],
    ['needs met, quorum not', stage(3, ['a', 1]), votes('a', 'a'), false],
    ['quorum met by somebody of no needed group', stage(2, ['a', 1]), votes('a', 'c'), false],
    ['quorum met by more of the group', stage(2, ['a', 1]), votes('a', 'a'), true],
    ['two needed, one person twice', stage(2, ['a', 2]), [...votes('a'), ...votes('a')], false],
  ])('%s', (_, needed, given, met) => {
    expect(stageMet(needed, given)).toBe(met);
  });

  it('all of them must be met, each by itself; none is never met', () => {
    const owner = stage(1, ['a', 1]);
    const both = stage(2, ['a', 1], ['b', 1]);
    expect(stagesMet([owner, both], votes('a', 'b'))).toBe(true);
    expect(stagesMet([owner, both], votes('a'))).toBe(false);
    expect(stagesMet([both, owner], votes('a'))).toBe(false);
    expect(stagesMet([], votes('a', 'b', 'c'))).toBe(false);
  });
});

describe('a stage whose votes are shared', () => {
  const shared = (quorum: number, ...needs: Parameters<typeof stage>[1][]) => ({
    ...stage(quorum, ...needs),
    share: true,
  });
  it.each<[string, Stage, YesVote[], boolean]>([
    ['is met by one person in both groups', shared(1, ['a', 1], ['b', 1]), votes('ab'), true],
    ['still counts distinct persons', shared(2, ['a', 1], ['b', 1]), votes('ab'), false],
    ['needs every group', shared(1, ['a', 1], ['b', 1]), votes('a', 'a'), false],
    ['needs as many of a group as it says', shared(1, ['a', 2], ['b', 1]), votes('ab', 'b'), false],
    ['is met by those who are in several', shared(2, ['a', 2], ['b', 1]), votes('ab', 'a'), true],
  ])('%s', (_, needed, given, met) => {
    expect(stageMet(needed, given)).toBe(met);
  });
});

describe('stages in order', () => {
  const [owner, control, board] = ['a', 'b', 'c'].map((group) => stage(1, [group, 1])) as [
    Stage,
    Stage,
    Stage,
  ];
  const inOrder = [owner, { ...control, waits: true }, { ...board, waits: true }];
  const asked = (stages: readonly Stage[], ...given: string[]) =>
    stagesAsked(stages, votes(...given)).map(({ groups: [first] }) => first?.group);

  it('are asked one after the other, whoever has voted ahead of her turn', () => {
    expect(asked(inOrder)).toEqual(['group:a']);
    expect(asked(inOrder, 'b')).toEqual(['group:a']);
    expect(asked(inOrder, 'a')).toEqual(['group:b']);
    expect(asked(inOrder, 'b', 'a')).toEqual(['group:c']);
    expect(asked(inOrder, 'c', 'b', 'a')).toEqual([]);
  });

  it('side by side are asked at once', () => {
    expect(asked([owner, control, board], 'b')).toEqual(['group:a', 'group:c']);
  });

  it('are met by the same votes, in whatever order these came', () => {
    for (const given of [votes('a', 'b', 'c'), votes('c', 'b', 'a')])
      expect([stagesMet(inOrder, given), stagesMet([owner, control, board], given)]).toEqual([true, true]);
  });

  it('are what the route of the bundle says', () => {
    const ordered = (order?: 'in-order') =>
      keyring().bundle({
        ...aBundle(),
        routes: aBundle().routes.map((each) => ({ ...each, ...(order ? { order } : {}) })),
      });
    const waits = (by: ReturnType<typeof ordered>) =>
      route('erp:payment:release', [], open, by).stages.map((each) => each.waits ?? false);
    expect([waits(ordered()), waits(ordered('in-order'))]).toEqual([
      [false, false],
      [false, true],
    ]);
  });
});

/** Tries every assignment of distinct persons to needs: slow and plainly right. */
function metByTrying(needed: Stage, given: readonly YesVote[]): boolean {
  const persons = [...new Map(given.map((vote) => [vote.person, vote])).values()];
  const needs = needed.groups.flatMap(({ group, need }) =>
    Array.from({ length: need }, () => group as string),
  );
  const assign = (at: number, free: readonly YesVote[]): boolean =>
    at === needs.length ||
    free.some(
      (vote) =>
        vote.groups.includes(needs[at]!) &&
        assign(
          at + 1,
          free.filter((other) => other !== vote),
        ),
    );
  const counted = persons.filter((vote) => needed.groups.some(({ group }) => vote.groups.includes(group)));
  return counted.length >= needed.quorum && assign(0, persons);
}

const anyStage = fc
  .record({
    quorum: fc.integer({ min: 1, max: 4 }),
    groups: fc.uniqueArray(
      fc.record({ group: fc.constantFrom(...groups), need: fc.integer({ min: 1, max: 2 }) }),
      { minLength: 1, selector: ({ group }) => group },
    ),
  })
  .map((each) => ({ name: 'stage', ...each }) as unknown as Stage);
const anyVotes = fc.uniqueArray(
  fc.record({ person: fc.nat(7).map((n) => `person:${n}`), groups: fc.subarray(groups) }),
  { maxLength: 6, selector: ({ person }) => person },
);

describe('any stage and votes', () => {
  it('are met exactly when trying every assignment finds one', () => {
    const seen = { met: 0, open: 0 };
    fc.assert(
      fc.property(anyStage, anyVotes, (needed, given) => {
        const met = metByTrying(needed, given);
        seen[met ? 'met' : 'open']++;
        expect(stageMet(needed, given)).toBe(met);
      }),
      { numRuns: 1000 },
    );
    expect(Math.min(seen.met, seen.open)).toBeGreaterThan(100);
  });

  it('are met or not in whatever order votes and groups come, and by more votes never less', () => {
    fc.assert(
      fc.property(anyStage, anyVotes, fc.infiniteStream(fc.nat()), (needed, given, keys) => {
        const shuffled = <T>(list: readonly T[]) =>
          list
            .map((each) => [keys.next().value as number, each] as const)
            .sort(([a], [b]) => a - b)
            .map(([, each]) => each);
        const met = stageMet(needed, given);
        expect(stageMet({ ...needed, groups: shuffled(needed.groups) }, shuffled(given))).toBe(met);
        if (stageMet(needed, given.slice(1))) expect(met).toBe(true);
      }),
    );
  });
});
