import { SilentProxy } from '@countersign/testing/database';
import type { Client } from 'pg';
import { readCatalogue } from './catalogue.store.js';
import { holdingsOf } from './holdings.decision.js';
import { odditiesOf } from './oddities.decision.js';
import { TestTarget } from './target.spec-only.js';
import { readTarget } from './target-reader.js';

let target: TestTarget;
let owner: Client;
let t: string;
beforeAll(async () => {
  target = await TestTarget.create();
  ({ owner, tag: t } = target);
});
afterAll(() => target.dispose());

const read = () => readTarget(target.options(), readCatalogue);
const holdings = async (account: string) =>
  holdingsOf(await read())
    .filter((holding) => holding.account === account)
    .map(
      ({ permission, grantor, via, options }) =>
        `${permission} ${grantor ?? '-'} [${via.join('>')}] ${options.join(',')}`,
    );
const oddities = async (account: string) =>
  odditiesOf(await read()).flatMap((oddity) => (oddity.account === account ? [oddity.what] : []));

describe('a reading of a real target', () => {
  it('sees memberships with every grantor and option, nested roles, and rights on tables', async () => {
    await owner.query(`
      CREATE ROLE head_${t}; CREATE ROLE clerk_${t}; CREATE ROLE dba_${t}; CREATE ROLE u1_${t} LOGIN;
      GRANT clerk_${t} TO head_${t}; GRANT head_${t} TO u1_${t} WITH INHERIT FALSE;
      GRANT head_${t} TO dba_${t} WITH ADMIN TRUE; SET ROLE dba_${t}; GRANT head_${t} TO u1_${t} WITH ADMIN TRUE; RESET ROLE;
      CREATE TABLE public.vendor (name text, iban text); GRANT SELECT ON public.vendor TO u1_${t} WITH GRANT OPTION`);
    expect(await holdings(`u1_${t}`)).toEqual([
      'login:yes - [] ',
      `role:head_${t} dba_${t} [] admin,inherit,set`,
      `role:head_${t} postgres [] set`,
      `role:clerk_${t} postgres [head_${t}] inherit,set`,
      'table:public.vendor:SELECT postgres [] grant',
    ]);
  });

  it('sees accounts that Countersign made though they do not log in, and no other role of that name', async () => {
    await owner.query(`CREATE ROLE u2_${t}; CREATE ROLE group2_${t}; GRANT group2_${t} TO u2_${t}`);
    expect(await holdings(`u2_${t}`)).toEqual([]);
    await owner.query(
      `INSERT INTO countersign.account SELECT rolname, oid FROM pg_roles WHERE rolname = 'u2_${t}'`,
    );
    expect(await holdings(`u2_${t}`)).toEqual([`role:group2_${t} postgres [] inherit,set`]);
    await owner.query(`DROP ROLE u2_${t}; CREATE ROLE u2_${t}; GRANT group2_${t} TO u2_${t}`);
    expect(await holdings(`u2_${t}`)).toEqual([]);
  });

  it('sees what is no permission: attributes, ownership, columns, schemas, functions, defaults, everybody’s rights', async () => {
    await owner.query(`
      CREATE ROLE u3_${t} LOGIN CREATEROLE BYPASSRLS;
      CREATE SCHEMA s3; GRANT CREATE, USAGE ON SCHEMA s3 TO u3_${t};
      CREATE TABLE s3.owned (a int); ALTER TABLE s3.owned OWNER TO u3_${t};
      CREATE TABLE s3.other (a int, b int); GRANT SELECT (b) ON s3.other TO u3_${t}; GRANT SELECT ON s3.other TO PUBLIC;
      CREATE FUNCTION s3.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; GRANT EXECUTE ON FUNCTION s3.f() TO u3_${t};
      CREATE SEQUENCE s3.numbers; GRANT USAGE ON SEQUENCE s3.numbers TO u3_${t};
      ALTER DEFAULT PRIVILEGES IN SCHEMA s3 GRANT INSERT ON TABLES TO u3_${t}`);
    expect(await oddities(`u3_${t}`)).toEqual([
      'has CREATEROLE',
      'has BYPASSRLS',
      'will have INSERT on tables that postgres makes in s3',
      'has rights on column b of table s3.other',
      'has rights on function s3.f()',
      'has rights on schema s3',
      'has rights on sequence s3.numbers',
      'owns table s3.owned',
    ]);
    expect(await oddities('PUBLIC')).toContain('has SELECT on s3.other');
  });

  it('sees what an account owns in another database of the cluster', async () => {
    const other = await TestTarget.create();
    await owner.query(`CREATE ROLE u4_${t} LOGIN`);
    await other.owner.query(`CREATE TABLE public.hidden (a int); ALTER TABLE public.hidden OWNER TO u4_${t}`);
    expect(await oddities(`u4_${t}`)).toEqual([`owns something in database observed_${other.tag}`]);
    await other.dispose();
  });

  it('takes one snapshot: what is changed meanwhile is in it whole or not at all', async () => {
    await owner.query(`CREATE ROLE u5_${t} LOGIN; CREATE ROLE group5_${t}`);
    const catalogue = await readTarget(target.options(), async (query) => {
      await query('SELECT 1');
      await owner.query(`GRANT group5_${t} TO u5_${t}; ALTER ROLE u5_${t} NOLOGIN`);
      return readCatalogue(query);
    });
    const seen = holdingsOf(catalogue).filter(({ account }) => account === `u5_${t}`);
    expect(seen.map(({ permission }) => permission)).toEqual(['login:yes']);
    expect(await holdings(`u5_${t}`)).toEqual([]); // it neither logs in any more nor is it ours
  });

  it('is no observation at all when the target is away or says something else', async () => {
    const away = { ...target.options(), url: 'postgres://countersign_observer@127.0.0.1:1/none' };
    await expect(readTarget(away, readCatalogue)).rejects.toMatchObject({
      code: 'TARGET_UNREADABLE',
      retriable: true,
    });
    const wrong = { ...target.options(), password: () => 'wrong' };
    await expect(readTarget(wrong, readCatalogue)).rejects.toMatchObject({ code: 'TARGET_UNREADABLE' });
    const failing = readTarget(target.options(), (query) => query('SELECT 1 / 0'));
    await expect(failing).rejects.toMatchObject({ code: 'TARGET_UNREADABLE' });
  });

  it('fails in time when the target falls silent in its middle, and keeps no connection', async () => {
    const proxy = await SilentProxy.to(target.options().url);
    const vanishing = readTarget({ ...target.options(), url: proxy.url, answerMs: 500 }, (query) => {
      proxy.fallSilent();
      return query('SELECT 1');
    });
    await expect(vanishing).rejects.toMatchObject({ code: 'TARGET_UNREADABLE' });
    await proxy.untilOpen(0);
    proxy.close();
  });
});

