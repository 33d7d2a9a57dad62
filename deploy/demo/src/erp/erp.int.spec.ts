import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { parse } from 'yaml';
import { probes } from './probes.js';

const root = join(__dirname, '../..');
const { entitlements } = parse(readFileSync(join(root, '../policy/entitlements.yaml'), 'utf8')) as {
  entitlements: { id: string; permission: string }[];
};
const database = `erp_${process.pid}`;
const person = `u1001_${process.pid}`;
const permissionOf = new Map(
  entitlements
    .filter(({ id }) => id.startsWith('erp:'))
    .map(({ id, permission }) => [id, permission.replace('{company-code}', '1000')]),
);

const urlOf = (name: string): string => {
  const url = new URL(process.env.TEST_DATABASE_URL ?? '');
  url.pathname = `/${name}`;
  return url.href;
};

/** Gives or takes a permission as the target's super user. */
function change(permission: string, verb: 'GRANT' | 'REVOKE'): string {
  const [kind, name = '', privilege = ''] = permission.split(':');
  const to = verb === 'GRANT' ? 'TO' : 'FROM';
  if (kind === 'login') return `ALTER ROLE ${person} ${verb === 'GRANT' ? 'LOGIN' : 'NOLOGIN'}`;
  return kind === 'role'
    ? `${verb} ${name} ${to} ${person}`
    : `${verb} ${privilege} ON ${name} ${to} ${person}`;
}

