// Every right that PostgreSQL knows of, as one text each: what a whole cluster holds, and what one of its databases holds.
// What follows from owning a thing is not listed beside `owns`, and nothing of what PostgreSQL itself comes with.

/** Rights in one access control list, for a query that has `thing`, `owner` and `acl`. */
const explode = `
  SELECT coalesce(g.rolname, 'PUBLIC') || ' ' || a.privilege_type || ' ' || thing
    || CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS "right"
  FROM things, aclexplode(acl) a LEFT JOIN pg_roles g ON g.oid = a.grantee WHERE a.grantee <> owner
  UNION ALL SELECT o.rolname || ' owns ' || thing FROM things JOIN pg_roles o ON o.oid = owner WHERE owned`;

const roles = `
  SELECT rolname || concat_ws('', CASE WHEN rolsuper THEN ' SUPERUSER' END, CASE WHEN rolcreaterole THEN ' CREATEROLE' END,
    CASE WHEN rolcreatedb THEN ' CREATEDB' END, CASE WHEN rolreplication THEN ' REPLICATION' END,
    CASE WHEN rolbypassrls THEN ' BYPASSRLS' END, CASE WHEN rolcanlogin THEN ' LOGIN' ELSE ' NOLOGIN' END) AS "right"
  FROM pg_roles WHERE rolname !~ '^pg_'`;
const members = `
  SELECT m.rolname || ' is a member of ' || r.rolname || CASE WHEN a.admin_option THEN ' WITH ADMIN' ELSE '' END AS "right"
  FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member JOIN pg_roles r ON r.oid = a.roleid WHERE m.rolname !~ '^pg_'`;
const databases = `
  WITH things AS (SELECT 'database ' || datname AS thing, datdba AS owner, true AS owned,
    coalesce(datacl, acldefault('d', datdba)) AS acl FROM pg_database) ${explode}`;
const parameters = `
  WITH things AS (SELECT 'parameter ' || parname AS thing, 10::oid AS owner, false AS owned, paracl AS acl
    FROM pg_parameter_acl) ${explode}`;
const tablespaces = `
  WITH things AS (SELECT 'tablespace ' || spcname AS thing, spcowner AS owner, spcowner <> 10 AS owned,
    coalesce(spcacl, acldefault('t', spcowner)) AS acl FROM pg_tablespace) ${explode}`;
const settings = `
  SELECT coalesce(r.rolname, 'everybody') || ' starts with ' || setting || coalesce(' in ' || d.datname, '') AS "right"
  FROM pg_db_role_setting s LEFT JOIN pg_roles r ON r.oid = s.setrole LEFT JOIN pg_database d ON d.oid = s.setdatabase,
    unnest(setconfig) setting`;
const doors = `
  SELECT 'anybody enters without a password: ' || concat_ws(' ', type, database, user_name, address) AS "right"
  FROM pg_hba_file_rules WHERE auth_method IN ('trust', 'peer', 'ident')`;

/** What the cluster holds. */
export const ofCluster = [roles, members, databases, parameters, tablespaces, settings, doors];

const ours = `n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`;
const withoutExtension = (/** @type {string} */ catalog, /** @type {string} */ oid) =>
  `NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '${catalog}'::regclass AND e.objid = ${oid} AND e.deptype = 'e')`;

const schemas = `
  WITH things AS (SELECT 'schema ' || nspname AS thing, nspowner AS owner, true AS owned,
    coalesce(nspacl, acldefault('n', nspowner)) AS acl FROM pg_namespace n WHERE ${ours}) ${explode}`;
const relations = `
  WITH things AS (SELECT n.nspname || '.' || c.relname AS thing, c.relowner AS owner, c.relkind <> 'S' AS owned,
    coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)) AS acl
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND ${ours} AND ${withoutExtension('pg_class', 'c.oid')}) ${explode}`;
const columns = `
  WITH things AS (SELECT n.nspname || '.' || c.relname || '(' || t.attname || ')' AS thing, c.relowner AS owner,
    false AS owned, t.attacl AS acl
    FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE t.attacl IS NOT NULL AND ${ours}) ${explode}`;
const functions = `
  WITH things AS (SELECT 'function ' || p.oid::regprocedure || CASE WHEN p.prosecdef THEN ' SECURITY DEFINER' ELSE '' END AS thing,
    p.proowner AS owner, true AS owned, coalesce(p.proacl, acldefault('f', p.proowner)) AS acl
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE ${ours} AND ${withoutExtension('pg_proc', 'p.oid')}) ${explode}`;
const defaults = `
  WITH things AS (SELECT 'every new ' || d.defaclobjtype::text || ' of ' || o.rolname AS thing, d.defaclrole AS owner,
    false AS owned, d.defaclacl AS acl FROM pg_default_acl d JOIN pg_roles o ON o.oid = d.defaclrole) ${explode}`;
const extensions = `SELECT 'extension ' || extname AS "right" FROM pg_extension WHERE extname <> 'plpgsql'`;

/** PostgreSQL's own tables and functions: only what differs from how it was installed. `information_schema` anybody reads. */
const catalog = `
  WITH now AS (
    SELECT 'pg_class'::regclass AS class, oid, 0 AS part, oid::regclass::text AS thing, relacl AS acl FROM pg_class
    UNION ALL SELECT 'pg_proc'::regclass, oid, 0, 'function ' || oid::regprocedure, proacl FROM pg_proc
    UNION ALL SELECT 'pg_class'::regclass, attrelid, attnum, attrelid::regclass || '(' || attname || ')', attacl FROM pg_attribute),
  changed AS (SELECT thing, a.* FROM now JOIN pg_init_privs i ON i.classoid = class AND i.objoid = now.oid AND i.objsubid = part,
      aclexplode(acl) a WHERE i.privtype = 'i' AND NOT EXISTS (SELECT FROM aclexplode(i.initprivs) b WHERE b = a)
    UNION ALL SELECT thing, a.* FROM now, aclexplode(acl) a WHERE oid < 16384
      AND NOT EXISTS (SELECT FROM pg_init_privs i WHERE i.classoid = class AND i.objoid = now.oid AND i.objsubid = part))
  SELECT coalesce(g.rolname, 'PUBLIC') || ' ' || privilege_type || ' ' || thing AS "right"
  FROM changed LEFT JOIN pg_roles g ON g.oid = grantee WHERE grantee <> 10
    AND NOT (thing LIKE 'information\\_schema.%' AND grantee = 0 AND privilege_type = 'SELECT')`;

/** What one database holds. */
export const ofDatabase = [schemas, relations, columns, functions, defaults, extensions, catalog];

/** @param {import('pg').Client} client @param {string[]} queries @returns {Promise<string[]>} */
export async function readRights(client, queries) {
  const found = [];
  for (const query of queries) found.push(...(await client.query(query)).rows.map((row) => row.right));
  return found;
}