describe('whoever has the observer’s password', () => {
  /** Each part up to a `;` a statement of its own, so that the second is in another transaction. */
  const refused = async (sql: string): Promise<unknown> => {
    const observer = await target.connectAsObserver();
    try {
      for (const statement of sql.split('; ')) await observer.query(statement);
      return 'allowed';
    } catch (error) {
      return (error as { code?: string }).code;
    } finally {
      await observer.end();
    }
  };
  const [denied, readOnly] = ['42501', '25006'];

  it.each([
    ['read a table', 'SELECT * FROM public.vendor', denied],
    ['write a table', `INSERT INTO public.vendor VALUES ('x')`, readOnly],
    [
      'write a table in a transaction that may',
      `SET default_transaction_read_only = off; INSERT INTO public.vendor VALUES ('x')`,
      denied,
    ],
    ['make a table', 'CREATE TABLE public.mine (a int)', readOnly],
    [
      'make a table in a transaction that may',
      'SET default_transaction_read_only = off; CREATE TABLE public.mine (a int)',
      denied,
    ],
    ['make a role', 'SET default_transaction_read_only = off; CREATE ROLE mine', denied],
    ['read passwords', 'SELECT rolpassword FROM pg_authid', denied],
    [
      'change what Countersign knows',
      'SET default_transaction_read_only = off; DELETE FROM countersign.account',
      denied,
    ],
    [
      'end a session',
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'`,
      denied,
    ],
    ['read a file', `SELECT pg_read_file('postgresql.conf')`, denied],
  ])('cannot %s', async (_name, sql, code) => {
    expect(await refused(sql)).toBe(code);
  });

  it('can only read what the setup gave, which refuses a role with memberships', async () => {
    await owner.query(`CREATE ROLE extra_${t}; GRANT extra_${t} TO countersign_observer`);
    await expect(target.setUp()).rejects.toThrow('is a member of another role');
    await owner.query(`REVOKE extra_${t} FROM countersign_observer`);
    await target.setUp();
  });
});
