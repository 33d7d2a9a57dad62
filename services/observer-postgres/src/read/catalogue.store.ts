import type { Catalogue, ManyRights, Membership, Role, TableRight } from './catalogue.js';
import { TooMuchToObserve } from './observation.errors.js';
import { readBesides } from './besides.store.js';
import type { Read } from './target-reader.js';

/** How much of what holdings are made of a reading takes. */
export interface Bounds {
  readonly tableRights: number;
  /** Rights that one account may have given on tables of its own, where all rights on tables are more than a reading takes. */
  readonly ofOneOwner: number;
}

/**
 * Rows of one kind that a reading takes; a target with more cannot be observed, and half of it is worse than nothing. No account without
 * power gets there: roles and memberships are made by administrators, and of rights on tables see {@link boundedTableRights}.
 */
const most = 200_000;
const usual: Bounds = { tableRights: most, ofOneOwner: 1_000 };

const knowsAccounts = `
  SELECT EXISTS (SELECT FROM pg_catalog.pg_tables WHERE schemaname = 'countersign' AND tablename = 'account') AS known`;

const ours = (known: boolean, role: string) =>
  known
    ? `EXISTS (SELECT FROM countersign.account a WHERE a.name = ${role}.rolname AND a.role_oid = ${role}.oid)`
    : 'false';

const roles = (known: boolean) => `
  SELECT r.oid::int8::float8 AS oid, r.rolname AS name, r.rolcanlogin AS login, r.rolsuper AS superuser,
         r.rolcreaterole AS "createRole", r.rolcreatedb AS "createDb", r.rolreplication AS replication,
         r.rolbypassrls AS "bypassRls", ${ours(known, 'r')} AS ours
  FROM pg_catalog.pg_roles r
  ORDER BY r.rolname`;

const memberships = `
  SELECT m.roleid::int8::float8 AS role, m.member::int8::float8 AS member, g.rolname AS grantor,
         m.admin_option AS admin, m.inherit_option AS inherit, m.set_option AS set
  FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.grantor
  ORDER BY m.member, m.roleid, g.rolname`;

/**
 * What everybody may do with the system's own schemas is PostgreSQL's, not the target's; and nobody but its session can use a temporary table,
 * whoever was given rights on it.
 */
const rightsOnTables = `
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_roles o ON o.oid = c.relowner
  CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) acl
  JOIN pg_catalog.pg_roles g ON g.oid = acl.grantor
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't' AND acl.grantee <> c.relowner
    AND NOT (acl.grantee = 0 AND n.nspname IN ('pg_catalog', 'information_schema'))`;

const tableRights = (but: string) => `
  SELECT n.nspname AS schema, c.relname AS relation, acl.privilege_type AS privilege,
         acl.grantee::int8::float8 AS grantee, g.rolname AS grantor, acl.is_grantable AS grantable
  ${rightsOnTables} AND NOT (${but})
  ORDER BY n.nspname, c.relname, acl.grantee, acl.privilege_type, g.rolname`;

/** Accounts that gave rights on tables of their own, what Countersign gave there not counted. */
const givenByAccounts = (known: boolean, atLeast: number) => `
  SELECT o.rolname AS giver, count(*)::float8 AS count
  ${rightsOnTables} AND ${byAccounts(known)}
  GROUP BY o.rolname HAVING count(*) > ${atLeast}
  ORDER BY o.rolname`;

const byAccounts = (known: boolean) =>
  `g.rolname <> 'countersign_grantor' AND NOT o.rolsuper AND (o.rolcanlogin OR ${ours(known, 'o')})`;

async function whole<R extends object>(
  read: Read,
  what: string,
  sql: string,
  bound: number = most,
): Promise<R[]> {
  const rows = await read<R>(`${sql} LIMIT ${bound + 1}`);
  if (rows.length > bound) throw new TooMuchToObserve(`target has more than ${bound} ${what}`);
  return rows;
}

/**
 * Rights on tables. Where they are too many, those are counted and left out that an account gave in great number on tables of its own:
 * nothing of the target's is in them, and nobody makes the others unseen by them. What Countersign gave is never left out.
 */
async function boundedTableRights(
  read: Read,
  known: boolean,
  { tableRights: bound, ofOneOwner }: Bounds,
): Promise<Pick<Catalogue, 'tableRights' | 'givenAway'>> {
  const what = 'rights on tables';
  const rows = await read<TableRight>(`${tableRights('false')} LIMIT ${bound + 1}`);
  if (rows.length <= bound) return { tableRights: rows, givenAway: [] };
  const givenAway = await whole<ManyRights>(
    read,
    'accounts that own tables',
    givenByAccounts(known, ofOneOwner),
  );
  const many = `o.rolname IN (SELECT giver FROM (${givenByAccounts(known, ofOneOwner)}) many)`;
  const rest = tableRights(`${byAccounts(known)} AND ${many}`);
  return { tableRights: await whole<TableRight>(read, what, rest, bound), givenAway };
}

/** Reads the catalogue. All queries must see one snapshot. Throws `TOO_MUCH_TO_OBSERVE`. */
export async function readCatalogue(read: Read, bounds: Bounds = usual): Promise<Catalogue> {
  const [answer] = await read<{ known: boolean }>(knowsAccounts);
  const known = answer?.known === true;
  return {
    roles: await whole<Role>(read, 'roles', roles(known)),
    memberships: await whole<Membership>(read, 'memberships', memberships),
    ...(await boundedTableRights(read, known, bounds)),
    ...(await readBesides(read)),
  };
}
