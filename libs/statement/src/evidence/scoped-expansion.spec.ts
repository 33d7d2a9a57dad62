import type { AccountRef, Item } from '@countersign/contracts';
import type { BundleDocument } from '@countersign/contracts/governance';
import { keyring, outcomeOf, type Plain } from '@countersign/testing';
import { expandRequest, inForce } from './expansion.js';

type Law = Plain<BundleDocument>;
const journal = (id: string, permission: string, more: object = {}) => ({
  ...{ id: `erp:journal:${id}`, title: id, sensitivity: 'low' as const, blastRadius: 'low' as const },
  ...{ permission, ...more },
});
const bundle = keyring().bundle((usual: Law): Law => ({
  ...usual,
  dimensions: [
    { id: 'company-code', title: 'Company code' },
    { id: 'plant', title: 'Plant' },
    { id: 'cluster', title: 'Cluster' },
  ],
  entitlements: [
    ...usual.entitlements,
    journal('enter', 'role:je_{company-code}', { permissionForAll: 'role:je' }),
    journal('post', 'role:jp_{company-code}'),
    journal('close', 'role:jc_{company-code}_{plant}'),
  ],
  roles: [
    ...usual.roles,
    {
      ...{ id: 'role:journals', version: 4, title: 'Journals', roles: [], authors: [] },
      entitlements: [
        'erp:journal:enter',
        { item: 'erp:journal:post', scope: { 'company-code': ['1000', '2000'] } },
      ],
    },
  ],
}));
const accounts = [{ system: 'erp', account: 'u1001' }] as AccountRef[];
const asked = (name: string, scope: Record<string, string[]> = {}) =>
  (name.startsWith('role:') ? { role: name, version: 4, scope } : { entitlement: name, scope }) as Item;
const lines = (...items: Item[]) =>
  expandRequest(bundle, items, accounts).lines.map(({ permission, scope }) => [permission, scope]);
const codes = (...items: Item[]) => outcomeOf(() => lines(...items));

describe('what is asked within a scope', () => {
  it('is one line for each combination of values, each carrying its own', () => {
    expect(lines(asked('erp:journal:enter', { 'company-code': ['2000', '1000', '2000'] }))).toEqual([
      ['role:je_1000', { 'company-code': ['1000'] }],
      ['role:je_2000', { 'company-code': ['2000'] }],
    ]);
    expect(lines(asked('erp:journal:close', { plant: ['7', '8'], 'company-code': ['1'] }))).toEqual([
      ['role:jc_1_7', { 'company-code': ['1'], plant: ['7'] }],
      ['role:jc_1_8', { 'company-code': ['1'], plant: ['8'] }],
    ]);
  });

  it('is the permission for all where nothing is said and there is one', async () => {
    expect(lines(asked('erp:journal:enter'))).toEqual([['role:je', {}]]);
    expect(await codes(asked('erp:journal:post'))).toBe('SCOPE_REQUIRED');
  });

  it('is of a role what its contents and the scope have in common', async () => {
    expect(lines(asked('role:journals', { 'company-code': ['2000', '3000'] })).map(([name]) => name)).toEqual(
      ['role:je_2000', 'role:je_3000', 'role:jp_2000'],
    );
    expect(lines(asked('role:journals')).map(([name]) => name)).toEqual([
      'role:je',
      'role:jp_1000',
      'role:jp_2000',
    ]);
    expect(await codes(asked('role:journals', { 'company-code': ['3000'] }))).toBe('ok');
  });

  it('is one line, however many items give it', () => {
    const both = lines(
      asked('role:journals', { 'company-code': ['1000'] }),
      asked('erp:journal:enter', { 'company-code': ['1000', '2000'] }),
    );
    expect(both.map(([name]) => name)).toEqual(['role:je_1000', 'role:je_2000', 'role:jp_1000']);
  });

  it.each<[string, string, Item]>([
    [
      'a dimension that the law does not have',
      'SCOPE_DIMENSION_UNKNOWN',
      asked('erp:journal:enter', { x: ['1'] }),
    ],
    [
      'a dimension that the target cannot keep',
      'SCOPE_NOT_ENFORCED',
      asked('erp:journal:enter', { plant: ['7'] }),
    ],
    [
      'a dimension that one content of a role cannot keep',
      'SCOPE_NOT_ENFORCED',
      asked('role:journals', { plant: ['7'] }),
    ],
    ['one of two dimensions', 'SCOPE_REQUIRED', asked('erp:journal:close', { plant: ['7'] })],
    [
      'a value that would name another permission',
      'SCOPE_VALUE_UNSAFE',
      asked('erp:journal:enter', { 'company-code': ['1:UPDATE'] }),
    ],
  ])('is refused for %s, when it is asked and by every verifier', async (_, code, item) => {
    expect(await codes(item)).toBe(code);
    expect(await outcomeOf(() => inForce(bundle, item))).toBe(code);
  });

  it('is refused before there are more lines than one request can have', async () => {
    const many = Array.from({ length: 50 }, (_, n) => String(n));
    const item = asked('erp:journal:close', { 'company-code': many, plant: many });
    expect(await codes(item)).toBe('CANNOT_EXPAND');
  });

  it('has one form, in whatever order it was written', () => {
    expect(
      JSON.stringify(
        inForce(bundle, asked('erp:journal:close', { plant: ['8', '7'], 'company-code': ['1'] })),
      ),
    ).toBe('{"entitlement":"erp:journal:close","scope":{"company-code":["1"],"plant":["7","8"]}}');
  });
});
