import type { Cell } from '../system/matrix.js';
import { asSuperuser, connectTo, type Login, tryOut } from './cluster-client.js';
import { begin, denied } from './table-attempts.js';

/** What whoever has a database login tries next. All of it is refused to every login of ours. */
const everywhere: readonly string[] = [
  'SET SESSION AUTHORIZATION postgres',
  'SET session_replication_role = replica',
  'CREATE TABLE public.attempt (a int)',
  'CREATE SCHEMA attempt',
  'CREATE ROLE attempt',
  'ALTER ROLE CURRENT_USER SUPERUSER',
  'ALTER ROLE CURRENT_USER CREATEROLE',
  'ALTER ROLE CURRENT_USER BYPASSRLS',
  'ALTER ROLE postgres PASSWORD NULL',
  'GRANT pg_read_all_data TO CURRENT_USER',
  'GRANT pg_execute_server_program TO CURRENT_USER',
  "COPY (SELECT 1) TO PROGRAM 'true'",
  "COPY (SELECT 1) TO '/dev/null'",
  "SELECT pg_read_file('postgresql.conf')",
  "SELECT pg_ls_dir('.')",
  "SELECT lo_import('postgresql.conf')",
  'SELECT rolpassword FROM pg_authid',
  'SELECT * FROM pg_hba_file_rules',
  'UPDATE pg_class SET relowner = relowner WHERE false',
  "SELECT pg_create_physical_replication_slot('attempt')",
  'CREATE EXTENSION file_fdw SCHEMA public',
  'CREATE LANGUAGE attempt HANDLER plpgsql_call_handler',
];

/** What a service tries on its own database. */
export const inOwnDatabase = (database: string): readonly string[] => [
  ...everywhere,
  `SET ROLE ${database}_owner`,
  'CREATE TEMP TABLE attempt (a int)',
  'CREATE FUNCTION public.attempt() RETURNS int LANGUAGE sql RETURN 1',
  'CREATE TRIGGER attempt BEFORE INSERT ON statement EXECUTE FUNCTION suppress_redundant_updates_trigger()',
  'CREATE RULE attempt AS ON INSERT TO statement DO INSTEAD NOTHING',
  'ALTER TABLE statement DISABLE TRIGGER ALL',
  'ALTER TABLE statement OWNER TO CURRENT_USER',
  // PostgreSQL only warns whoever has some right of the table and may not give it on
  'GRANT UPDATE ON statement TO CURRENT_USER; UPDATE statement SET jws = DEFAULT WHERE false',
  `ALTER DATABASE ${database} CONNECTION LIMIT 1`,
];

/** What a target is made of that our logins could want. */
export interface HandedOver {
  readonly role: string;
  readonly table: readonly [schema: string, name: string];
}

/** What our logins try on a target. */
export const onTarget = ({ role, table: [schema, table] }: HandedOver): readonly string[] => [
  ...everywhere,
  'SET ROLE countersign_grantor',
  `SELECT countersign.manage_role('${role}')`,
  `SELECT countersign.manage_table('${schema}', '${table}', '{DELETE}')`,
  "SELECT countersign.manage_account('postgres')",
  'SELECT countersign.end_session(pg_backend_pid())',
  `GRANT ${role} TO CURRENT_USER`,
  'ALTER FUNCTION countersign.give(text, text) OWNER TO CURRENT_USER',
];

/** Tries each as a role, and to end the super user's session besides; none may be allowed. */
export const tryEscalations = (login: Login, statements: readonly string[]): Promise<Cell[]> =>
  asSuperuser(login.cluster, login.database, async (superuser) => {
    const { rows } = await superuser.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const client = await connectTo(login);
    const cells: Cell[] = [];
    const attempt = async (what: string, sql: string) =>
      cells.push({ who: login.role, what, expected: denied, seen: await tryOut(client, sql) });
    try {
      await begin(client);
      for (const sql of statements) await attempt(sql, sql);
      await attempt("end the super user's session", `SELECT pg_terminate_backend(${rows[0]?.pid})`);
      return cells;
    } finally {
      await client.end();
    }
  });
