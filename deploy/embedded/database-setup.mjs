// Makes roles, databases and rights of the inventory in a cluster, as its super user. Running it again changes nothing
// but the passwords, which become those of the files.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CLOSE_COMMON_DATABASES,
  createDatabase,
  createTargetDatabase,
  rightStatements,
  roleStatements,
  targetPasswordSetting,
  targetRights,
} from './postgres-roles.mjs';
import { scramVerifier } from './scram-verifier.mjs';
import { readSecret } from './secrets.mjs';

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
 * A target system: its database; Countersign's logins there, each made by its own service's `target/setup.sql`; then
 * the desk of its owner, and what the system itself consists of: the files of `deploy/demo/every-target` and of `deploy/demo/<system>`, in the
 * order of their names.
 * @param {import('./postgres.mjs').PostgresCluster} cluster
 * @param {import('./duties.mjs').Inventory} inventory
 * @param {import('./secrets.mjs').SecretFiles} files
 * @param {string} system
 * @param {string} root folder that `deploy` and `services` are in
 */
export async function setUpTarget(cluster, inventory, files, system, root) {
  await createMissing(cluster, [{ name: system, sql: createTargetDatabase(system).sql }]);
  await run(cluster, [...ofOwnCluster(cluster), ...targetRights(system)], {});
  const client = await cluster.connect(system);
  try {
    for (const process of inventory.processes) {
      const passwordFile = process.target?.system === system && files.targets[system]?.[process.target.role];
      const setup = setupFile(root, process);
      if (!passwordFile || !existsSync(setup)) continue;
      const verifier = scramVerifier(readSecret(passwordFile));
      await client.query('SELECT set_config($1, $2, false)', [targetPasswordSetting(process), verifier]);
      await client.query(readFileSync(setup, 'utf8'));
    }
    for (const file of ownSchema(root, system)) await client.query(readFileSync(file, 'utf8'));
  } finally {
    await client.end();
  }
}

/** @param {string} root @param {import('./duties.mjs').Process} process @returns {string} what makes its login on the target */
export const setupFile = (root, { folder }) => join(root, folder, 'target', 'setup.sql');

/** @param {string} root @param {string} system @returns {string[]} files, in order; none for a target without a schema of ours */
function ownSchema(root, system) {
  const folders = ['every-target', system].map((name) => join(root, 'deploy', 'demo', name));
  return folders.filter(existsSync).flatMap((folder) => {
    const names = readdirSync(folder).filter((name) => name.endsWith('.sql'));
    return names.sort().map((name) => join(folder, name));
  });
}
