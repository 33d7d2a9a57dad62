import type { AccountName, Permission, SystemId } from '@countersign/contracts';
import type { Place } from '@countersign/connector-kit';
import type { ConformanceHarness } from '@countersign/connector-kit/testing';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, type QueryResultRow } from 'pg';
import { PostgresDriver } from './postgres-driver.js';
import { type TargetOptions, TargetPool } from './target-pool.js';

const setup = readFileSync(join(__dirname, '../../target/setup.sql'), 'utf8');
const passwords = { connector: 'connector-in-tests', person: 'person-in-tests' };

/** A client whose death by the target is no accident in these tests. */
async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

const urlOf = (database: string, role?: string, password?: string): string => {
  const url = new URL(process.env.TEST_DATABASE_URL ?? 'postgres://missing');
  url.pathname = `/${database}`;
  if (role) [url.username, url.password] = [role, password ?? ''];
  return url.href;
};

/** Several targets share the test cluster and its roles: whoever sets up at the same moment as another does it again. */
async function setUp(owner: Client): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await owner.query(`SET countersign.connector_password = '${passwords.connector}'`);
      await owner.query(setup);
      return;
    } catch (error) {
      await owner.query('ROLLBACK');
      if (attempt > 20 || !/concurrently|deadlock/.test((error as Error).message)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50 * attempt));
    }
  }
}

/** A target of its own in the test cluster: a database, a group role and a table that its owner handed over. */
export class TestTarget {
  readonly system = 'erp' as SystemId;
  private readonly open: { end(): Promise<void> }[] = [];
  private accounts = 0;

  private constructor(
    readonly owner: Client,
    readonly database: string,
    readonly tag: string,
  ) {}

  static async create(): Promise<TestTarget> {
    const tag = randomBytes(4).toString('hex');
    const database = `target_${tag}`;
    const cluster = await connect(urlOf('postgres'));
    await cluster.query(`CREATE DATABASE ${database}`);
    await cluster.end();
    const target = new TestTarget(await connect(urlOf(database)), database, tag);
    await setUp(target.owner);
    await target.owner.query(`
      CREATE ROLE ${target.group}; CREATE ROLE ${target.otherGroup};
      CREATE SCHEMA erp; GRANT USAGE ON SCHEMA erp TO PUBLIC;
      CREATE TABLE erp.vendor (name text); CREATE TABLE erp.secret (word text); INSERT INTO erp.secret VALUES ('plum');
      GRANT INSERT ON erp.vendor TO ${target.group}; GRANT SELECT ON erp.secret TO ${target.group};
      SELECT countersign.manage_role('${target.group}');
      SELECT countersign.manage_table('erp', 'secret', '{SELECT}')`);
    return target;
  }

  static setupText(): string {
    return setup;
  }

  /** As after an upgrade. */
  setUpAgain(): Promise<void> {
    return setUp(this.owner);
  }

  get group(): string {
    return `clerk_${this.tag}`;
  }
  get otherGroup(): string {
    return `owner_${this.tag}`;
  }
  /** The permission of the group role that is managed. */
  get clerk(): Permission {
    return `role:${this.group}`;
  }
  /** The permission of the table right that is managed. */
  readonly secret = 'table:erp.secret:SELECT' as Permission;
  readonly login = 'login:yes' as Permission;

  /** A name that no test has used. */
  newAccount(): AccountName {
    return `u${++this.accounts}_${this.tag}` as AccountName;
  }

  optionsWith(password: string): TargetOptions {
    return { url: urlOf(this.database, 'countersign_connector'), password: () => password };
  }

  options(): TargetOptions {
    return this.optionsWith(passwords.connector);
  }

  pool(): TargetPool {
    const pool = new TargetPool(this.options());
    this.open.push({ end: () => pool.close() });
    return pool;
  }

  driver(): PostgresDriver {
    return new PostgresDriver(this.pool());
  }

  /** Somebody who knows the connector's password, with psql. */
  connectAsConnector(): Promise<Client> {
    return this.session('countersign_connector', passwords.connector);
  }

  /** The person logs in: the target's owner lets her set a password, as the one-time link does. */
  async connectAs(account: string): Promise<Client> {
    await this.owner.query(`ALTER ROLE "${account}" LOGIN PASSWORD '${passwords.person}'`);
    return this.session(account, passwords.person);
  }

