import { asked, grant, Scene } from '@countersign/connector-kit/testing';
import type { Client } from 'pg';
import { refusal, TestTarget } from './target.spec-only.js';

const denied = '42501';

let target: TestTarget;
let connector: Client;
let account: string;
beforeAll(async () => {
  target = await TestTarget.create();
  const scene = new Scene(target.harness());
  await scene.answer(1, asked(grant('a')));
  account = scene.harness.place.account;
  connector = await target.connectAsConnector();
});
afterAll(() => target.dispose());

describe('whoever has the connector’s password', () => {
  it('has no attribute and no membership that could be used', async () => {
    const attributes = `rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls OR rolinherit`;
    const sql = `SELECT ${attributes} AS any FROM pg_roles WHERE rolname = 'countersign_connector'`;
    expect(await target.rows(sql)).toEqual([{ any: false }]);
    const members = `SELECT roleid::regrole::text AS role FROM pg_auth_members WHERE member = 'countersign_connector'::regrole`;
    expect(await target.rows(members)).toEqual([{ role: 'pg_use_reserved_connections' }]);
  });

  it.each([
    ['read a table whose rights it administers', () => 'SELECT * FROM erp.secret'],
    ['read any other table', () => 'SELECT * FROM erp.vendor'],
    ['write a table', () => `INSERT INTO erp.vendor VALUES ('x')`],
    ['become a role it manages', () => `SET ROLE ${target.group}`],
    ['become the role that owns its functions', () => 'SET ROLE countersign_grantor'],
    ['become an account it made', () => `SET ROLE "${account}"`],
    ['make itself a member of a role it manages', () => `GRANT ${target.group} TO countersign_connector`],
    ['make somebody a member without its functions', () => `GRANT ${target.group} TO "${account}"`],
    ['give a table right without its functions', () => `GRANT SELECT ON erp.secret TO "${account}"`],
    ['make a role', () => `CREATE ROLE mine_${target.tag}`],
    ['make a superuser', () => `CREATE ROLE mine_${target.tag} SUPERUSER`],
    ['make itself a superuser', () => 'ALTER ROLE countersign_connector SUPERUSER'],
    [
      'set the password of an account it made, and so log in as it',
      () => `ALTER ROLE "${account}" PASSWORD 'mine'`,
    ],
    [
      'end sessions at will',
      () =>
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres' AND pid <> pg_backend_pid()`,
    ],
    [
      'extend the owner’s list of roles',
      () => `INSERT INTO countersign.managed_role VALUES ('${target.otherGroup}')`,
    ],
    [
      'extend the owner’s list of tables',
      () => `INSERT INTO countersign.managed_table VALUES ('erp', 'vendor', 'SELECT')`,
    ],
    ['call what only the owner may call', () => `SELECT countersign.manage_role('${target.otherGroup}')`],
    ['invent an account', () => `INSERT INTO countersign.account VALUES ('postgres', 10)`],
    [
      'have sessions ended that no removal wrote down',
      () => `INSERT INTO countersign.session_end (account, role_oid) VALUES ('postgres', 10)`,
    ],
    ['revive a spent clearance', () => 'DELETE FROM countersign.spent'],
    ['forget a token', () => 'DELETE FROM countersign.place'],
    ['forget an ending', () => 'DELETE FROM countersign.ending'],
    [
      'put a function in the place of its own',
      () => 'CREATE FUNCTION countersign.parsed(text) RETURNS text LANGUAGE sql AS $$ SELECT $1 $$',
    ],
    ['change what its functions do', () => 'ALTER FUNCTION countersign.give(text, text) RESET ALL'],
  ])('cannot %s', async (_name, sql) => {
    expect(await refusal(connector, sql())).toBe(denied);
  });

  it.each([
    ['an account that is not Countersign’s', () => ['postgres', target.clerk]],
    ['itself', () => ['countersign_connector', target.clerk]],
    ['everybody', () => ['public', target.secret]],
    ['an account, of what was not handed over', () => [account, `role:${target.otherGroup}`]],
    [
      'an account, by a name that is SQL',
      () => [account, 'role:x"; ALTER ROLE countersign_connector SUPERUSER; --'],
    ],
  ])('cannot make a member of %s by its functions', async (_name, args) => {
    const [who, what] = args();
    const given = connector.query('SELECT countersign.give($1, $2)', [who, what]);
    await expect(given).rejects.toMatchObject({ code: 'CS001' });
  });

  it('cannot end the session of somebody who is no account of Countersign’s', async () => {
    await connector.query(`SELECT countersign.take('postgres', $1)`, [target.clerk]);
    expect(
      await target.rows('SELECT * FROM countersign.session_end WHERE account = $1', ['postgres']),
    ).toEqual([]);
    const pid = (await target.rows<{ pid: number }>('SELECT pg_backend_pid() AS pid'))[0]?.pid;
    await connector.query('SELECT countersign.clear_way($1)', [pid]);
    expect(await target.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe('anybody else in the target', () => {
  it.each([
    'SELECT * FROM countersign.place',
    `SELECT countersign.give('x', 'login:yes')`,
    'SELECT countersign.end_sessions(NULL)',
  ])('cannot do `%s`', async (sql) => {
    const person = await target.connectAs(account);
    expect(await refusal(person, sql)).toBe(denied);
  });
});

describe('the setup', () => {
  it('refuses to be run by somebody who is no superuser', async () => {
    expect(await refusal(connector, setupHead())).toBe('P0001');
  });
  it('leaves nobody a member of the role that owns the functions, and says so when somebody is', async () => {
    await target.owner.query(`GRANT countersign_grantor TO ${target.otherGroup}`);
    await expect(target.setUpAgain()).rejects.toThrow('somebody is a member');
    await target.owner.query(`REVOKE countersign_grantor FROM ${target.otherGroup}`);
    await target.setUpAgain();
  });
});

/** Its first block, which looks before anything is done. */
const setupHead = () => TestTarget.setupText().split('----')[0] ?? '';
