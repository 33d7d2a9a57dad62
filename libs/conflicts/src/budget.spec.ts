import {
  compileMatrix,
  type Control,
  type EdgeDefinition,
  type Grant,
  judge,
  type RuleBook,
} from './index.js';

const ANNA = 'person:1001';
const ENTER = 'erp:invoice:enter';
const CHECK = 'erp:invoice:check';
const POST = 'erp:invoice:post';
const RELEASE = 'erp:payment:release';
const LOG = 'ops:log:read';
const RIGHTS = [ENTER, CHECK, POST];
const ALWAYS = { from: 0, until: null };

const book = (edges: EdgeDefinition[] = []): RuleBook => ({
  dimensions: ['company'],
  entitlements: [...RIGHTS, RELEASE, LOG],
  roles: [],
  duties: [
    { id: 'duty:invoices', all: RIGHTS },
    { id: 'duty:pay', any: [RELEASE] },
    { id: 'duty:log', any: [LOG] },
  ],
  rules: [
    {
      ...{ id: 'R1', version: 1, title: 'Invoices and payment', legs: ['duty:invoices', 'duty:pay'] },
      ...{ effect: 'prohibit', rollout: 'enforce' },
    },
    {
      ...{ id: 'R2', version: 1, title: 'Two keepers of the log', holders: 'duty:log', most: 2 },
      ...{ effect: 'prohibit', rollout: 'enforce' },
    },
  ],
  edges,
});

const held = (identity: string, item: string, more: Partial<Grant> = {}): Grant => ({
  ...{ identity, item, state: 'held', window: ALWAYS },
  ...more,
});
const asked = (item: string, window: Grant['window'] = ALWAYS): Grant =>
  held(ANNA, item, { state: 'asked', window });
const owns = (from: string, to: string): Control => ({
  from,
  to,
  how: 'owner',
  strength: 'acts-as',
  window: ALWAYS,
});

/** Anna and so many service accounts of hers, with three rights each. */
function machines(count: number, more: (account: number) => Partial<Grant> = () => ({})) {
  const ids = Array.from({ length: count }, (_, i) => `service:${String(i)}`);
  return {
    kinds: new Map([[ANNA, 'person'], ...ids.map((id) => [id, 'service'] as const)] as const),
    controls: ids.map((id) => owns(ANNA, id)),
    grants: ids.flatMap((id, i) => RIGHTS.map((right) => held(id, right, more(i)))),
  };
}

const answer = (
  world: Parameters<typeof judge>[1],
  add: Grant[],
  budget?: number,
  edges?: EdgeDefinition[],
) => {
  const { outcome, holds, conflicts } = judge(
    compileMatrix(book(edges)),
    world,
    { drop: [], add },
    1,
    budget === undefined ? {} : { budget },
  );
  return [outcome, ...holds.map(({ code }) => code), ...conflicts.map((conflict) => conflict.class)];
};

describe('what judging takes', () => {
  const broken = (world: ReturnType<typeof machines>) => ({
    ...world,
    grants: [...world.grants, held(ANNA, RELEASE)],
  });

  it('does not grow with the ways in which equal rights of twenty service accounts meet', () => {
    expect(answer(machines(20), [asked(RELEASE)], 20_000)).toEqual(['veto', 'creates']);
    expect(answer(broken(machines(20)), [asked(ENTER)], 20_000)).toEqual(['veto', 'repeats']);
  });

  it('nor where an edge of the law takes three of them', () => {
    const edges: EdgeDefinition[] = [{ id: 'batch', premises: RIGHTS, gives: { entitlement: LOG } }];
    expect(answer(broken(machines(20)), [asked(ENTER)], 50_000, edges)).toEqual(['veto', 'repeats']);
  });

  it('does not grow with scopes that no rule looks at', () => {
    const scattered = machines(20, (i) => ({ scope: { company: [String(i)] } }));
    expect(answer(scattered, [asked(RELEASE)], 20_000)).toEqual(['veto', 'creates']);
  });

  it('counts comparisons: what is beyond the budget is held, and ends', () => {
    const parted = broken(machines(20, (i) => ({ window: { from: 0, until: 1000 + i } })));
    expect(answer(parted, [asked(ENTER, { from: 2, until: 3 })], 100_000)).toEqual([
      'hold',
      'BUDGET_EXCEEDED',
    ]);
    expect(answer(parted, [asked(ENTER, { from: 2, until: 3 })])).toEqual(['hold', 'BUDGET_EXCEEDED']);
  });

  it('is far within the budget for one of two hundred people whose law knows a vault and two keepers of a log', () => {
    const people = Array.from({ length: 200 }, (_, i) => `person:${String(1001 + i)}`);
    const own = people.map((person) => [person, person.replace('person', 'account')] as const);
    const ten = machines(10, (i) => ({ window: { from: 0, until: 1000 + i } }));
    const edges: EdgeDefinition[] = [
      {
        ...{ id: 'vault', premises: ['vault:*'] },
        gives: { control: { identity: 'service:*' }, how: 'vault', strength: 'acts-as', lasting: true },
      },
    ];
    const world = {
      kinds: new Map([
        ...ten.kinds,
        ...own.flatMap(([p, a]) => [[p, 'person'] as const, [a, 'account'] as const]),
      ]),
      controls: [...ten.controls, ...own.map(([person, account]) => owns(person, account))],
      grants: [...ten.grants, ...own.slice(1).flatMap(([, a], i) => held(a, RIGHTS[i % 3] ?? LOG))],
    };
    expect(answer(world, [asked(LOG)], undefined, edges)).toEqual(['pass']);
    expect(answer(world, [asked(RELEASE)], undefined, edges)).toEqual(['veto', 'creates']);
  });
});
