import {
  BundleError,
  type BundleErrorCode,
  compileMatrix,
  ConflictsError,
  rolesClosure,
  type RuleBook,
  UnknownItemError,
} from './index.js';
import { payables, under, vendorPayment } from './payables.spec-only.js';

const refusal = (book: unknown): BundleError => {
  try {
    compileMatrix(book as RuleBook);
  } catch (error) {
    if (error instanceof BundleError) return error;
    throw error;
  }
  throw new TypeError('the book was accepted');
};

const [clerk, ...otherRoles] = payables.roles;
const [upkeep, ...otherDuties] = payables.duties;
const circle = [
  { id: 'role:a', version: 1, entitlements: [], roles: ['role:b'] },
  { id: 'role:b', version: 1, entitlements: [], roles: ['role:a'] },
];

describe('a bundle is refused', () => {
  const cases: [string, BundleErrorCode, unknown][] = [
    ['without rules', 'BUNDLE_NO_RULES', { ...payables, rules: [] }],
    ['with a rule of one leg', 'BUNDLE_TOO_FEW_LEGS', under({ legs: ['duty:audit'] })],
    ['with a rule of no leg', 'BUNDLE_TOO_FEW_LEGS', under({ legs: [] })],
    ['with a threshold of one', 'BUNDLE_BAD_THRESHOLD', under({ threshold: 1 })],
    ['with a threshold above its legs', 'BUNDLE_BAD_THRESHOLD', under({ threshold: 3 })],
    ['with a broken threshold', 'BUNDLE_BAD_THRESHOLD', under({ threshold: 1.9 })],
    ['with one duty as two legs', 'BUNDLE_REPEATED_LEG', under({ legs: ['duty:audit', 'duty:audit'] })],
    [
      'with a duty of nothing',
      'BUNDLE_EMPTY_DUTY',
      { ...payables, duties: [{ ...upkeep, any: [] }, ...otherDuties] },
    ],
    ['with roles in a circle', 'BUNDLE_ROLE_CYCLE', { ...payables, roles: [...payables.roles, ...circle] }],
    [
      'with a role inside itself',
      'BUNDLE_ROLE_CYCLE',
      { ...payables, roles: [{ ...clerk, roles: [clerk?.id] }, ...otherRoles] },
    ],
    [
      'with a leg nobody defined',
      'BUNDLE_UNKNOWN_NAME',
      under({ legs: ['duty:audit', 'duty:nobody-knows'] }),
    ],
    [
      'with an entitlement nobody catalogued in a role',
      'BUNDLE_UNKNOWN_NAME',
      { ...payables, roles: [{ ...clerk, entitlements: ['erp:nobody:knows'] }, ...otherRoles] },
    ],
    [
      'with a nested role nobody defined',
      'BUNDLE_UNKNOWN_NAME',
      { ...payables, roles: [{ ...clerk, roles: ['role:nobody-knows'] }, ...otherRoles] },
    ],
    [
      'with a duty member nobody defined',
      'BUNDLE_UNKNOWN_NAME',
      { ...payables, duties: [{ ...upkeep, any: ['constructor'] }, ...otherDuties] },
    ],
    ['with an effect nobody defined', 'BUNDLE_UNKNOWN_EFFECT', under({ effect: 'forbid' as never })],
    ['with a rollout nobody defined', 'BUNDLE_UNKNOWN_ROLLOUT', under({ rollout: 'enforced' as never })],
    ['with a time bound without a time', 'BUNDLE_BAD_BOUND', under({ effect: 'time-bound' })],
    ['with a time bound of nothing', 'BUNDLE_BAD_BOUND', under({ effect: 'time-bound', maxDurationMs: 0 })],
    ['with a time bound of ages', 'BUNDLE_BAD_BOUND', under({ effect: 'time-bound', maxDurationMs: 1e13 })],
    ['with a time for another effect', 'BUNDLE_BAD_BOUND', under({ maxDurationMs: 5 })],
    [
      'with one rule twice',
      'BUNDLE_DUPLICATE_ID',
      { ...payables, rules: [...payables.rules, ...payables.rules] },
    ],
    ['with one role twice', 'BUNDLE_DUPLICATE_ID', { ...payables, roles: [...payables.roles, clerk] }],
    ['with one duty twice', 'BUNDLE_DUPLICATE_ID', { ...payables, duties: [...payables.duties, upkeep] }],
    [
      'with one entitlement twice',
      'BUNDLE_DUPLICATE_ID',
      { ...payables, entitlements: [...payables.entitlements, 'erp:report:read'] },
    ],
    [
      'with an entitlement named like a role',
      'BUNDLE_BAD_NAME',
      { ...payables, entitlements: [...payables.entitlements, 'role:x'] },
    ],
    [
      'with a pattern in the catalogue',
      'BUNDLE_BAD_NAME',
      { ...payables, entitlements: [...payables.entitlements, 'erp:*'] },
    ],
    [
      'with a role named otherwise',
      'BUNDLE_BAD_NAME',
      { ...payables, roles: [...payables.roles, { ...clerk, id: 'clerk' }] },
    ],
    ['with a property of later days', 'BUNDLE_UNKNOWN_CONSTRUCT', under({ cooling: 5 } as never)],
    [
      'with a duty of several trees',
      'BUNDLE_UNKNOWN_CONSTRUCT',
      { ...payables, duties: [{ ...upkeep, all: [] }, ...otherDuties] },
    ],
    ['with an unknown part', 'BUNDLE_UNKNOWN_CONSTRUCT', { ...payables, exceptions: [] }],
    ['with a part missing', 'BUNDLE_MALFORMED', { ...payables, duties: undefined }],
    ['with a list that is none', 'BUNDLE_MALFORMED', under({ legs: 'duty:audit' as never })],
    ['with a version that is none', 'BUNDLE_MALFORMED', under({ version: 0 })],
    ['with a rule that is none', 'BUNDLE_MALFORMED', { ...payables, rules: [null] }],
    ['that is none', 'BUNDLE_MALFORMED', null],
    ['that is a list', 'BUNDLE_MALFORMED', []],
  ];

  it.each(cases)('%s: %s', (_, code, book) => {
    const error = refusal(book);
    expect(error).toBeInstanceOf(ConflictsError);
    expect(error.problems.map((problem) => problem.code)).toContain(code);
    expect(error).toMatchObject({ code: error.problems[0]?.code, retriable: false, name: 'BundleError' });
  });

  it('naming everything that is wrong, and where', () => {
    const error = refusal(under({ legs: ['duty:x', 'duty:audit'], effect: 'forbid' as never }));
    expect(error.message).toBe('bundle refused: rule `P2P-01`: unknown duty `duty:x` (and 1 more)');
    expect(error.problems.map(({ message }) => message)).toEqual([
      'unknown duty `duty:x`',
      'unknown effect `forbid`',
    ]);
  });
});

