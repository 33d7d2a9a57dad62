import type { Catalogue, DefaultRight, Dependence, Membership, Role, TableRight } from './catalogue.js';
import { TooMuchToObserve } from './observation.errors.js';

/** Runs one query in the reading's transaction. */
export type Read = <R extends object>(sql: string) => Promise<R[]>;

/** Rows of one kind that a reading takes; a target with more cannot be observed, and half of it is worse than nothing. */
const most = 200_000;

const knowsAccounts = `
  SELECT EXISTS (SELECT FROM pg_catalog.pg_tables WHERE schemaname = 'countersign' AND tablename = 'account') AS known`;

const roles = (known: boolean) => `
  SELECT r.oid::int8::float8 AS oid, r.rolname AS name, r.rolcanlogin AS login, r.rolsuper AS superuser,
         r.rolcreaterole AS "createRole", r.rolcreatedb AS "createDb", r.rolreplication AS replication,
         r.rolbypassrls AS "bypassRls", ${known ? 'a.name IS NOT NULL' : 'false'} AS ours
  FROM pg_catalog.pg_roles r ${known ? 'LEFT JOIN countersign.account a ON a.name = r.rolname AND a.role_oid = r.oid' : ''}
  ORDER BY r.rolname`;

const memberships = `
  SELECT m.roleid::int8::float8 AS role, m.member::int8::float8 AS member, g.rolname AS grantor,
         m.admin_option AS admin, m.inherit_option AS inherit, m.set_option AS set
  FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.grantor
  ORDER BY m.member, m.roleid, g.rolname`;

/** What everybody may do with the system's own schemas is PostgreSQL's, not the target's. */
const tableRights = `
  SELECT n.nspname AS schema, c.relname AS relation, acl.privilege_type AS privilege,
         acl.grantee::int8::float8 AS grantee, g.rolname AS grantor, acl.is_grantable AS grantable
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) acl
  JOIN pg_catalog.pg_roles g ON g.oid = acl.grantor
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND acl.grantee <> c.relowner
    AND NOT (acl.grantee = 0 AND n.nspname IN ('pg_catalog', 'information_schema'))
  ORDER BY n.nspname, c.relname, acl.grantee, acl.privilege_type, g.rolname`;

/** Ownership and rights as the cluster's own dependency table has them: columns, schemas, functions, sequences, databases, defaults … */
const dependences = `
  SELECT s.refobjid::int8::float8 AS role, CASE s.deptype WHEN 'o' THEN 'owns' ELSE 'has rights on' END AS kind,
         CASE WHEN s.dbid IN (0, d.oid) THEN coalesce(pg_catalog.pg_describe_object(s.classid, s.objid, s.objsubid), 'something dropped')
              ELSE 'something in database ' || coalesce(other.datname, '?') END AS object
  FROM pg_catalog.pg_shdepend s
  JOIN pg_catalog.pg_database d ON d.datname = current_database()
  LEFT JOIN pg_catalog.pg_database other ON other.oid = s.dbid
  LEFT JOIN pg_catalog.pg_class c ON s.dbid = d.oid AND s.classid = 'pg_catalog.pg_class'::regclass AND c.oid = s.objid
  WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND s.deptype IN ('o', 'a')
    AND s.classid <> 'pg_catalog.pg_default_acl'::regclass
    AND NOT (s.deptype = 'a' AND s.objsubid = 0 AND coalesce(c.relkind, ' ') IN ('r', 'p', 'v', 'm', 'f'))
  ORDER BY 1, 2, 3`;

const defaultRights = `
  SELECT r.rolname AS owner, n.nspname AS schema, d.defaclobjtype::text AS objects, acl.privilege_type AS privilege, g.rolname AS grantee
  FROM pg_catalog.pg_default_acl d
  JOIN pg_catalog.pg_roles r ON r.oid = d.defaclrole
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
  CROSS JOIN LATERAL pg_catalog.aclexplode(d.defaclacl) acl
  LEFT JOIN pg_catalog.pg_roles g ON g.oid = acl.grantee
  WHERE acl.grantee <> d.defaclrole
  ORDER BY 1, 2, 3, 5, 4`;

const publicSchemas = `
  SELECT n.nspname AS name FROM pg_catalog.pg_namespace n CROSS JOIN LATERAL pg_catalog.aclexplode(n.nspacl) acl
  WHERE acl.grantee = 0 AND acl.privilege_type = 'CREATE' ORDER BY 1`;

/** Reads the catalogue. All queries must see one snapshot. Throws `TOO_MUCH_TO_OBSERVE`. */
export async function readCatalogue(read: Read): Promise<Catalogue> {
  const all = async <R extends object>(what: string, sql: string): Promise<R[]> => {
    const rows = await read<R>(`${sql} LIMIT ${most + 1}`);
    if (rows.length > most) throw new TooMuchToObserve(`target has more than ${most} ${what}`);
    return rows;
  };
  const [answer] = await read<{ known: boolean }>(knowsAccounts);
  return {
    roles: await all<Role>('roles', roles(answer?.known === true)),
    memberships: await all<Membership>('memberships', memberships),
    tableRights: await all<TableRight>('rights on tables', tableRights),
    dependences: await all<Dependence>('objects and rights', dependences),
    defaultRights: await all<DefaultRight>('default rights', defaultRights),
    publicSchemas: (await all<{ name: string }>('schemas', publicSchemas)).map(({ name }) => name),
  };
}
