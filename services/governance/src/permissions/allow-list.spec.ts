import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadPolicy, readPolicyFolder } from '../load/load-policy.js';
import { allowListOf, allowListSql } from './allow-list.js';

const folder = join(__dirname, '../load/fixtures/good');
const { content } = loadPolicy(folder, readPolicyFolder(folder));

describe('the allow list of a target', () => {
  const [first] = content.entitlements;
  const tables = ['table:erp.vendors:UPDATE', 'table:erp.vendors:INSERT', 'table:erp.items:SELECT'].map(
    (permission, at) => ({
      ...first!,
      id: `erp:thing:a${at}` as (typeof content.entitlements)[number]['id'],
      permission,
    }),
  );
  const list = allowListOf({ ...content, entitlements: [...content.entitlements, ...tables] }, 'erp');

  it('has a role for each listed value of a dimension, and says when nobody has listed any', () => {
    const scoped = {
      ...first!,
      permission: 'role:journal_{company-code}',
      permissionForAll: 'role:journal' as NonNullable<NonNullable<typeof first>['permissionForAll']>,
    };
    const by = (values: object) => ({
      ...content,
      dimensions: [{ id: 'company-code', title: 'Company code', ...values }],
      entitlements: [scoped],
    });
    expect(allowListOf(by({ values: ['2000', '1000'] }), 'erp').roles).toEqual([
      'journal',
      'journal_1000',
      'journal_2000',
    ]);
    expect(() => allowListOf(by({}), 'erp')).toThrow(/lists no values/);
  });

  it('is what the bundle names, each once, in order', () => {
    expect(list).toEqual({
      system: 'erp',
      login: true,
      roles: ['payments', 'vendors'],
      tables: [
        { schema: 'erp', table: 'items', privileges: ['SELECT'] },
        { schema: 'erp', table: 'vendors', privileges: ['INSERT', 'UPDATE'] },
      ],
    });
  });

  it('is handed over by the calls that the connector’s setup offers', () => {
    expect(allowListSql(list).split('\n').slice(-4)).toEqual([
      `SELECT countersign.manage_role('payments');`,
      `SELECT countersign.manage_role('vendors');`,
      `SELECT countersign.manage_table('erp', 'items', '{SELECT}');`,
      `SELECT countersign.manage_table('erp', 'vendors', '{INSERT,UPDATE}');`,
    ]);
  });

  it.each([
    ['erp', 'erp/07-hand-over.sql'],
    ['bank', 'bank/03-hand-over.sql'],
  ])('is the file that a target of the demonstration runs: %s', (system, path) => {
    const deploy = join(__dirname, '../../../../deploy');
    const { content: sample } = loadPolicy('deploy/policy', readPolicyFolder(join(deploy, 'policy')));
    const file = readFileSync(join(deploy, 'demo', path), 'utf8');
    expect(file).toBe(`${allowListSql(allowListOf(sample, system))}\n`);
  });

  it('is of a system that there is', () =>
    expect(() => allowListOf(content, 'crm')).toThrow(/`crm` is no system/));
});
