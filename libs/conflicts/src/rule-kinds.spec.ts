import type { RuleBase, RuleBook, RuleDefinition } from './index.js';
import {
  controls,
  day,
  given,
  held,
  NOW,
  payables,
  reserved,
  rows,
  seen,
  within,
} from './payables.spec-only.js';

const ANNA = 'person:1001';
const BEN = 'person:1002';
const CARA = 'person:1003';
const BOT = 'service:billing-bot';
const CREATE = 'erp:vendor:create';
const CHANGE = 'erp:vendor:change';
const RELEASE = 'erp:payment:release';
const ENTER = 'erp:invoice:enter';

const base: RuleBase = { id: 'R', version: 1, title: 'Rule', effect: 'prohibit', rollout: 'enforce' };
const ruled = (
  rule: Omit<RuleDefinition, keyof RuleBase> & Partial<RuleBase>,
  more: Partial<RuleBook> = {},
): RuleBook =>
  ({ ...payables, dimensions: ['company', 'plant'], rules: [{ ...base, ...rule }], ...more }) as RuleBook;

describe('at most so many of a set', () => {
  const two = ruled({ set: [CREATE, 'role:auditor', 'duty:payment-release'], most: 2 } as never);

  it('is broken by one more, whatever they are', () => {
    const facts = [held(ANNA, CREATE), held(ANNA, RELEASE)];
    const judgement = given(facts, two).when({ add: [held(ANNA, 'role:auditor')] });
    expect(judgement.conflicts).toMatchObject([{ kind: 'set', class: 'creates' }]);
    expect(judgement.conflicts[0]?.legs.map(({ duty }) => duty)).toEqual([
      'duty:payment-release',
      CREATE,
      'role:auditor',
    ]);
    expect(
      given([held(ANNA, CREATE)], two).when({ add: [held(ANNA, CHANGE), held(ANNA, RELEASE)] }).outcome,
    ).toBe('pass');
  });

  it('counts every entitlement that a pattern or class stands for by itself', () => {
    const one = ruled({ set: ['erp:vendor:*'], most: 1 } as never);
    expect(given([held(ANNA, CREATE)], one).when({ add: [held(ANNA, CHANGE)] }).outcome).toBe('veto');
    expect(given([], one).when({ add: [held(ANNA, 'role:vendor-clerk')] }).outcome).toBe('veto');
    expect(given([], one).when({ add: [held(ANNA, 'erp:vendor:*')] }).outcome).toBe('veto');
  });

  it('counts what is granted by name outside the catalogue', () => {
    const one = ruled({ set: ['erp:vendor:*'], most: 1 } as never);
    const judgement = given([held(ANNA, CREATE)], one).when({ add: [held(ANNA, 'erp:vendor:block')] });
    expect(judgement.conflicts[0]?.legs.map(({ duty }) => duty)).toEqual(['erp:vendor:block', CREATE]);
    expect(given([held(BEN, 'erp:vendor:block')], one).when({ add: [held(ANNA, CREATE)] }).outcome).toBe(
      'pass',
    );
  });
});

describe('at most so many holders', () => {
  const two = ruled({ holders: 'duty:payment-release', most: 2 } as never);
  const both = [held(ANNA, RELEASE), held(BEN, RELEASE, NOW, day(5))];

  it('is broken by one more, while all can', () => {
    const judgement = given(both, two).when({ add: [held(CARA, RELEASE, day(2))] });
    expect(judgement).toMatchObject({
      outcome: 'veto',
      conflicts: [{ kind: 'holders', root: '*', class: 'creates' }],
    });
    expect(rows(judgement)).toEqual([`2…5: ${ANNA},${BEN},${CARA}`]);
    expect(judgement.conflicts[0]?.legs.map(({ path }) => path[0])).toMatchObject([
      { identity: ANNA },
      { identity: BEN },
      { identity: CARA },
    ]);
  });

  it('counts each person behind a shared account, and nobody twice', () => {
    const shared = [
      controls(ANNA, 'linked', BOT),
      controls(BEN, 'linked', BOT),
      controls(CARA, 'linked', BOT),
    ];
    expect(given(shared, two).when({ add: [held(BOT, RELEASE)] }).outcome).toBe('veto');
    expect(
      given(shared.slice(0, 2), two).when({ add: [held(BOT, RELEASE), held(ANNA, RELEASE)] }).outcome,
    ).toBe('pass');
  });

  it('counts roots that control each other as one', () => {
    const twins = [...both, controls(BEN, 'linked', CARA)];
    expect(given(twins, two).when({ add: [held(CARA, RELEASE)] }).conflicts).toEqual([]);
  });

  it('extends by a head of which nobody was counted, and repeats by one more way', () => {
    const one = ruled({ holders: 'duty:payment-release', most: 1 } as never);
    const swap = { drop: [both[1] ?? held(BEN, RELEASE)], add: [held(CARA, RELEASE, NOW, day(5))] };
    expect(seen(given(both, one).when(swap))).toEqual(['R * extends']);
    expect(seen(given(both, one).when({ add: [held(ANNA, 'role:payer')] }))).toEqual(['R * repeats']);
  });

  it('looks at each object by itself', () => {
    const each = ruled({ holders: 'duty:payment-release', most: 1, dimensions: ['company'] } as never);
    const facts = [within({ company: ['A'] }, held(ANNA, RELEASE))];
    const asked = (company: string) =>
      given(facts, each).when({ add: [within({ company: [company] }, held(BEN, RELEASE))] });
    expect(asked('B').outcome).toBe('pass');
    expect(asked('A').conflicts).toMatchObject([
      { shownObject: { company: 'A' }, values: { company: ['A'] } },
    ]);
  });
});

