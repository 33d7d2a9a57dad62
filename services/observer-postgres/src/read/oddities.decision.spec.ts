import { catalogueOf } from './catalogue.spec-only.js';
import { odditiesOf } from './oddities.decision.js';

const lines = (given: Parameters<typeof catalogueOf>[0]) =>
  odditiesOf(catalogueOf(given)).map(({ account, what }) => `${account}: ${what}`);

describe('an oddity', () => {
  it('is cut at 200 characters, and never in the middle of one', () => {
    const [odd] = odditiesOf({ ...catalogueOf({}), unread: [`${'x'.repeat(199)}\u{1F600}`] });
    expect(odd?.what).toBe('x'.repeat(199));
  });

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

  it('is cut to what a statement takes, and says how many are left out; what an account owns goes first', () => {
    const dependences = Array.from({ length: 3_000 }, (_, at) => ({
      role: 16_400,
      kind: 'owns' as const,
      object: `${at} ${'x'.repeat(300)}`,
    }));
    const right = { schema: 'erp', relation: 'vendor', privilege: 'SELECT', grantee: 0, grantor: 'dba' };
    const rest = { dependences, tableRights: [{ ...right, grantable: false }] };
    const found = odditiesOf(catalogueOf({ logins: ['u1'], rest }));
    expect([found.length, found[0]?.what, found[1]?.what.length, found.at(-1)?.what]).toEqual([
      2_001,
      'has SELECT on erp.vendor',
      200,
      'and 1001 more oddities',
    ]);
  });

  it('is a number of what one owner has too many of, in words that stay while few are added', () => {
    const many = (count: number, things = 'pg_largeobject') => ({
      role: 16_400,
      kind: 'owns' as const,
      things,
      count,
    });
    const given = (rest: Parameters<typeof catalogueOf>[0]['rest']) => lines({ logins: ['u1'], rest });
    expect(
      given({
        manyDependences: [
          ...[many(3), many(51), many(1_000), many(1_001), many(200_001)],
          ...[many(60, 'database erp'), many(60, 'pg_collation')],
        ],
        manyDefaultRights: [{ giver: 'u1', count: 51 }],
        givenAway: [{ giver: 'u1', count: 5_000 }],
        unread: ['schemas'],
      }),
    ).toEqual([
      ': schemas could not be read in time',
      'u1: gave more than 1000 rights on tables of its own',
      'u1: gives away more than 50 rights on what it makes in future',
      'u1: owns large objects',
      'u1: owns more than 50 large objects',
      'u1: owns more than 100 large objects',
      'u1: owns more than 1000 large objects',
      'u1: owns more than 100000 large objects',
      'u1: owns more than 50 things in database erp',
      'u1: owns more than 50 pg_collation',
    ]);
  });

  it('is a number of the rights on tables that one role gave, to everybody or under names that no permission can say', () => {
    const rights = (grantor: string, relation: string, grantee: number, count: number) =>
      Array.from({ length: count }, (_, at) => ({
        ...{ schema: 'open', relation: `${relation}${at}`, privilege: 'SELECT', grantee, grantor },
        grantable: false,
      }));
    const tableRights = [
      ...rights('u1', 't', 0, 60),
      ...rights('dba', 'v', 0, 1),
      ...rights('u1', 'a b', 16_401, 60),
    ];
    expect(lines({ logins: ['u1', 'u2'], rest: { tableRights } })).toEqual([
      'u1: gave more than 50 rights on tables that no permission can name',
      'PUBLIC: has more than 50 rights on tables from u1',
      'PUBLIC: has SELECT on open.v0',
    ]);
  });

  it('is a membership that Countersign’s grantor gave with SET, as it does not', () => {
    const members = [
      ['u1', 'clerk', 'i', 'countersign_grantor'],
      ['u2', 'clerk', 'is', 'countersign_grantor'],
      ['u2', 'clerk', 'is', 'dba'],
      ['head', 'clerk', 'is', 'countersign_grantor'],
    ] as const;
    expect(lines({ logins: ['u1', 'u2'], groups: ['clerk', 'head'], members })).toEqual([
      'u2: can SET ROLE clerk, granted by countersign_grantor, which does not grant that',
    ]);
  });
});
