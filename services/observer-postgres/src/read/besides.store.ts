import type { Catalogue, DefaultRight, Dependence, ManyDependences, ManyRights } from './catalogue.js';
import type { Read } from './target-reader.js';

type Besides = Pick<
  Catalogue,
  'dependences' | 'manyDependences' | 'defaultRights' | 'manyDefaultRights' | 'publicSchemas' | 'unread'
>;

/** Things of one kind of one owner that are named each; who has more of them has them counted. Any account can make as many as it likes. */
const few = 50;
/** Rows of one list; a statement names far fewer. */
const most = 20_000;
/** How long (ms) one list may take. */
const patience = 4_000;

/** Ownership and rights as the cluster's own dependency table has them: columns, schemas, functions, sequences, databases, defaults … */
const dependences = `
  SELECT s.refobjid AS role, s.deptype, s.dbid, s.classid, s.objid, s.objsubid, s.dbid IN (0, d.oid) AS here,
         CASE s.deptype WHEN 'o' THEN 'owns' ELSE 'has rights on' END AS kind,
         CASE WHEN s.dbid IN (0, d.oid) THEN t.relname ELSE 'database ' || coalesce(other.datname, '?') END AS things
  FROM pg_catalog.pg_shdepend s
  JOIN pg_catalog.pg_database d ON d.datname = current_database()
  JOIN pg_catalog.pg_class t ON t.oid = s.classid
  LEFT JOIN pg_catalog.pg_database other ON other.oid = s.dbid
  LEFT JOIN pg_catalog.pg_class c ON s.dbid = d.oid AND s.classid = 'pg_catalog.pg_class'::regclass AND c.oid = s.objid
  WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND s.deptype IN ('o', 'a')
    AND s.classid <> 'pg_catalog.pg_default_acl'::regclass
    AND NOT (s.deptype = 'a' AND coalesce(c.relpersistence = 't' OR s.objsubid = 0 AND c.relkind IN ('r', 'p', 'v', 'm', 'f'), false))`;

/** What is described is counted first: to describe takes a look at every object. Large objects have no names, so they are only counted. */
const named = `
  WITH dependence AS (${dependences}),
       small AS (SELECT role, kind, things FROM dependence GROUP BY 1, 2, 3 HAVING count(*) <= ${few} AND things <> 'pg_largeobject')
  SELECT role::int8::float8 AS role, kind,
         CASE WHEN here THEN coalesce(pg_catalog.pg_describe_object(classid, objid, objsubid), 'something dropped')
              ELSE 'something in ' || things END AS object
  FROM dependence JOIN small USING (role, kind, things)
  ORDER BY 1, 2, 3`;

const counted = `
  SELECT role::int8::float8 AS role, kind, things, count(*)::float8 AS count
  FROM (${dependences}) dependence
  GROUP BY dependence.role, kind, things HAVING count(*) > ${few} OR things = 'pg_largeobject'
  ORDER BY things = 'pg_largeobject', 1, 2, 3`;

const defaultRights = `
  SELECT d.defaclrole AS role, r.rolname AS owner, n.nspname AS schema, d.defaclobjtype::text AS objects,
         acl.privilege_type AS privilege, g.rolname AS grantee
  FROM pg_catalog.pg_default_acl d
  JOIN pg_catalog.pg_roles r ON r.oid = d.defaclrole
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
  CROSS JOIN LATERAL pg_catalog.aclexplode(d.defaclacl) acl
  LEFT JOIN pg_catalog.pg_roles g ON g.oid = acl.grantee
  WHERE acl.grantee <> d.defaclrole`;

const namedDefaults = `
  WITH given AS (${defaultRights})
  SELECT owner, schema, objects, privilege, grantee FROM given
  WHERE role IN (SELECT role FROM given GROUP BY role HAVING count(*) <= ${few})
  ORDER BY 1, 2, 3, 5, 4`;

const countedDefaults = `
  SELECT owner AS giver, count(*)::float8 AS count FROM (${defaultRights}) given
  GROUP BY owner HAVING count(*) > ${few} ORDER BY 1`;

const publicSchemas = `
  SELECT n.nspname AS name FROM pg_catalog.pg_namespace n CROSS JOIN LATERAL pg_catalog.aclexplode(n.nspacl) acl
  WHERE acl.grantee = 0 AND acl.privilege_type = 'CREATE' ORDER BY 1`;

/**
 * Reads what is no holding, in the reading's transaction. A list that cannot be read in time is named in `unread`, and nothing else waits for
 * it: an account can make such a list long, and must not make the observer silent by that.
 */
export async function readBesides(read: Read): Promise<Besides> {
  const unread: string[] = [];
  const list = async <R extends object>(what: string, sql: string): Promise<R[]> => {
    await read('SAVEPOINT besides');
    await read(`SET LOCAL statement_timeout = ${patience}`);
    try {
      return await read<R>(`${sql} LIMIT ${most}`);
    } catch {
      unread.push(what);
      return [];
    } finally {
      await read('ROLLBACK TO SAVEPOINT besides');
    }
  };
  return {
    dependences: await list<Dependence>('objects and rights', named),
    manyDependences: await list<ManyDependences>('counts of objects and rights', counted),
    defaultRights: await list<DefaultRight>('default rights', namedDefaults),
    manyDefaultRights: await list<ManyRights>('counts of default rights', countedDefaults),
    publicSchemas: (await list<{ name: string }>('schemas', publicSchemas)).map(({ name }) => name),
    unread,
  };
}
