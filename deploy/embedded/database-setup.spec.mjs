// The roles on a real PostgreSQL: each gets in nowhere but where it belongs.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { ofCluster, ofDatabase, readRights } from '../doctor/postgres-rights.mjs';
import { setUpPlatform, setUpTarget } from './database-setup.mjs';
import { loadInventory } from './duties.mjs';
import { startPostgres } from './postgres.mjs';
import { openRun } from './run.mjs';
import { createSecrets, readSecret } from './secrets.mjs';

const inventory = loadInventory();

describe('databases and roles', () => {
  /** @type {import('./run.mjs').Run} */
  let run;
  /** @type {Awaited<ReturnType<typeof startPostgres>>} */
  let cluster;
  /** @type {import('./secrets.mjs').SecretFiles} */
  let files;
  before(async () => {
    run = await openRun({ kind: 'tests' });
    files = createSecrets({ dir: run.secretsDir, inventory, deployment: 'test' });
    cluster = await startPostgres({ run, name: 'postgres' });
    await setUpPlatform(cluster, inventory, files);
  });
  after(() => run.close());

  /** @param {string} role @param {string} database @param {string} sql @param {string} [file] */
  async function as(role, database, sql, file = files.database[role]) {
    const client = new pg.Client({
      host: cluster.host,
      port: cluster.port,
      user: role,
      database,
      password: readSecret(file ?? ''),
    });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** @returns {Promise<string[]>} every role and right of the cluster and of each database */
  async function held() {
    const platform = await cluster.connect('postgres');
    const found = await readRights(platform, ofCluster);
    await platform.end();
    for (const { name } of inventory.databases) {
      const client = await cluster.connect(name);
      found.push(...(await readRights(client, ofDatabase)).map((right) => `${name}: ${right}`));
      await client.end();
    }
    return found.sort();
  }

  it('can be made again without a change', async () => {
    const before = await held();
    assert.ok(before.includes('policy CONNECT database policy'), 'the control: rights are seen');
    assert.ok(before.length > inventory.roles.length * 3);
    await setUpPlatform(cluster, inventory, files);
    assert.deepEqual(await held(), before);
  });

  it('let a role into its own database only: every role and every database tried', async () => {
    const databases = [...inventory.databases.map((d) => d.name), 'postgres', 'template1'];
    for (const role of inventory.roles)
      for (const database of databases) {
        const attempt = as(role.name, database, 'SELECT 1');
        if (database === role.database) await attempt;
        else await assert.rejects(attempt, { code: '42501' }, `${role.name} got into ${database}`);
      }
  });

  it('let the owner make tables, which the runtime role sees only when it is told', async () => {
    await as(
      'policy_owner',
      'policy',
      'CREATE TABLE statement (seq int); CREATE TABLE hidden (x int); GRANT SELECT, INSERT ON statement TO policy',
    );
    await as('policy', 'policy', 'INSERT INTO statement VALUES (1)');
    for (const sql of [
      'UPDATE statement SET seq = 2',
      'DELETE FROM statement',
      'TRUNCATE statement',
      'SELECT * FROM hidden',
    ])
      await assert.rejects(as('policy', 'policy', sql), { code: '42501' }, sql);
    for (const sql of ['CREATE TABLE mine (x int)', 'CREATE TEMP TABLE mine (x int)', 'DROP TABLE statement'])
      await assert.rejects(as('policy', 'policy', sql), { code: '42501' }, sql);
  });

  it('are of roles that can be nothing else', async () => {
    const client = await cluster.connect('postgres');
    const { rows } = await client.query(
      "SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_' AND rolname <> 'postgres' AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls)",
    );
    const members = await client.query(
      "SELECT member::regrole FROM pg_auth_members WHERE member::regrole::text !~ '^pg_'",
    );
    await client.end();
    assert.deepEqual([rows, members.rows], [[], []]);
  });

  it('refuse a wrong password, and a connection without one', async () => {
    const at = { host: cluster.host, port: cluster.port, user: 'policy', database: 'policy' };
    await assert.rejects(new pg.Client({ ...at, password: 'wrong' }).connect(), { code: '28P01' });
  });

  it('make the logins of a target by the setup of the services that use them, and its own schema last', async () => {
    const root = mkdtempSync(join(tmpdir(), 'target-'));
    const role = 'CREATE ROLE countersign_connector LOGIN';
    const password =
      "EXECUTE format('ALTER ROLE countersign_connector PASSWORD %L', current_setting('countersign.connector_password'))";
    const scripts = {
      'services/connector-postgres/target/setup.sql': `${role}; DO $$ BEGIN ${password}; END $$; GRANT CONNECT ON DATABASE erp TO countersign_connector;`,
      'deploy/demo/every-target/desk.sql': 'CREATE SCHEMA desk',
      'deploy/demo/erp/10-vendor.sql':
        'CREATE SCHEMA erp; CREATE TABLE erp.vendor (id int); DROP SCHEMA desk; GRANT USAGE ON SCHEMA erp TO countersign_connector',
      'deploy/demo/erp/20-rights.sql': 'GRANT SELECT ON erp.vendor TO countersign_connector',
    };
    for (const [file, sql] of Object.entries(scripts)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), sql);
    }
    await setUpTarget(cluster, inventory, files, 'erp', root);
    rmSync(root, { recursive: true });
    const file = files.targets.erp?.countersign_connector;
    assert.deepEqual(await as('countersign_connector', 'erp', 'SELECT * FROM erp.vendor', file), []);
    await assert.rejects(as('policy', 'erp', 'SELECT 1'), { code: '42501' });
  });
});