describe('the ERP', () => {
  let owner: Client;
  beforeAll(async () => {
    const admin = new Client(urlOf('postgres'));
    await admin.connect();
    await admin.query(`CREATE DATABASE ${database}`);
    await admin.query(`CREATE ROLE ${person} LOGIN PASSWORD 'secret'`);
    await admin.end();
    owner = new Client(urlOf(database));
    await owner.connect();
    for (const folder of ['every-target', 'erp'])
      for (const file of readdirSync(join(root, folder)).sort())
        if (!file.includes('hand-over')) await owner.query(readFileSync(join(root, folder, file), 'utf8'));
  });
  afterAll(() => owner.end());

  const asPerson = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    const url = new URL(urlOf(database));
    Object.assign(url, { username: person, password: 'secret' });
    const client = new Client(url.href);
    await client.connect();
    return work(client).finally(() => client.end());
  };
  const attempt = async (client: Client, sql: string): Promise<string> => {
    await client.query('BEGIN');
    const outcome = await client.query(sql).then(
      () => 'done',
      ({ code, message }: { code: string; message: string }) => `${code} ${message}`,
    );
    await client.query('ROLLBACK');
    return outcome;
  };
  const tryOut = (sql: string) => asPerson((client) => attempt(client, sql));
  /** Everything she can do, logging in only being the way to try it. */
  const reach = () =>
    asPerson(async (client) => {
      const reached: string[] = [];
      for (const [id, sql] of Object.entries(probes)) {
        const outcome = await attempt(client, sql);
        if (!/^42501 permission denied/.test(outcome))
          reached.push(outcome === 'done' ? id : `${id} ${outcome}`);
      }
      return reached.filter((id) => id !== 'erp:login:use');
    });

  it('has a probe for every entitlement that the sample bundle has in it', () => {
    expect(Object.keys(probes).sort()).toEqual([...permissionOf.keys()].sort());
  });

  it.each(Object.keys(probes).filter((id) => id !== 'erp:login:use'))(
    'gives %s, and nothing else, by its permission',
    async (id) => {
      const permission = permissionOf.get(id) ?? '';
      await owner.query(change(permission, 'GRANT'));
      try {
        expect(await reach()).toEqual([id]);
      } finally {
        await owner.query(change(permission, 'REVOKE'));
      }
    },
  );

  it('keeps a permission by company code within its code', async () => {
    await owner.query(change('role:erp_cash_enter_2000', 'GRANT'));
    expect(await tryOut(`SELECT erp.enter_cash('2000', 10)`)).toBe('done');
    expect(await tryOut(`SELECT erp.enter_cash('1000', 10)`)).toMatch(/^42501 permission denied/);
    await owner.query(change('role:erp_cash_enter_2000', 'REVOKE'));
  });

  it('gives nothing without a permission', async () => expect(await reach()).toEqual([]));

  it('keeps out whoever may not log in', async () => {
    await owner.query(change('login:yes', 'REVOKE'));
    await expect(tryOut('SELECT 1')).rejects.toMatchObject({ code: '28000' });
    await owner.query(change('login:yes', 'GRANT'));
    expect(await tryOut('SELECT 1')).toBe('done');
  });

  it('writes down who did it, whatever the row says', async () => {
    await owner.query(change('table:erp.vendors:INSERT', 'GRANT'));
    await asPerson((client) =>
      client.query(`INSERT INTO erp.vendors (name, created_by) VALUES ('Mine', 'somebody-else')`),
    );
    const { rows } = await owner.query(`SELECT created_by FROM erp.vendors WHERE name = 'Mine'`);
    expect(rows).toEqual([{ created_by: person }]);
    const { rows: log } = await owner.query(`SELECT who, what FROM erp.audit_log ORDER BY id DESC LIMIT 1`);
    expect(log).toEqual([{ who: person, what: 'insert vendors' }]);
  });

  it('does not let the right to change a vendor unblock one, nor the right to approve pay', async () => {
    await owner.query(
      `${change('table:erp.vendors:UPDATE', 'GRANT')}; ${change('role:erp_invoice_approve', 'GRANT')}`,
    );
    await owner.query('UPDATE erp.vendor_invoices SET status = status WHERE id = 1');
    expect(await tryOut('UPDATE erp.vendors SET blocked = true')).toMatch(/^42501 blocking is done by/);
    expect(await tryOut(`UPDATE erp.vendor_invoices SET status = 'paid' WHERE id = 41`)).toMatch(
      /^23514 vendor_invoices 41 is entered/,
    );
  });

  it('pays what was approved and proposed, once', async () => {
    const { rows } = await owner.query('SELECT erp.release_payment_run(1) AS total');
    expect(Number((rows as { total: string }[])[0]?.total)).toBeGreaterThan(0);
    await expect(owner.query('SELECT erp.release_payment_run(1)')).rejects.toMatchObject({ code: '23514' });
  });

  describe('the desk of its owner', () => {
    const verifier = `SCRAM-SHA-256$4096:${Buffer.alloc(16).toString('base64')}$${Buffer.alloc(32).toString('base64')}:${Buffer.alloc(32).toString('base64')}`;
    const issue = async (account: string) => {
      const { rows } = await owner.query('SELECT owner_desk.issue_link($1) AS token', [account]);
      return (rows as { token: string }[])[0]?.token ?? '';
    };
    const redeem = (token: string, secret: string) =>
      owner.query('SELECT owner_desk.redeem_link($1, $2)', [token, secret]);

    it('takes a verifier for a link, once, and no password', async () => {
      const token = await issue(person);
      await expect(redeem(token, 'a password')).rejects.toThrow(/verifier is needed/);
      await redeem(token, verifier);
      const { rows } = await owner.query('SELECT rolpassword FROM pg_authid WHERE rolname = $1', [person]);
      expect(rows).toEqual([{ rolpassword: verifier }]);
      await expect(redeem(token, verifier)).rejects.toThrow(/unknown, used or too old/);
    });

    it('lets a new link end the old one, and keeps no token', async () => {
      const [old, fresh] = [await issue(person), await issue(person)];
      await expect(redeem(old, verifier)).rejects.toThrow(/too old/);
      const { rows } = await owner.query(
        'SELECT count(*)::int AS n FROM owner_desk.links WHERE token_hash = $1',
        [Buffer.from(fresh)],
      );
      expect(rows).toEqual([{ n: 0 }]);
      await redeem(fresh, verifier);
    });

    it.each(['postgres', 'erp_owner', 'erp_payment_release', 'nobody_at_all', 'pg_monitor'])(
      'gives no link for %s',
      async (account) => {
        await expect(issue(account)).rejects.toThrow(/no account that a person logs in with/);
      },
    );

    it('is closed to everybody else', async () => {
      await owner.query(`ALTER ROLE ${person} PASSWORD 'secret'`);
      expect(await tryOut(`SELECT owner_desk.issue_link('u1002')`)).toMatch(/^42501/);
      expect(await tryOut('SELECT * FROM owner_desk.links')).toMatch(/^42501/);
    });
  });
});
