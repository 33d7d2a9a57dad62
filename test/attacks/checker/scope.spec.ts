import { expansionOf } from './expansion.js';
import type { Law } from './law.js';
import { isWithin, meet, scopeIn } from './scope.js';

const level = { sensitivity: 'low', blastRadius: 'low' } as const;
const cash = {
  id: 'erp:cash:enter',
  permission: 'role:cash_{company-code}',
  permissionForAll: 'role:cash',
  ...level,
};

describe('a scope', () => {
  it('is read from the name of a permission, for one value, for all, or not at all', () => {
    expect(scopeIn(cash, 'erp', 'role:cash_1000')).toEqual({ 'company-code': ['1000'] });
    expect(scopeIn(cash, 'erp', 'role:cash')).toEqual({});
    expect(scopeIn(cash, 'erp', 'role:cash_')).toBeNull();
    expect(scopeIn(cash, 'erp', 'role:cash_1000_2000')).toBeNull();
    expect(scopeIn(cash, 'crm', 'role:cash_1000')).toBeNull();
    const table = { id: 'erp:vendor:create', permission: 'table:erp.vendors:INSERT', ...level };
    expect(scopeIn(table, 'erp', 'table:erp.vendors:INSERT')).toEqual({});
    expect(scopeIn(table, 'erp', 'table:erpxvendors:INSERT')).toBeNull();
  });

  it('lies within another only where all of it does', () => {
    const one = { 'company-code': ['1000'] };
    expect(isWithin(one, {})).toBe(true);
    expect(isWithin({}, one)).toBe(false);
    expect(isWithin(one, { 'company-code': ['1000', '2000'] })).toBe(true);
    expect(isWithin({ 'company-code': ['1000', '3000'] }, { 'company-code': ['1000', '2000'] })).toBe(false);
    expect(meet(one, { 'company-code': ['2000'] })).toBeNull();
    expect(meet(one, { plant: ['a'] })).toEqual({ 'company-code': ['1000'], plant: ['a'] });
  });

  it('of what is asked is met with that of what a role gives', () => {
    const role = (id: string, entitlements: unknown[], roles: unknown[] = []) => ({
      ...{ id, version: 1, entitlements, roles, authors: [] },
    });
    const one = { item: 'role:one', scope: { 'company-code': ['1000'] } };
    const law = { roles: [role('role:one', [cash.id]), role('role:all', [], [one])] } as unknown as Law;
    const asked = (...codes: string[]) => ({ item: 'role:all', scope: { 'company-code': codes } });
    expect(expansionOf(law, asked('1000', '2000'))).toEqual([{ item: cash.id, scope: one.scope }]);
    expect(expansionOf(law, asked('2000'))).toEqual([]);
  });
});
