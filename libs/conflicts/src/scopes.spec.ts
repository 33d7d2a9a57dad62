import { day, given, held, NOW, payables, rows, seen, under, within } from './payables.spec-only.js';

const ANNA = 'person:1001';
const CREATE = 'erp:vendor:create';
const RELEASE = 'erp:payment:release';
const by = { ...under({ dimensions: ['company'] }), dimensions: ['company', 'plant'] };
const of = (...company: string[]) => ({ company });

describe('a rule that looks at each company by itself', () => {
  it('lets the two halves in two companies pass, and vetoes them in one', () => {
    const world = given([within(of('A', 'B'), held(ANNA, CREATE))], by);
    expect(world.when({ add: [within(of('C'), held(ANNA, RELEASE))] }).conflicts).toEqual([]);
    const judgement = world.when({ add: [within(of('B', 'C'), held(ANNA, RELEASE))] });
    expect(judgement).toMatchObject({ outcome: 'veto', conflicts: [{ shownObject: { company: 'B' } }] });
    expect(judgement.conflicts[0]?.values).toEqual({ company: ['B'] });
    expect(rows(judgement)).toEqual(['B 0…∞: payment-release,vendor-upkeep']);
  });

  it('tells the values that behave differently from all others', () => {
    const facts = [held(ANNA, CREATE), within(of('A'), held(ANNA, RELEASE, day(5), day(7)))];
    const judgement = given(facts, by).when({ add: [held(ANNA, RELEASE, day(6))] });
    expect(judgement.conflicts[0]).toMatchObject({ class: 'extends', values: { company: ['A'] } });
    expect(rows(judgement)).toEqual([
      'A 5…∞: payment-release,vendor-upkeep',
      '* 6…∞: payment-release,vendor-upkeep',
    ]);
    expect(judgement.conflicts[0]).toMatchObject({ shownAt: day(6), shownObject: { company: '*' } });
  });

  it('does not list what is only mentioned', () => {
    const facts = [held(ANNA, CREATE), within(of('A'), held(ANNA, CREATE))];
    const judgement = given(facts, by).when({ add: [held(ANNA, RELEASE)] });
    expect(judgement.conflicts[0]?.values).toEqual({ company: [] });
    expect(rows(judgement)).toEqual(['* 0…∞: payment-release,vendor-upkeep']);
  });

  it('meets scopes dimension by dimension', () => {
    const facts = [within({ company: ['A'], plant: ['1'] }, held(ANNA, CREATE))];
    const other = within({ company: ['A'], plant: ['2'] }, held(ANNA, RELEASE));
    expect(given(facts, by).when({ add: [other] }).outcome).toBe('veto');
    const both = { ...by, rules: [{ ...by.rules[0], dimensions: ['plant', 'company'] }] } as typeof by;
    expect(given(facts, both).when({ add: [other] }).conflicts).toEqual([]);
  });
});

describe('scopes', () => {
  it('of a role meet the scope of its grant, nested too', () => {
    const book = {
      ...by,
      roles: [
        ...payables.roles,
        {
          id: 'role:plant-payer',
          version: 1,
          entitlements: [{ item: RELEASE, scope: { company: ['A', 'B'] } }],
          roles: [],
        },
        {
          id: 'role:chief',
          version: 1,
          entitlements: [],
          roles: [{ item: 'role:plant-payer', scope: { company: ['B', 'C'] } }],
        },
      ],
    };
    const asking = (company: string) =>
      given([within(of(company), held(ANNA, CREATE))], book).when({ add: [held(ANNA, 'role:chief')] });
    expect(['A', 'B', 'C'].map((company) => asking(company).outcome)).toEqual(['pass', 'veto', 'pass']);
  });

  it('make a grant new where they are wider, and nothing where they are narrower', () => {
    const facts = [within(of('A'), held(ANNA, CREATE)), held(ANNA, RELEASE)];
    const narrower = { drop: [facts[1] ?? held(ANNA, RELEASE)], add: [within(of('A'), held(ANNA, RELEASE))] };
    expect(given(facts, by).when(narrower)).toMatchObject({ outcome: 'pass', conflicts: [] });
    const wider = given(facts, by).when({ add: [within(of('A', 'B'), held(ANNA, CREATE))] });
    expect(seen(wider)).toEqual([`P2P-01 ${ANNA} extends`]);
  });

  it('tell which of two grants is dropped, in whatever order they list values', () => {
    const facts = [within(of('A', 'B'), held(ANNA, CREATE)), within(of('C'), held(ANNA, CREATE))];
    const swap = (...company: string[]) =>
      given(facts, by).when({
        drop: [within(of(...company), held(ANNA, CREATE))],
        add: [within(of('B'), held(ANNA, RELEASE))],
      });
    expect(swap('B', 'A', 'B').outcome).toBe('pass');
    expect(swap('A').outcome).toBe('veto');
  });

  it('without a value, of an undeclared dimension or unreadable, are held', () => {
    const asked = (scope: unknown) =>
      given([], by)
        .when({ add: [{ ...held(ANNA, RELEASE), scope: scope as never }] })
        .holds.map(({ code }) => code);
    expect(asked({ company: [] })).toEqual(['EMPTY_SCOPE']);
    expect(asked({ cluster: ['x'] })).toEqual(['MALFORMED_FACT']);
    expect(asked({ company: ['*'] })).toEqual(['MALFORMED_FACT']);
    expect(asked({ company: 'A' })).toEqual(['MALFORMED_FACT']);
    const known = given([within({ cluster: ['x'] }, held(ANNA, CREATE))], by);
    expect(known.when({ add: [held(ANNA, 'erp:report:read')] }).outcome).toBe('hold');
  });

  it('that are empty among the facts give nothing', () => {
    const facts = [within(of(), held(ANNA, CREATE, NOW))];
    expect(given(facts, by).when({ add: [held(ANNA, RELEASE)] })).toMatchObject({
      outcome: 'pass',
      conflicts: [],
    });
  });
});
