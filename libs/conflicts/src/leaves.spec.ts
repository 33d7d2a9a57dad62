import type { DutyDefinition, RuleBook } from './index.js';
import { given, held, payables, under } from './payables.spec-only.js';

const ANNA = 'person:1001';
const CREATE = 'erp:vendor:create';
const RELEASE = 'erp:payment:release';

const meetingBy = (duty: DutyDefinition, more: Partial<RuleBook> = {}): RuleBook => ({
  ...under({ legs: ['duty:vendor-upkeep', duty.id] }),
  duties: [...payables.duties, duty],
  ...more,
});

describe('a pattern', () => {
  const anyPayment = meetingBy({ id: 'duty:pay', any: ['erp:pay*:*'] });

  it('in a leg is met by what it matches, catalogued or not', () => {
    const asking = (item: string) =>
      given([held(ANNA, CREATE)], anyPayment).when({ add: [held(ANNA, item)] });
    expect(asking(RELEASE).outcome).toBe('veto');
    expect(asking('erp:payroll:run').outcome).toBe('veto');
    expect(asking('erp:report:read').outcome).toBe('pass');
    expect(asking('erp:*:run').outcome).toBe('veto');
    expect(asking('crm:*').outcome).toBe('pass');
  });

  it('that is held or asked counts as all that it might be', () => {
    expect(given([held(ANNA, 'erp:vendor:*')]).when({ add: [held(ANNA, RELEASE)] }).outcome).toBe('veto');
    expect(given([held(ANNA, CREATE)]).when({ add: [held(ANNA, 'erp:*')] }).outcome).toBe('veto');
    expect(given([]).when({ add: [held(ANNA, '*')] }).outcome).toBe('veto');
  });

  it('may be what a role contains', () => {
    const role = { id: 'role:all-payments', version: 1, entitlements: ['erp:payment:*'], roles: [] };
    const book = { ...payables, roles: [...payables.roles, role] };
    const judgement = given([held(ANNA, CREATE)], book).when({ add: [held(ANNA, 'role:all-payments')] });
    expect(judgement.conflicts[0]?.legs[0]?.path).toMatchObject([
      { step: 'holds', item: 'role:all-payments' },
      { step: 'contains', role: 'role:all-payments', item: 'erp:payment:*' },
      { step: 'meets', item: 'erp:payment:*' },
    ]);
  });

  it('over entitlements is met by no role', () => {
    const book = meetingBy({ id: 'duty:any', any: ['*'] });
    const empty = { id: 'role:empty', version: 1, entitlements: [], roles: [] };
    const judged = given([held(ANNA, CREATE)], { ...book, roles: [...book.roles, empty] }).when({
      add: [held(ANNA, 'role:empty')],
    });
    expect(judged.outcome).toBe('pass');
  });
});

describe('a class', () => {
  const critical = { id: 'crm:export:run', attributes: { risk: 'critical', area: 'crm' } };
  const book = meetingBy(
    { id: 'duty:critical', any: [{ class: { risk: 'critical' } }] },
    {
      entitlements: [
        ...payables.entitlements,
        critical,
        { id: 'crm:export:see', attributes: { risk: 'low' } },
      ],
    },
  );
  const asking = (item: string) => given([held(ANNA, CREATE)], book).when({ add: [held(ANNA, item)] });

  it('is met by catalogued entitlements with all its attributes, and patterns that may be one', () => {
    expect(asking('crm:export:run').outcome).toBe('veto');
    expect(asking('crm:export:see').outcome).toBe('pass');
    expect(asking('crm:export:*').outcome).toBe('veto');
  });

  it('in any rule makes asking for what the catalogue lacks a hold', () => {
    expect(asking('old:ledger:read').holds).toMatchObject([{ code: 'UNKNOWN_ITEM' }]);
    expect(asking('old:*').holds).toMatchObject([{ code: 'UNKNOWN_ITEM' }]);
    expect(given([]).when({ add: [held(ANNA, 'old:ledger:read')] }).outcome).toBe('pass');
    const off = {
      ...book,
      rules: [
        ...payables.rules,
        ...book.rules.map((rule) => ({ ...rule, id: 'X', rollout: 'off' as const })),
      ],
    };
    expect(given([], off).when({ add: [held(ANNA, 'old:ledger:read')] }).outcome).toBe('hold');
  });
});

describe('a tree', () => {
  const tree = (duty: DutyDefinition) => meetingBy(duty, { dimensions: ['company'] });
  const ENTER = 'erp:invoice:enter';

  it('of all is met by all branches together, and shows each', () => {
    const book = tree({
      id: 'duty:both',
      title: 'Both',
      all: [ENTER, { any: [RELEASE, 'erp:report:read'] }],
    });
    expect(given([held(ANNA, CREATE)], book).when({ add: [held(ANNA, ENTER)] }).outcome).toBe('pass');
    const judgement = given([held(ANNA, CREATE), held(ANNA, RELEASE)], book).when({
      add: [held(ANNA, ENTER)],
    });
    expect(judgement.outcome).toBe('veto');
    expect(judgement.conflicts[0]?.legs[0]?.path.map((step) => ('item' in step ? step.item : ''))).toEqual([
      ...[RELEASE, RELEASE],
      ...[ENTER, ENTER],
    ]);
  });

  it('of at least so many is met by any choice of enough branches', () => {
    const book = tree({ id: 'duty:two', atLeast: 2, of: [ENTER, RELEASE, 'erp:report:read'] });
    const asked = (...items: string[]) =>
      given([held(ANNA, CREATE)], book).when({ add: items.map((item) => held(ANNA, item)) }).outcome;
    expect(asked(ENTER)).toBe('pass');
    expect(asked(ENTER, 'erp:report:read')).toBe('veto');
    expect(asked(ENTER, RELEASE, 'erp:report:read')).toBe('veto');
  });

  it('asks its branches to meet in time, and on `same` alone', () => {
    const book = (same: string[]) => tree({ id: 'duty:both', all: [ENTER, RELEASE], same });
    const asked = (same: string[], a: string[], b: string[]) =>
      given([held(ANNA, CREATE), { ...held(ANNA, ENTER), scope: { company: a } }], book(same)).when({
        add: [{ ...held(ANNA, RELEASE), scope: { company: b } }],
      }).outcome;
    expect(asked([], ['A'], ['B'])).toBe('veto');
    expect(asked(['company'], ['A'], ['B'])).toBe('pass');
    expect(asked(['company'], ['A', 'B'], ['B', 'C'])).toBe('veto');
  });

  it('may name another duty, by which it is met', () => {
    const book = tree({ id: 'duty:outer', any: ['duty:payment-release', 'duty:audit'] });
    expect(given([held(ANNA, CREATE)], book).when({ add: [held(ANNA, 'role:auditor')] }).outcome).toBe(
      'veto',
    );
  });
});
