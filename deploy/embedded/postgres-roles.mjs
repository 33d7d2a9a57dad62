// Databases and roles of the inventory as SQL statements: the same for the embedded start (`applyRoles`) and for the
// file that an operator runs (`deploy/postgres/roles.sql`). Each role gets in nowhere but where it belongs.

/**
 * A statement and the database it is to be run in; `password` names the role whose password it sets.
 * @typedef {{ database: string, sql: string, password?: string }} RoleStatement
 */

/** @param {string} name */
const quoted = (name) => `"${name}"`;

/** What no role of ours is. */
const NOTHING_ELSE = 'NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS';

/** @param {string} role @returns {RoleStatement[]} */
const login = (role) => [
  {
    database: 'postgres',
    sql: `DO $$ BEGIN CREATE ROLE ${quoted(role)}; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
  },
  {
    database: 'postgres',
    sql: `ALTER ROLE ${quoted(role)} LOGIN ${NOTHING_ELSE} PASSWORD`,
    password: role,
  },
];

/** What PostgreSQL gives to everybody by default, taken back. @param {string} database @returns {RoleStatement[]} */
const closed = (database) => [
  { database, sql: `REVOKE ALL ON DATABASE ${quoted(database)} FROM PUBLIC` },
  { database, sql: 'REVOKE ALL ON SCHEMA public FROM PUBLIC' },
];

/** @param {import('./duties.mjs').Database} database @returns {RoleStatement[]} */
const contents = ({ name, owner, runtime }) => [
  ...closed(name),
  { database: name, sql: `GRANT CONNECT ON DATABASE ${quoted(name)} TO ${quoted(runtime)}` },
  { database: name, sql: `ALTER SCHEMA public OWNER TO ${quoted(owner)}` },
  { database: name, sql: `GRANT USAGE ON SCHEMA public TO ${quoted(runtime)}` },
  {
    database: name,
    sql: `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoted(owner)} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC`,
  },
];

/** @param {import('./duties.mjs').Database} database @returns {RoleStatement} not repeatable: see `databaseExists` */
export const createDatabase = ({ name, owner }) => ({
  database: 'postgres',
  sql: `CREATE DATABASE ${quoted(name)} OWNER ${quoted(owner)} TEMPLATE template0`,
});

/** @param {import('./duties.mjs').Inventory} inventory @returns {RoleStatement[]} roles, before the databases are made */
export const roleStatements = (inventory) => inventory.roles.flatMap((role) => login(role.name));

/** @param {import('./duties.mjs').Inventory} inventory @returns {RoleStatement[]} rights, once the databases are there */
export const rightStatements = (inventory) => inventory.databases.flatMap(contents);

/** For a cluster that is Countersign's alone: nobody enters the databases that every cluster has. @type {RoleStatement} */
export const CLOSE_COMMON_DATABASES = {
  database: 'postgres',
  sql: 'REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC',
};

/** @param {string} system also the name of its database @returns {RoleStatement} not repeatable */
export const createTargetDatabase = (system) => ({
  database: 'postgres',
  sql: `CREATE DATABASE ${quoted(system)} TEMPLATE template0`,
});

/** A target's database, to which nobody has access yet. @param {string} system @returns {RoleStatement[]} */
export const targetRights = (system) => closed(system);

/**
 * Where the setup of a process's login on its target looks for the password: a setting of the session.
 * @param {{ duty: string }} process
 */
export const targetPasswordSetting = ({ duty }) => `countersign.${duty}_password`;