  /** Connects and stays; the account has a password by now. */
  async reconnect(account: string): Promise<void> {
    await (await this.session(account, passwords.person)).query('SELECT 1');
  }

  /** As earlier versions granted the group role: with SET. */
  async giveSet(account: string): Promise<void> {
    await this.owner.query(
      `SET ROLE countersign_grantor; GRANT ${this.group} TO "${account}" WITH SET TRUE; RESET ROLE`,
    );
  }

  /** The account, which has a password by now, begins to log in and stays `seconds` in its start-up: anybody may ask for that. */
  async startUp(account: string, seconds: number): Promise<{ whenIn: Promise<Client> }> {
    const inStartUp = () =>
      this.rows(`SELECT FROM pg_locks l WHERE l.locktype = 'object' AND l.classid = 'pg_database'::regclass
                 AND l.objid = (SELECT oid FROM pg_database WHERE datname = current_database())`);
    const url = urlOf(this.database, account, passwords.person);
    const client = new Client({ connectionString: url, options: `-c post_auth_delay=${seconds}` });
    client.on('error', () => undefined);
    this.open.push(client);
    const whenIn = client.connect().then(
      () => client,
      () => client,
    );
    while ((await inStartUp()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    return { whenIn };
  }

  private async session(role: string, password: string): Promise<Client> {
    const client = await connect(urlOf(this.database, role, password));
    this.open.push(client);
    return client;
  }

  async rows<R extends QueryResultRow>(sql: string, values: unknown[] = []): Promise<R[]> {
    return (await this.owner.query<R>(sql, values)).rows;
  }

  /** Looks at the catalogue directly, not through the functions that the driver uses. */
  async holds({ account, permission }: Place): Promise<boolean> {
    const [kind, ...rest] = permission.split(':') as [string, ...string[]];
    const questions: Record<string, [string, unknown[]]> = {
      role: [
        'SELECT FROM pg_auth_members WHERE roleid = to_regrole($1) AND member = to_regrole($2)',
        [`"${rest[0]}"`, `"${account}"`],
      ],
      table: [
        `SELECT FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = to_regclass($1)
         AND a.grantee = to_regrole($2) AND a.privilege_type = $3`,
        [rest[0], `"${account}"`, rest[1]],
      ],
      login: ['SELECT FROM pg_roles WHERE rolname = $1 AND rolcanlogin', [account]],
    };
    return (await this.rows(...(questions[kind] as [string, unknown[]]))).length > 0;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.open.map((one) => one.end().catch(() => undefined)));
    await this.owner.query(`DROP SCHEMA countersign CASCADE`);
    await this.owner.end();
  }

  /** A conformance harness over this target, on an account of its own; its connections end with it, or those of a hundred cases would fill the server. */
  harness(permission: Permission = this.clerk): ConformanceHarness {
    const place = { account: this.newAccount(), permission };
    const pools: TargetPool[] = [];
    return {
      system: this.system,
      place,
      unmanaged: { account: place.account, permission: `role:${this.otherGroup}` },
      driver: () => {
        const pool = this.pool();
        pools.push(pool);
        return new PostgresDriver(pool);
      },
      holds: (at) => this.holds(at),
      grantOutside: async (at) => {
        if ((await this.rows('SELECT FROM pg_roles WHERE rolname = $1', [at.account])).length === 0)
          await this.owner.query(`SET ROLE countersign_grantor; CREATE ROLE "${at.account}"; RESET ROLE`);
        const gives = permission === this.clerk ? `GRANT ${this.group} TO` : `GRANT SELECT ON erp.secret TO`;
        await this.owner.query(
          permission === this.login
            ? `ALTER ROLE "${at.account}" LOGIN`
            : `SET ROLE countersign_grantor; ${gives} "${at.account}"; RESET ROLE`,
        );
      },
      openSession: async (at) => {
        const client = await this.connectAs(at.account);
        return { alive: () => isAlive(client), close: () => client.end().catch(() => undefined) };
      },
      dispose: async () => {
        await Promise.all(pools.map((pool) => pool.close()));
      },
    };
  }
}

export const isAlive = (client: Client): Promise<boolean> =>
  client.query('SELECT 1').then(
    () => true,
    () => false,
  );

/** The SQLSTATE of what a statement is refused with, or what it returned when it was not. */
export const refusal = (client: Client, sql: string): Promise<unknown> =>
  client.query(sql).then(
    ({ rows }) => ({ allowed: rows }),
    (error: Error & { code?: string }) => error.code,
  );
