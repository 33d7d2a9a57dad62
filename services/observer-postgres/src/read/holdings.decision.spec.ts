import { catalogueOf } from './catalogue.spec-only.js';
import { holdingsOf } from './holdings.decision.js';

/** `account permission [way] options grantor`, as one line each. */
const lines = (given: Parameters<typeof catalogueOf>[0]) =>
  holdingsOf(catalogueOf(given)).map(
    ({ account, permission, via, options, grantor }) =>
      `${account} ${permission} [${via.join('>')}] ${options.join(',')} ${grantor ?? '-'}`,
  );
const plain = { login: 'u1 login:yes []  -' };

describe('what an account holds', () => {
  it('is its login, and nothing when it has none', () => {
    expect(lines({ logins: ['u1'], ours: ['u2'] })).toEqual([plain.login]);
  });

  it('is every grant of a membership, with who gave it and what it allows', () => {
    const members = [
      ['u2', 'clerk', 'is', 'a'],
      ['u2', 'clerk', 'ais', 'b'],
    ] as const;
    expect(lines({ ours: ['u2'], groups: ['clerk'], members })).toEqual([
      'u2 role:clerk [] inherit,set a',
      'u2 role:clerk [] admin,inherit,set b',
    ]);
  });

  it('is what a role leads to, with the shortest way', () => {
    const members = [
      ['u2', 'head'],
      ['head', 'mid'],
      ['mid', 'clerk'],
      ['head', 'clerk', 'is', 'x'],
    ] as const;
    expect(lines({ ours: ['u2'], groups: ['head', 'mid', 'clerk'], members })).toEqual([
      'u2 role:head [] inherit,set dba',
      'u2 role:mid [head] inherit,set dba',
      'u2 role:clerk [head] inherit,set x',
    ]);
  });

  it('is shown both ways when it is given directly and by another role', () => {
    const members = [
      ['u2', 'head'],
      ['u2', 'clerk'],
      ['head', 'clerk'],
    ] as const;
    expect(lines({ ours: ['u2'], groups: ['head', 'clerk'], members })).toContain(
      'u2 role:clerk [] inherit,set dba',
    );
    expect(lines({ ours: ['u2'], groups: ['head', 'clerk'], members })).toContain(
      'u2 role:clerk [head] inherit,set dba',
    );
  });

  it('goes no further than every step inherits, or every step can be SET', () => {
    const members = [
      ['u2', 'head', 'i'],
      ['head', 'mid', 's'],
      ['mid', 'clerk'],
    ] as const;
    expect(lines({ ours: ['u2'], groups: ['head', 'mid', 'clerk'], members })).toEqual([
      'u2 role:head [] inherit dba',
    ]);
  });

  it('adds up what two ways allow', () => {
    const members = [
      ['u2', 'a', 'i'],
      ['u2', 'b', 's'],
      ['a', 'clerk'],
      ['b', 'clerk'],
    ] as const;
    expect(lines({ ours: ['u2'], groups: ['a', 'b', 'clerk'], members })).toContain(
      'u2 role:clerk [a] inherit,set dba',
    );
  });

  it('includes ADMIN alone, by which it can make itself a member', () => {
    const members = [
      ['u2', 'head', 'a'],
      ['u2', 'mid'],
      ['mid', 'clerk', 'a'],
    ] as const;
    expect(lines({ ours: ['u2'], groups: ['head', 'mid', 'clerk'], members })).toEqual([
      'u2 role:head [] admin dba',
      'u2 role:mid [] inherit,set dba',
      'u2 role:clerk [mid] admin dba',
    ]);
  });

  it('includes predefined roles', () => {
    expect(
      lines({ ours: ['u2'], groups: ['pg_read_all_data'], members: [['u2', 'pg_read_all_data']] }),
    ).toEqual(['u2 role:pg_read_all_data [] inherit,set dba']);
  });

  it('includes rights on tables given to it, not those of others', () => {
    const right = { schema: 'erp', relation: 'vendor', grantor: 'dba', grantable: false };
    const tableRights = [
      { ...right, privilege: 'SELECT', grantee: 16_400 },
      { ...right, privilege: 'INSERT', grantee: 16_400, grantable: true },
      { ...right, privilege: 'DELETE', grantee: 16_401 },
      { ...right, privilege: 'UPDATE', grantee: 0 },
    ];
    expect(lines({ ours: ['u2'], rest: { tableRights } })).toEqual([
      'u2 table:erp.vendor:SELECT []  dba',
      'u2 table:erp.vendor:INSERT [] grant dba',
    ]);
  });

  it('is reported of no group role, system role or bootstrap superuser', () => {
    const given = { logins: ['postgres', 'pg_x', 'countersign_connector'], groups: ['clerk', 'head'] };
    expect(lines({ ...given, members: [['head', 'clerk']], change: { postgres: { oid: 10 } } })).toEqual([]);
  });

  it('survives a great many roles in a long line', () => {
    const groups = Array.from({ length: 200 }, (_, at) => `g${at}`);
    const members = groups.map((name, at) => [at === 0 ? 'u2' : `g${at - 1}`, name] as const);
    const found = lines({ ours: ['u2'], groups, members });
    expect(found.length).toBe(17);
    expect(found.at(-1)).toMatch(/^u2 role:g16 \[g0>.*>g15\]/);
  });
});
