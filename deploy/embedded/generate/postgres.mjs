// deploy/postgres/*.sql: what an operator's PostgreSQL must have, as scripts for psql. The embedded start runs the same
// statements.
import {
  createDatabase,
  createTargetDatabase,
  rightStatements,
  roleStatements,
  targetPasswordSetting,
  targetRights,
} from '../postgres-roles.mjs';

/** @typedef {import('../postgres-roles.mjs').RoleStatement} RoleStatement */

const HEAD = `-- Run with psql as a role that may make roles and databases. Passwords come from files, one for each role and named
-- after it, in the folder that the environment variable PASSWORDS_DIR names. Running it again changes nothing else.
\\set ON_ERROR_STOP on
`;

/** @param {RoleStatement} statement */
const rendered = ({ sql, password }) =>
  password === undefined
    ? `${sql};`
    : `\\set password \`cat "$PASSWORDS_DIR/${password}"\`\n${sql} :'password';`;

/** @param {RoleStatement[]} statements @returns {string} with a \connect wherever the database changes */
function script(statements) {
  let database = 'postgres';
  return statements
    .map((statement) => {
      const connect = statement.database === database ? '' : `\n\\connect ${statement.database}\n`;
      database = statement.database;
      return connect + rendered(statement);
    })
    .join('\n');
}

/** @param {string} name @param {string} sql CREATE DATABASE, which PostgreSQL cannot make conditional by itself */
const createUnlessThere = (name, sql) =>
  `SELECT '${sql}' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '${name}') \\gexec`;

/** @param {import('../duties.mjs').Inventory} inventory @returns {string} */
export function platformRoles(inventory) {
  const databases = inventory.databases.map((d) => createUnlessThere(d.name, createDatabase(d).sql));
  return [
    HEAD,
    script(roleStatements(inventory)),
    '',
    ...databases,
    script(rightStatements(inventory)),
    '',
  ].join('\n');
}

/**
 * Countersign's logins on a target, made by the setup scripts of the services that use them.
 * @param {import('../duties.mjs').Inventory} inventory @param {string} system
 * @returns {string}
 */
export function targetRoles(inventory, system) {
  const processes = inventory.processes.filter((process) => process.target?.system === system);
  const logins = processes.map((process) =>
    [
      `\\set password \`cat "$PASSWORDS_DIR/${process.target?.role}"\``,
      `SELECT set_config('${targetPasswordSetting(process)}', :'password', false) \\gset discarded_`,
      `\\ir ../../${process.folder}/target/setup.sql`,
    ].join('\n'),
  );
  const database = createUnlessThere(system, createTargetDatabase(system).sql);
  return [HEAD, database, script(targetRights(system)), '', ...logins, ''].join('\n');
}
