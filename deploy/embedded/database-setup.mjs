// Makes roles, databases and rights of the inventory in a cluster, as its super user. Running it again changes nothing
// but the passwords, which become those of the files.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CLOSE_COMMON_DATABASES,
  createDatabase,
  rightStatements,
  roleStatements,
  targetStatements,
} from './postgres-roles.mjs';
import { scramVerifier } from './scram-verifier.mjs';
import { readSecret } from './secrets.mjs';

const targetsFolder = fileURLToPath(new URL('../targets', import.meta.url));

/**
 * @param {import('./postgres.mjs').PostgresCluster} cluster
 * @param {import('./postgres-roles.mjs').RoleStatement[]} statements
 * @param {Record<string, string>} passwordFiles by role
 */
async function run(cluster, statements, passwordFiles) {
  for (const database of new Set(statements.map((s) => s.database))) {
    const client = await cluster.connect(database);
    try {
      for (const { sql, password } of statements.filter((s) => s.database === database)) {
        const verifier =
          password && scramVerifier(readSecret(/** @type {string} */ (passwordFiles[password])));
        await client.query(verifier ? `${sql} '${verifier}'` : sql);
      }
    } finally {
      await client.end();
    }
  }
}

/** @param {import('./postgres.mjs').PostgresCluster} cluster @param {{ name: string, sql: string }[]} databases */
async function createMissing(cluster, databases) {
  const client = await cluster.connect('postgres');
  try {
    const { rows } = await client.query('SELECT datname FROM pg_database');
    const existing = new Set(rows.map((row) => row.datname));
    for (const { name, sql } of databases) if (!existing.has(name)) await client.query(sql);
  } finally {
    await client.end();
  }
}

/** @param {import('./postgres.mjs').PostgresCluster} cluster */
const ofOwnCluster = (cluster) => (cluster.process === null ? [] : [CLOSE_COMMON_DATABASES]);

/**
 * The platform's databases: one for every process, with an owner and a runtime role.
 * @param {import('./postgres.mjs').PostgresCluster} cluster
 * @param {import('./duties.mjs').Inventory} inventory
 * @param {import('./secrets.mjs').SecretFiles} files
 */
export async function setUpPlatform(cluster, inventory, files) {
  await run(cluster, roleStatements(inventory), files.database);
  const databases = inventory.databases.map((d) => ({ name: d.name, sql: createDatabase(d).sql }));
  await createMissing(cluster, databases);
  await run(cluster, [...ofOwnCluster(cluster), ...rightStatements(inventory)], files.database);
}

/**
 * A target system: its database, Countersign's two credentials there, then what the system itself consists of, the
 * files `deploy/targets/<system>/*.sql` in the order of their names.
 * @param {import('./postgres.mjs').PostgresCluster} cluster
 * @param {import('./duties.mjs').Inventory} inventory
 * @param {import('./secrets.mjs').SecretFiles} files
 * @param {string} system
 */
export async function setUpTarget(cluster, inventory, files, system) {
  const { roles, rights } = targetStatements(inventory, system);
  const passwordFiles = files.targets[system] ?? {};
  await run(cluster, roles, passwordFiles);
  await createMissing(cluster, [{ name: system, sql: `CREATE DATABASE "${system}" TEMPLATE template0` }]);
  await run(cluster, [...ofOwnCluster(cluster), ...rights], passwordFiles);
  await run(cluster, ownSchema(system), passwordFiles);
}

/** @param {string} system @returns {import('./postgres-roles.mjs').RoleStatement[]} */
function ownSchema(system) {
  const folder = join(targetsFolder, system);
  /** @type {string[]} */
  let names = [];
  try {
    names = readdirSync(folder)
      .filter((name) => name.endsWith('.sql'))
      .sort();
  } catch {
    return []; // a target without a schema of ours
  }
  return names.map((name) => ({ database: system, sql: readFileSync(join(folder, name), 'utf8') }));
}
