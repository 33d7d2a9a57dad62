import { BundleError, type BundleErrorCode, compileMatrix, type RuleBook } from './index.js';
import { payables, vendorPayment } from './payables.spec-only.js';

const problems = (book: unknown): readonly BundleErrorCode[] => {
  try {
    compileMatrix(book as RuleBook);
  } catch (error) {
    if (error instanceof BundleError) return error.problems.map(({ code }) => code);
    throw error;
  }
  return [];
};

const { legs: _legs, ...base } = vendorPayment;
const wide = { ...payables, dimensions: ['company'] };
const rule = (more: object) => ({ ...wide, rules: [{ ...base, ...more }] });
const duty = (more: object) => ({ ...wide, duties: [...payables.duties, { id: 'duty:x', ...more }] });
const edge = (more: object) => {
  const gives = { entitlement: 'erp:report:read' };
  return { ...wide, edges: [{ id: 'e', premises: ['erp:report:read'], gives, ...more }] };
};
const role = (more: object) => ({
  ...wide,
  roles: [...payables.roles, { id: 'role:x', version: 1, entitlements: [], roles: [], ...more }],
});
const halves = { legs: ['duty:audit', 'duty:vendor-upkeep'] };
const selecting = (control: object) => edge({ gives: { control, how: 'x' } });

describe('the full language', () => {
  it.each<[string, unknown]>([
    ['a set', rule({ set: ['erp:vendor:create', 'erp:vendor:change'], most: 1 })],
    ['a set of a pattern, however many it means', rule({ set: ['crm:*'], most: 7 })],
    ['a rule on holders', rule({ holders: 'duty:audit', most: 3 })],
    ['a prerequisite', rule({ when: 'duty:audit', needs: 'duty:vendor-upkeep', anywhere: true })],
    ['a tree', duty({ atLeast: 1, of: ['erp:*', { all: ['role:payer', 'duty:audit'], same: ['company'] }] })],
    ['an edge', edge({ map: { company: null } })],
    ['an edge of control', selecting({ kind: 'workload', identity: 'workload:*' })],
    [
      'scoped contents',
      role({ entitlements: [{ item: 'erp:*', scope: { company: ['A'] } }], roles: [{ item: 'role:payer' }] }),
    ],
  ])('takes %s', (_, book) => {
    expect(problems(book)).toEqual([]);
  });

  it.each<[string, BundleErrorCode, unknown]>([
    [
      'a dimension nobody declared in a rule',
      'BUNDLE_UNKNOWN_DIMENSION',
      rule({ ...halves, dimensions: ['plant'] }),
    ],
    ['… in a tree', 'BUNDLE_UNKNOWN_DIMENSION', duty({ all: ['erp:*'], same: ['plant'] })],
    [
      '… in a role',
      'BUNDLE_UNKNOWN_DIMENSION',
      role({ entitlements: [{ item: 'erp:*', scope: { plant: ['1'] } }] }),
    ],
    ['… in the map of an edge', 'BUNDLE_UNKNOWN_DIMENSION', edge({ map: { company: 'plant' } })],
    ['a dimension twice', 'BUNDLE_DUPLICATE_ID', { ...wide, dimensions: ['company', 'company'] }],
    ['duties in a circle', 'BUNDLE_DUTY_CYCLE', duty({ any: ['erp:*', { all: ['duty:x'] }] })],
    ['a branch of nothing', 'BUNDLE_EMPTY_DUTY', duty({ any: [{ all: [] }] })],
    ['more branches asked than there are', 'BUNDLE_BAD_THRESHOLD', duty({ atLeast: 2, of: ['erp:*'] })],
    ['no branch asked', 'BUNDLE_BAD_THRESHOLD', duty({ atLeast: 0, of: ['erp:*'] })],
    [
      'a set as large as allowed',
      'BUNDLE_BAD_THRESHOLD',
      rule({ set: ['erp:vendor:create', 'role:payer'], most: 2 }),
    ],
    [
      'a set that repeats itself',
      'BUNDLE_BAD_THRESHOLD',
      rule({ set: ['role:payer', 'role:payer'], most: 1 }),
    ],
    ['nobody allowed', 'BUNDLE_BAD_THRESHOLD', rule({ holders: 'duty:audit', most: 0 })],
    ['holders of nothing known', 'BUNDLE_UNKNOWN_NAME', rule({ holders: 'duty:nobody', most: 1 })],
    ['a need for nothing known', 'BUNDLE_UNKNOWN_NAME', rule({ when: 'duty:audit', needs: 'duty:nobody' })],
    ['a need without its when', 'BUNDLE_MALFORMED', rule({ when: 'duty:audit' })],
    [
      '`anywhere` by dimensions',
      'BUNDLE_UNKNOWN_CONSTRUCT',
      rule({ when: 'duty:audit', needs: 'duty:payment-release', anywhere: true, dimensions: ['company'] }),
    ],
    [
      'a time bound on holders',
      'BUNDLE_BAD_BOUND',
      rule({ holders: 'duty:audit', most: 1, effect: 'time-bound', maxDurationMs: 5 }),
    ],
    [
      'a time bound on a need',
      'BUNDLE_BAD_BOUND',
      rule({ when: 'duty:audit', needs: 'duty:payment-release', effect: 'time-bound', maxDurationMs: 5 }),
    ],
    [
      'a period shorter than its bound',
      'BUNDLE_BAD_BOUND',
      rule({ ...halves, effect: 'time-bound', maxDurationMs: 5, perMs: 4 }),
    ],
    ['a period without a bound', 'BUNDLE_BAD_BOUND', rule({ ...halves, perMs: 4 })],
    ['an attribute that nothing has', 'BUNDLE_UNKNOWN_NAME', duty({ any: [{ class: { risk: 'x' } }] })],
    ['a class of everything', 'BUNDLE_MALFORMED', duty({ any: [{ class: {} }] })],
    ['a pattern over roles', 'BUNDLE_UNKNOWN_NAME', duty({ any: ['role:*'] })],
    ['an edge of no premise', 'BUNDLE_EMPTY_DUTY', edge({ premises: [] })],
    ['an edge from nothing known', 'BUNDLE_UNKNOWN_NAME', edge({ premises: ['crm:nobody:knows'] })],
    ['an edge that gives a role', 'BUNDLE_UNKNOWN_NAME', edge({ gives: { entitlement: 'role:payer' } })],
    ['a selector of everybody', 'BUNDLE_MALFORMED', selecting({})],
    ['a selector of a kind nobody knows', 'BUNDLE_MALFORMED', selecting({ kind: 'robot' })],
    ['an edge twice', 'BUNDLE_DUPLICATE_ID', { ...edge({}), edges: [...edge({}).edges, ...edge({}).edges] }],
    [
      'an entitlement named like a duty',
      'BUNDLE_BAD_NAME',
      { ...wide, entitlements: [...payables.entitlements, 'duty:x'] },
    ],
    ['history', 'BUNDLE_UNKNOWN_CONSTRUCT', rule({ first: 'duty:audit', then: 'duty:payment-release' })],
    ['two kinds at once', 'BUNDLE_UNKNOWN_CONSTRUCT', rule({ ...halves, most: 1 })],
    ['a duty of several trees', 'BUNDLE_UNKNOWN_CONSTRUCT', duty({ any: ['erp:*'], all: ['erp:*'] })],
    [
      'a scope that is none',
      'BUNDLE_MALFORMED',
      role({ entitlements: [{ item: 'erp:*', scope: { company: 'A' } }] }),
    ],
  ])('refuses %s: %s', (_, code, book) => {
    expect(problems(book)).toContain(code);
  });
});
