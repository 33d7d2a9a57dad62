import { catalogueOf } from './catalogue.spec-only.js';
import { odditiesOf } from './oddities.decision.js';

const lines = (given: Parameters<typeof catalogueOf>[0]) =>
  odditiesOf(catalogueOf(given)).map(({ account, what }) => `${account}: ${what}`);

describe('an oddity', () => {
  it.each([
    ['superuser', 'SUPERUSER'],
    ['createRole', 'CREATEROLE'],
    ['createDb', 'CREATEDB'],
    ['replication', 'REPLICATION'],
    ['bypassRls', 'BYPASSRLS'],
  ])('is the attribute %s, of accounts and group roles', (attribute, name) => {
    const change = { u1: { [attribute]: true }, clerk: { [attribute]: true } };
    expect(lines({ logins: ['u1'], groups: ['clerk'], change })).toEqual([
      `u1: has ${name}`,
      `clerk: has ${name}`,
    ]);
  });

  it('is not the bootstrap superuser, nor what Countersign’s roles are meant to be', () => {
    const given = {
      logins: ['postgres', 'countersign_connector', 'countersign_observer'],
      groups: ['countersign_grantor', 'pg_signal_backend', 'clerk'],
      change: { postgres: { oid: 10, superuser: true }, countersign_grantor: { createRole: true } },
      members: [
        ['countersign_grantor', 'pg_signal_backend', 'i'],
        ['countersign_grantor', 'clerk', 'a'],
      ] as const,
    };
    expect(lines(given)).toEqual([]);
  });

  it('is every change to Countersign’s own roles', () => {
    const given = {
      logins: ['countersign_connector', 'countersign_grantor', 'u1'],
      groups: ['countersign_observer', 'clerk'],
      change: { countersign_connector: { superuser: true } },
      members: [
        ['u1', 'countersign_grantor'],
        ['countersign_connector', 'clerk', 's'],
      ] as const,
    };
    expect(lines(given)).toEqual([
      'countersign_connector: has SUPERUSER',
      'countersign_connector: can use the rights of clerk',
      'countersign_grantor: can log in',
      'u1: is a member of countersign_grantor',
      'countersign_observer: cannot log in',
    ]);
  });

  it('is what an account owns or has rights on besides tables; group roles may', () => {
    const dependences = [
      { role: 16_400, kind: 'owns' as const, object: 'table erp.mine' },
      { role: 16_400, kind: 'has rights on' as const, object: 'column iban of table erp.vendor' },
      { role: 16_401, kind: 'owns' as const, object: 'table erp.vendor' },
    ];
    expect(lines({ logins: ['u1'], groups: ['owner'], rest: { dependences } })).toEqual([
      'u1: owns table erp.mine',
      'u1: has rights on column iban of table erp.vendor',
    ]);
  });

  it('is what everybody may do, and what future objects will give away', () => {
    const right = { schema: 'erp', relation: 'vendor', grantor: 'dba', grantable: false };
    const rest = {
      tableRights: [{ ...right, privilege: 'SELECT', grantee: 0 }],
      publicSchemas: ['public'],
      defaultRights: [
        { owner: 'dba', schema: 'erp', objects: 'r', privilege: 'SELECT', grantee: 'u1' },
        { owner: 'dba', schema: null, objects: 'f', privilege: 'EXECUTE', grantee: null },
      ],
    };
    expect(lines({ rest })).toEqual([
      'PUBLIC: has SELECT on erp.vendor',
      'PUBLIC: has CREATE on schema public',
      'u1: will have SELECT on tables that dba makes in erp',
      'PUBLIC: will have EXECUTE on functions that dba makes',
    ]);
  });

  it('is access that no permission can say', () => {
    const right = {
      schema: 'erp',
      relation: 'a.b',
      privilege: 'SELECT',
      grantor: 'dba',
      grantable: false,
      grantee: 16_401,
    };
    const given = {
      logins: ['Robert; DROP', 'u1'],
      groups: ['clerk "x"'],
      members: [['u1', 'clerk "x"']] as const,
    };
    expect(lines({ ...given, rest: { tableRights: [right] } })).toEqual([
      'Robert; DROP: can log in, and no statement can name it',
      'u1: is a member of clerk "x"',
      'u1: has SELECT on erp.a.b',
    ]);
  });

  it('is cut to what a statement takes, and says how many are left out', () => {
    const dependences = Array.from({ length: 3_000 }, (_, at) => ({
      role: 16_400,
      kind: 'owns' as const,
      object: `${at} ${'x'.repeat(300)}`,
    }));
    const found = odditiesOf(catalogueOf({ logins: ['u1'], rest: { dependences } }));
    expect([found.length, found[0]?.what.length, found.at(-1)?.what]).toEqual([
      2_001,
      200,
      'and 1000 more oddities',
    ]);
  });
});
