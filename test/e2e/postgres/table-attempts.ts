import type pg from 'pg';
import type { Cell } from '../system/matrix.js';
import { asSuperuser, type Cluster, connectTo, type Login, tryOut } from './cluster-client.js';

/** A table or view with the columns that can be tried to be changed, quoted where needed; a view has none. */
export interface Table {
  readonly name: string;
  readonly isView: boolean;
  readonly columns: readonly string[];
}

/** PostgreSQL's `insufficient_privilege`. */
export const denied = '42501';

/** Every table of a database, whoever's it is. */
export const tablesOf = (cluster: Cluster, database: string): Promise<Table[]> =>
  asSuperuser(
    cluster,
    database,
    async (client) =>
      (
        await client.query<Table>(
          `SELECT n.nspname || '.' || c.relname AS name, c.relkind = 'v' AS "isView",
                  coalesce(array_agg(quote_ident(a.attname)::text ORDER BY a.attnum) FILTER (WHERE c.relkind <> 'v'), '{}') AS columns
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.relkind IN ('r', 'p', 'v') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
            GROUP BY 1, 2 ORDER BY 1`,
        )
      ).rows,
  );

/** Statements that need one privilege on a table and change no row even where they are allowed. */
const onTable: Readonly<Record<string, (table: string) => string>> = {
  SELECT: (table) => `SELECT FROM ${table} LIMIT 0`,
  INSERT: (table) => `INSERT INTO ${table} SELECT WHERE false`,
  DELETE: (table) => `DELETE FROM ${table} WHERE false`,
  TRUNCATE: (table) => `TRUNCATE ${table}`,
  ALTER: (table) => `ALTER TABLE ${table} ADD COLUMN attempt int`,
  DROP: (table) => `DROP TABLE ${table}`,
};

/** Tries everything on every table of a database as one role; `isGiven` says what should be allowed. */
export async function tryTables(
  login: Login,
  tables: readonly Table[],
  isGiven: (privilege: string, object: string) => boolean,
): Promise<Cell[]> {
  const client = await connectTo(login);
  const cells: Cell[] = [];
  const attempt = async (what: string, given: boolean, sql: string) =>
    cells.push({
      who: login.role,
      what: `${what} in ${login.database}`,
      expected: given ? 'allowed' : denied,
      seen: await tryOut(client, sql),
    });
  try {
    await begin(client);
    for (const { name, isView, columns } of tables) {
      for (const [privilege, sql] of Object.entries(onTable).slice(0, isView ? 1 : undefined))
        await attempt(`${privilege} ${name}`, isGiven(privilege, name), sql(name));
      for (const column of columns) {
        const given = isGiven('UPDATE', name) || isGiven('UPDATE', `${name}(${column})`);
        const sql = `UPDATE ${name} SET ${column} = DEFAULT WHERE false`;
        await attempt(`UPDATE ${name}(${column})`, given, sql);
      }
    }
    return cells;
  } finally {
    await client.end();
  }
}

/** A transaction that may write, whatever the role's default is, and that waits for nobody. */
export const begin = (client: pg.Client): Promise<unknown> =>
  client.query(`SET lock_timeout = '5s'; BEGIN READ WRITE`);
