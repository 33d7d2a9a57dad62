import type { Item } from '@countersign/contracts';
import { keyring } from '@countersign/testing';
import {
  asFact,
  meaningsOf,
  nestedNames,
  type ReservedItems,
  reservedName,
} from './reserved-items.decision.js';

const bundle = keyring().bundle((usual) => ({
  ...usual,
  dimensions: [{ id: 'company-code', title: 'Company code' }],
  roles: usual.roles.map((role) =>
    role.id === 'role:vendor-clerk'
      ? { ...role, entitlements: [{ item: 'erp:vendor:create', scope: { 'company-code': ['1', '2'] } }] }
      : role,
  ),
}));
const clerk = (scope: Record<string, string[]>) => ({ role: 'role:vendor-clerk', version: 2, scope }) as Item;
const meanings = (
  items: readonly string[],
  lines: ReservedItems['lines'] = [],
  nested: readonly string[] = [],
) => meaningsOf(bundle, { items, nested, lines }).map(asFact);

describe('what a reservation counts as', () => {
  it('is what was asked, where it was asked', () => {
    const name = reservedName(clerk({ 'company-code': ['2', '1', '2'] }));
    expect(name).toBe('role:vendor-clerk@2 {"company-code":["1","2"]}');
    expect(meanings([name])).toEqual([{ item: 'role:vendor-clerk', scope: { 'company-code': ['1', '2'] } }]);
    expect(meanings([reservedName(clerk({}))])).toEqual([{ item: 'role:vendor-clerk' }]);
  });

  it('is beside it what of its lines this no longer gives', () => {
    const line = (value: string) => ({ item: 'erp:vendor:create', scope: { 'company-code': [value] } });
    const names = ['role:vendor-clerk@2 {"company-code":["1","3"]}'];
    expect(meanings(names, [line('1'), line('3')])).toEqual([
      { item: 'role:vendor-clerk', scope: { 'company-code': ['1', '3'] } },
      line('3'),
    ]);
  });

  it('is, of a role that has another version now, that it was one, and all that it gave', () => {
    const line = { item: 'erp:vendor:create', scope: { 'company-code': ['1'] } };
    expect(meanings(['role:vendor-clerk@1'], [line])).toEqual([{ item: 'role:vendor-clerk@1' }, line]);
    expect(meanings(['role:vendor-clerk@1 {"company-code":["1"]}'])).toEqual([
      { item: 'role:vendor-clerk@1', scope: { 'company-code': ['1'] } },
    ]);
  });

  it('is nothing but its lines of a role that the law no longer has', () => {
    expect(meanings(['role:abolished@1'], [{ item: 'erp:vendor:read', scope: {} }])).toEqual([
      { item: 'erp:vendor:read' },
    ]);
  });

  it('is of the roles inside it those that it no longer gives, in the version they had', () => {
    expect(nestedNames(bundle, [clerk({})])).toEqual(['role:employee@1']);
    expect(meanings(['role:vendor-clerk@2'], [], ['role:employee@1'])).toEqual([
      { item: 'role:vendor-clerk' },
    ]);
    expect(meanings(['role:vendor-clerk@1'], [], ['role:employee@1'])).toEqual([
      { item: 'role:vendor-clerk@1' },
      { item: 'role:employee' },
    ]);
    expect(meanings(['role:vendor-clerk@1'], [], ['role:employee@0', 'role:abolished@1'])).toEqual([
      { item: 'role:vendor-clerk@1' },
      { item: 'role:employee@0' },
    ]);
  });

  it('is all of a dimension that the law no longer has', () => {
    expect(
      meanings(['erp:vendor:read {"plant":["7"]}'], [{ item: 'erp:a:b', scope: { plant: ['7'] } }]),
    ).toEqual([{ item: 'erp:vendor:read' }, { item: 'erp:a:b' }]);
  });
});