describe('a prerequisite', () => {
  const needs = (more: object = {}) =>
    ruled({ when: 'duty:payment-release', needs: 'duty:audit', ...more } as never);
  const audits = (from = NOW, until: number | null = null) => held(ANNA, 'role:auditor', from, until);

  it('is broken wherever the one is met and the other is not', () => {
    expect(given([audits()], needs()).when({ add: [held(ANNA, RELEASE)] }).conflicts).toEqual([]);
    const judgement = given([audits(NOW, day(3))], needs()).when({ add: [held(ANNA, RELEASE)] });
    expect(judgement).toMatchObject({
      outcome: 'veto',
      conflicts: [{ kind: 'prerequisite', class: 'creates' }],
    });
    expect(judgement.conflicts[0]?.legs.map(({ duty }) => duty)).toEqual(['duty:payment-release']);
    expect(rows(judgement)).toEqual(['/ 3…∞: payment-release'.replace('/', '*/*')]);
  });

  it('is met at every cell, or anywhere', () => {
    const facts = [within({ company: ['A'] }, audits())];
    const asked = (company: string, more: object = {}) =>
      given(facts, needs(more)).when({ add: [within({ company: [company] }, held(ANNA, RELEASE))] }).outcome;
    expect([asked('A'), asked('B'), asked('B', { anywhere: true })]).toEqual(['pass', 'veto', 'pass']);
    expect(asked('B', { dimensions: ['plant'] })).toBe('pass');
  });

  it('is not met by what is in doubt', () => {
    const certified = ruled({ when: 'duty:payment-release', needs: 'duty:trained' } as never, {
      duties: [...payables.duties, { id: 'duty:trained', any: ['edu:sox:*'] }],
    });
    const asked = (item: string) =>
      given([held(ANNA, item)], certified).when({ add: [held(ANNA, RELEASE)] }).outcome;
    expect(asked('edu:sox:2026')).toBe('pass');
    expect(asked('edu:sox:2*')).toBe('pass');
    expect(asked('edu:*:2026')).toBe('veto');
    expect(asked('edu:*')).toBe('veto');
    const byName = ruled({ when: 'duty:payment-release', needs: 'duty:invoice-entry' } as never);
    const holdsPattern = given([held(ANNA, 'erp:inv*:*')], byName).when({ add: [held(ANNA, RELEASE)] });
    expect(holdsPattern.outcome).toBe('pass');
  });

  it('refuses a swap that breaks it, and makes a finding of a removal that does', () => {
    const facts = [audits(), held(ANNA, RELEASE)];
    const swap = given(facts, needs()).when({ drop: [audits()], add: [held(ANNA, ENTER)] });
    expect(swap).toMatchObject({ outcome: 'veto', conflicts: [{ class: 'creates', vetoes: true }] });
    const removal = given(facts, needs()).when({ drop: [audits()] });
    expect(removal).toMatchObject({
      outcome: 'pass',
      conflicts: [{ class: 'creates', vetoes: false }],
      holds: [],
    });
  });

  it('repeats where one more way meets the one and the other is missing', () => {
    const judgement = given([held(ANNA, RELEASE)], needs()).when({ add: [held(ANNA, 'role:payer')] });
    expect(seen(judgement)).toEqual([`R ${ANNA} repeats`]);
  });
});

describe('effects', () => {
  const halves = (more: object) =>
    ruled({ legs: ['duty:vendor-upkeep', 'duty:payment-release'], ...more } as never);
  const asking = { add: [held(ANNA, RELEASE)] };

  it('never-approvable refuses, covered or not', () => {
    const exception = {
      id: 'E',
      root: ANNA,
      rule: 'R',
      version: 1,
      window: { from: NOW, until: null },
      control: 'C',
    };
    const judged = (effect: 'prohibit' | 'never-approvable') =>
      given([held(ANNA, CREATE)], halves({ effect }), { exceptions: [exception] }).when(asking);
    expect(judged('prohibit')).toMatchObject({
      outcome: 'pass',
      conflicts: [{ covered: true, exceptions: ['E'] }],
    });
    expect(judged('never-approvable')).toMatchObject({
      outcome: 'veto',
      conflicts: [{ covered: false, exceptions: [] }],
    });
  });

  it('lets repeats pass where the rule says so, and only them', () => {
    const broken = [held(ANNA, CREATE), reserved(ANNA, RELEASE)];
    const again = { add: [held(ANNA, 'role:payer')] };
    expect(given(broken, halves({})).when(again).outcome).toBe('veto');
    expect(given(broken, halves({ repeatsPass: true })).when(again)).toMatchObject({
      outcome: 'pass',
      conflicts: [{ class: 'repeats', vetoes: false }],
    });
    expect(given([held(ANNA, CREATE)], halves({ repeatsPass: true })).when(asking).outcome).toBe('veto');
  });

  it('counts a time bound in the period that the rule names', () => {
    const bound = halves({ effect: 'time-bound', maxDurationMs: day(2) - NOW, perMs: day(20) - NOW });
    const facts = [held(ANNA, CREATE, day(-30)), held(ANNA, RELEASE, day(-10), day(-9))];
    const judgement = given(facts, bound).when({ add: [held(ANNA, RELEASE, NOW, day(2))] });
    expect(judgement).toMatchObject({ outcome: 'veto', demands: { maxUntil: day(1) } });
    const whole = halves({ effect: 'time-bound', maxDurationMs: day(2) - NOW, perMs: day(2) - NOW });
    expect(given(facts, whole).when(asking).outcome).toBe('pass');
  });
});
