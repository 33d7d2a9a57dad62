// The platform's databases: exactly the roles and rights that were reviewed (deploy/postgres/rights.json).
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { readSecret } from '../embedded/secrets.mjs';
import { compareRights } from './layer.mjs';

/** @typedef {import('../embedded/system.mjs').RunFile} RunFile */

const reviewed = new URL('../postgres/rights.json', import.meta.url);

const roles = `
  SELECT rolname || concat_ws('', CASE WHEN rolsuper THEN ' SUPERUSER' END, CASE WHEN rolcreaterole THEN ' CREATEROLE' END,
    CASE WHEN rolcreatedb THEN ' CREATEDB' END, CASE WHEN rolreplication THEN ' REPLICATION' END,
    CASE WHEN rolbypassrls THEN ' BYPASSRLS' END, CASE WHEN rolcanlogin THEN ' LOGIN' END) AS "right"
  FROM pg_roles WHERE rolname !~ '^pg_'`;
const members = `
  SELECT m.rolname || ' member of ' || r.rolname AS "right" FROM pg_auth_members a
  JOIN pg_roles m ON m.oid = a.member JOIN pg_roles r ON r.oid = a.roleid WHERE m.rolname !~ '^pg_'`;
const databases = `
  SELECT coalesce(r.rolname, 'PUBLIC') || ' ' || acl.privilege_type || ' database ' || datname
    || CASE WHEN acl.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS "right"
  FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) acl LEFT JOIN pg_roles r ON r.oid = acl.grantee
  WHERE datname !~ '^template'`;
const schemas = `
  SELECT coalesce(r.rolname, 'PUBLIC') || ' ' || acl.privilege_type || ' schema ' || nspname AS "right"
  FROM pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner))) acl LEFT JOIN pg_roles r ON r.oid = acl.grantee
  WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'`;
const relations = `
  SELECT coalesce(r.rolname, 'PUBLIC') || ' ' || acl.privilege_type || ' ' || c.relname
    || CASE WHEN acl.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS "right"
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
    aclexplode(coalesce(c.relacl, acldefault(CASE WHEN c.relkind = 'S' THEN 's'::"char" ELSE 'r'::"char" END, c.relowner))) acl
    LEFT JOIN pg_roles r ON r.oid = acl.grantee
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`;
const columns = `
  SELECT coalesce(r.rolname, 'PUBLIC') || ' ' || acl.privilege_type || ' ' || c.relname || '(' || a.attname || ')' AS "right"
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace,
    aclexplode(a.attacl) acl LEFT JOIN pg_roles r ON r.oid = acl.grantee
  WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`;
const functions = `
  SELECT 'SECURITY DEFINER function ' || p.proname AS "right" FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE p.prosecdef AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`;

/** @param {RunFile} about @param {string} database */
async function connect(about, database) {
  const url = new URL(/** @type {string} */ (about.addresses['platform-postgres']));
  const password = readSecret(/** @type {string} */ (about.secrets.database.postgres));
  const client = new pg.Client({
    host: url.hostname,
    port: Number(url.port),
    user: 'postgres',
    password,
    database,
  });
  await client.connect();
  return client;
}

/** @param {pg.Client} client @param {string[]} queries @returns {Promise<string[]>} */
async function rights(client, queries) {
  const found = [];
  for (const query of queries) found.push(...(await client.query(query)).rows.map((row) => row.right));
  return found;
}

/**
 * Every role, attribute, membership and right of the platform's cluster, one text each, sorted.
 * @param {RunFile} about @returns {Promise<string[]>}
 */
export async function readPlatformRights(about) {
  const cluster = await connect(about, 'postgres');
  const found = await rights(cluster, [roles, members, databases]).finally(() => cluster.end());
  for (const { name } of about.inventory.databases) {
    const client = await connect(about, name);
    const inside = await rights(client, [schemas, relations, columns, functions]).finally(() => client.end());
    found.push(...inside.map((right) => `${name}: ${right}`));
  }
  return [...new Set(found)].sort();
}

/** @param {RunFile} about @returns {Promise<import('./layer.mjs').Examination>} */
export async function examinePostgres(about) {
  const expected = JSON.parse(readFileSync(reviewed, 'utf8'));
  return compareRights('postgres', expected, await readPlatformRights(about), {
    extra: (right) =>
      `PostgreSQL has \`${right}\`, which nobody reviewed: revoke it, or review it into deploy/postgres/rights.json`,
    missing: (right) => `PostgreSQL lacks \`${right}\`, which deploy/postgres/rights.json demands`,
    holds: (count) =>
      `PostgreSQL holds exactly the ${count} reviewed rights; no service reaches another's database or can change what was signed`,
  });
}
