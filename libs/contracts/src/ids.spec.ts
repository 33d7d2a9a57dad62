import type { TSchema } from 'typebox';
import * as ids from './ids.js';
import { Line } from './access.js';
import { CountersignError, SchemaViolation, UnknownType } from './errors.js';
import { validator } from './schema.js';

const good: readonly (readonly [name: string, schema: TSchema, examples: readonly string[]])[] = [
  ['IdentityId', ids.IdentityId, ['person:1001', 'account:erp:u1001', 'service:billing-bot', 'source:hr']],
  ['PersonId', ids.PersonId, ['person:1001', 'person:a.b_c-d']],
  ['RequestId', ids.RequestId, ['r-Yk3vQ2mT9xLw0aBcD1eFgH']],
  ['Hash', ids.Hash, ['ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0']],
  ['SystemId', ids.SystemId, ['erp', 'sap-1']],
  ['EntitlementId', ids.EntitlementId, ['erp:vendor:create']],
  ['RoleId', ids.RoleId, ['role:vendor-clerk']],
  ['DutyId', ids.DutyId, ['duty:pay']],
  ['RuleId', ids.RuleId, ['P2P-01']],
  ['GroupId', ids.GroupId, ['group:process-owners']],
  ['KeyId', ids.KeyId, ['policy-2030', 'A.b_c']],
  ['AccountName', ids.AccountName, ['u1001', 'svc_billing']],
];

/** What an attacker makes of a good name so that people, or sloppy code, take it for the same (V02, A09). */
const twins = (name: string): readonly string[] => [
  `${name}\n`,
  `\n${name}`,
  `${name} `,
  ` ${name}`,
  `${name}\u0000`,
  `${name}\u200b`,
  `\u202e${name}`,
  `${name}\r\nrole:admin`,
  name.replace(
    /[aeo1]/,
    (letter) => ({ a: '\u0430', e: '\u0435', o: '\u043e', 1: '\u0661' })[letter] ?? '\u0455',
  ),
  `${name}\u0301`,
  `${name}'--`,
  `${name}%`,
  `${name}/../admin`,
  `${name}`.repeat(40),
  '',
];

describe.each(good)('%s', (what, schema, examples) => {
  const parse = validator(what, schema);

  it.each(examples)('accepts %s', (name) => {
    expect(parse(name)).toBe(name);
  });

  it('has no look-alike', () => {
    for (const name of examples)
      for (const twin of twins(name).filter((each) => each !== name))
        expect(() => parse(twin)).toThrow(SchemaViolation);
  });

  it('is a text', () => {
    for (const value of [null, 1, true, [examples[0]], { id: examples[0] }])
      expect(() => parse(value)).toThrow(SchemaViolation);
  });
});

describe('names are small letters where a twin by case could exist', () => {
  it.each([
    [ids.IdentityId, 'person:Anna'],
    [ids.IdentityId, 'Person:anna'],
    [ids.IdentityId, 'robot:1'],
    [ids.PersonId, 'service:1'],
    [ids.PersonId, 'person:a:b'],
    [ids.SystemId, 'ERP'],
    [ids.EntitlementId, 'erp:vendor'],
    [ids.EntitlementId, 'erp:vendor:create:more'],
    [ids.RoleId, 'role:Vendor-Clerk'],
    [ids.AccountName, 'U1001'],
    [ids.AccountName, '1001'],
    [ids.KeyId, '../key'],
    [ids.Hash, 'ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa1'],
    [ids.RuleId, 'p2p-01'],
  ] as const)('%#: refuses `%s`', (schema, name) => {
    expect(() => validator('id', schema)(name)).toThrow(SchemaViolation);
  });
});

describe('times', () => {
  const instant = validator('instant', ids.Instant);
  const millis = validator('millis', ids.MillisSchema);

  it.each(['2030-01-07T09:00:00.000Z', '2030-01-07T09:00:00Z', '2099-12-31T23:59:59.9Z'])(
    '%s is an instant',
    (text) => {
      expect(instant(text)).toBe(text);
    },
  );

  it.each([
    '2030-01-07',
    '2030-01-07T09:00:00',
    '2030-01-07T09:00:00+01:00',
    '9999-01-01T00:00:00Z',
    '1999-12-31T23:59:59Z',
    '2030-01-07t09:00:00z',
    '2030-01-07T09:00:60Z',
  ])('%s is none (T12)', (text) => {
    expect(() => instant(text)).toThrow(SchemaViolation);
  });

  it('in ms are integers of this century', () => {
    expect(millis(1893834000000)).toBe(1893834000000);
    for (const at of [0, -1, 1893834000.5, 946684799999, 4102444800001, '1893834000000'])
      expect(() => millis(at)).toThrow(SchemaViolation);
  });
});

describe('a validator', () => {
  const parse = validator('line', Line);
  const line = { system: 'erp', account: 'u1001', permission: 'role:a', entitlement: 'erp:a:b', scope: {} };

  it('gives the very value, with nothing filled in or coerced', () => {
    expect(parse(line)).toBe(line);
  });

  it('names the first place that is wrong, and what stands there too much', () => {
    expect(() => parse({ ...line, account: 'U' })).toThrow(
      'line is not valid at `/account`: must match pattern',
    );
    expect(() => parse({ ...line, admin: true })).toThrow('must NOT have additional properties (`admin`)');
    expect(() => parse(null)).toThrow('line is not valid at `/`: must be object');
  });

  it('does not take inherited members for own ones', () => {
    expect(() => parse(Object.create(line))).toThrow(SchemaViolation);
  });
});

describe('errors', () => {
  it('have a code, say whether a retry helps, keep cause and details', () => {
    const cause = new TypeError('below');
    const error = new UnknownType('type `x` is unknown', { cause, details: { type: 'x' } });
    expect(error).toBeInstanceOf(CountersignError);
    expect(error).toMatchObject({
      name: 'UnknownType',
      code: 'UNKNOWN_TYPE',
      retriable: false,
      cause,
      details: { type: 'x' },
    });
    expect(new SchemaViolation('x')).toMatchObject({
      code: 'SCHEMA_VIOLATION',
      retriable: false,
      details: {},
    });
  });
});

/** Checked by the compiler: the four ids of people are apart, and none is `never`. */
type IsNever<T> = [T] extends [never] ? true : false;
const apart = (asked: ids.RequesterId, person: ids.PersonId): readonly ids.IdentityId[] => [asked, person];
const never: [IsNever<ids.PersonId>, IsNever<ids.ApproverId>, IsNever<ids.RequesterId>] = [
  false,
  false,
  false,
];
// @ts-expect-error a beneficiary is no requester
const mixed = (beneficiary: ids.BeneficiaryId): ids.RequesterId => beneficiary;

it('brands are of the compiler only', () => {
  expect([apart.length, mixed.length, ...never]).toEqual([2, 1, false, false, false]);
});