describe('what a role comes down to', () => {
  const matrix = compileMatrix(payables);

  it('is its entitlements at any depth, sorted, each once', () => {
    expect(rolesClosure(matrix, 'role:treasury')).toEqual(['erp:payment:release', 'erp:report:read']);
    expect(rolesClosure(matrix, 'role:vendor-clerk')).toEqual(['erp:vendor:change', 'erp:vendor:create']);
    expect(rolesClosure(matrix, 'erp:report:read')).toEqual(['erp:report:read']);
  });

  it('is an error for what nobody defined', () => {
    expect(() => rolesClosure(matrix, 'role:x')).toThrow(UnknownItemError);
  });

  it('is found 500 roles deep, listed from outside in', () => {
    const nested = Array.from({ length: 500 }, (_, i) => ({
      id: `role:${i}`,
      version: 1,
      entitlements: i === 499 ? ['erp:report:read'] : [],
      roles: i === 499 ? [] : [`role:${i + 1}`],
    }));
    const deep = { ...payables, roles: [...payables.roles, ...nested] };
    expect(rolesClosure(compileMatrix(deep), 'role:0')).toEqual(['erp:report:read']);
  });
});

it('any order of a book compiles to the same matrix', () => {
  const reversed: RuleBook = {
    entitlements: [...payables.entitlements].reverse(),
    roles: [...payables.roles].reverse(),
    duties: [...payables.duties]
      .reverse()
      .map((duty) => ('any' in duty ? { ...duty, any: [...duty.any].reverse() } : duty)),
    rules: [{ ...vendorPayment, legs: [...vendorPayment.legs].reverse() }],
  };
  expect(compileMatrix(reversed)).toEqual(compileMatrix(payables));
});
