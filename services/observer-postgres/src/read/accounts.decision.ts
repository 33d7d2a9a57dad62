import type { Role } from './catalogue.js';

/** The bootstrap superuser has this oid in every cluster; it is the target's owner, not an account. */
const bootstrap = 10;
const accountName = /^[a-z][a-z0-9_.-]{0,62}$/;

/** Roles of PostgreSQL's and Countersign's own. */
export const isSystemRole = (role: Role): boolean =>
  role.oid === bootstrap || /^(pg_|countersign)/.test(role.name);

/** What holdings are reported of: roles that can log in, and roles that Countersign made. Group roles are what is held, not who holds. */
export const isAccount = (role: Role): boolean => !isSystemRole(role) && (role.login || role.ours);

/** Whether statements can name the account; one that they cannot is an oddity. */
export const hasAccountName = (role: Role): boolean => accountName.test(role.name);

/** Permission of a group role, or null when its name fits none. */
export const rolePermission = (name: string): string | null =>
  /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$/.test(name) ? `role:${name}` : null;

/** Permission of a table right, or null when the names fit none. */
export function tablePermission(schema: string, relation: string, privilege: string): string | null {
  const plain = /^[A-Za-z0-9_-]{1,63}$/;
  const permission = `table:${schema}.${relation}:${privilege}`;
  return plain.test(schema) && plain.test(relation) && permission.length <= 126 ? permission : null;
}
