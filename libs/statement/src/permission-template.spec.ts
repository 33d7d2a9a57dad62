import type { Scope } from '@countersign/contracts';
import type { EntitlementSpec } from '@countersign/contracts/governance';
import { outcomeOf } from '@countersign/testing';
import { PermissionTemplate } from './permission-template.js';

const template = (permission: string, permissionForAll?: string) =>
  new PermissionTemplate({
    id: 'erp:journal:enter',
    permission,
    ...(permissionForAll === undefined ? {} : { permissionForAll }),
  } as EntitlementSpec);
const scope = (values: Record<string, string[]>): Scope => values;
const names = (of: PermissionTemplate, values: Record<string, string[]>) =>
  of.permissionsFor(scope(values)).map(({ permission }) => permission);
const code = (act: () => unknown) => outcomeOf(act);

describe('a permission by value', () => {
  const two = template('role:je_{company-code}_{plant}', 'role:je');

  it('is one for each combination of values, and one for all', () => {
    expect(names(two, { plant: ['7', '8'], 'company-code': ['1000', '2000'] })).toEqual([
      'role:je_1000_7',
      'role:je_1000_8',
      'role:je_2000_7',
      'role:je_2000_8',
    ]);
    expect(names(two, {})).toEqual(['role:je']);
    expect(two.count({ plant: ['7', '8'], 'company-code': ['1', '2', '3'] })).toBe(6);
  });

  it('carries the values that it stands for, and is read back to them', () => {
    for (const { permission, scope: own } of two.permissionsFor({
      plant: ['7'],
      'company-code': ['A1', 'B2'],
    }))
      expect(two.read(permission)).toEqual(own);
    expect(two.read('role:je')).toEqual({});
    expect(two.read('role:je_1000')).toBeNull();
    expect(two.read('role:je_1000_7_8')).toBeNull();
    expect(two.read('role:Xje_1000_7')).toBeNull();
  });

  it.each<[string, string, PermissionTemplate, Record<string, string[]>]>([
    ['a dimension that the target cannot tell apart', 'SCOPE_NOT_ENFORCED', two, { cluster: ['a'] }],
    [
      'any dimension of a permission without values',
      'SCOPE_NOT_ENFORCED',
      template('role:x'),
      { plant: ['7'] },
    ],
    ['one of two dimensions alone', 'SCOPE_REQUIRED', two, { plant: ['7'] }],
    ['all values where there is no such permission', 'SCOPE_REQUIRED', template('role:je_{plant}'), {}],
  ])('is refused for %s', async (_, refusal, of, values) => {
    expect(await code(() => names(of, values))).toBe(refusal);
  });

  it.each(['', '1000_7', '1:UPDATE', 'a-b', 'a b', '*', "1'", 'é', '..', 'x'.repeat(41)])(
    'never holds the value %j',
    async (value) => {
      expect(await code(() => names(template('role:je_{plant}'), { plant: [value] }))).toBe(
        'SCOPE_VALUE_UNSAFE',
      );
    },
  );

  it('is never longer than a name can be', async () => {
    const long = template(`role:${'x'.repeat(80)}_{plant}_{company-code}`);
    const values = { plant: ['a'.repeat(30)], 'company-code': ['b'.repeat(30)] };
    expect(await code(() => names(long, values))).toBe('SCOPE_VALUE_UNSAFE');
  });

  it.each([
    'role:{plant}{company-code}',
    'role:{plant}x{company-code}',
    'role:{plant}_{plant}',
    'role:{plant',
    'role:plant}',
    'role:{Plant}',
    '{plant}:x',
  ])('cannot be named %j', async (permission) => {
    expect(await code(() => template(permission))).toBe('INCONSISTENT_BUNDLE');
  });

  it('has no name for all unless it has names by value', async () => {
    expect(await code(() => template('role:x', 'role:all'))).toBe('INCONSISTENT_BUNDLE');
  });
});
