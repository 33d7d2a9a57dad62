import type { Scope } from '@countersign/contracts';
import type { EntitlementSpec } from '@countersign/contracts/governance';
import { PermissionTemplate } from '@countersign/statement';
import type { BundleContent } from '../content.js';
import { UsageError } from '../governance.errors.js';

/** What of a PostgreSQL target a bundle names: the most that its connector may manage. */
export interface AllowList {
  readonly system: string;
  /** Whether accounts are given LOGIN. */
  readonly login: boolean;
  /** Group roles, sorted. */
  readonly roles: readonly string[];
  /** Table privileges, sorted by table, then privilege. */
  readonly tables: readonly {
    readonly schema: string;
    readonly table: string;
    readonly privileges: readonly string[];
  }[];
}

/** The permissions of one system of a bundle. Throws `USAGE` for a system that the bundle does not have, or dimensions without values. */
export function allowListOf(content: BundleContent, system: string): AllowList {
  if (!content.systems.some(({ id }) => id === system))
    throw new UsageError(`\`${system}\` is no system of this bundle`);
  const permissions = content.entitlements
    .filter(({ id }) => id.startsWith(`${system}:`))
    .flatMap((spec) => permissionsOf(content, spec))
    .map((permission) => permission.split(':'));
  const roles = permissions.flatMap(([kind, role]) => (kind === 'role' && role ? [role] : []));
  const tables = new Map<string, string[]>();
  for (const [kind, table, privilege] of permissions)
    if (kind === 'table' && table && privilege) tables.set(table, [...(tables.get(table) ?? []), privilege]);
  return {
    system,
    login: permissions.some(([kind]) => kind === 'login'),
    roles: [...new Set(roles)].sort(),
    tables: [...tables].sort(byName).map(([name, privileges]) => {
      const [schema = '', table = ''] = name.split('.');
      return { schema, table, privileges: [...new Set(privileges)].sort() };
    }),
  };
}

/** Every permission of an entitlement. Throws `USAGE` when its values are not listed: nobody could hand them over. */
function permissionsOf({ dimensions }: BundleContent, spec: EntitlementSpec): string[] {
  const template = new PermissionTemplate(spec);
  const values = template.dimensions.map((name) => {
    const listed = dimensions.find(({ id }) => id === name)?.values;
    if (!listed)
      throw new UsageError(`\`${name}\` lists no values, so \`${spec.permission}\` cannot be listed`);
    return [name, listed] as const;
  });
  const named = template
    .permissionsFor(Object.fromEntries(values) as Scope)
    .map(({ permission }) => permission);
  return [...named, ...(spec.permissionForAll === undefined ? [] : [spec.permissionForAll])];
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

const preamble = `-- Generated from a bundle: countersign-governance permissions <policy> --system <id> --format sql
-- What the target's owner hands over to Countersign's connector: group roles and table rights, no more. Run it as a superuser of the
-- target after the connector's setup, which makes the functions; running it again changes nothing.
DO $$
BEGIN
  IF to_regprocedure('countersign.manage_role(text)') IS NULL THEN
    RAISE EXCEPTION 'schema countersign is not set up here: run the connector''s setup.sql first';
  END IF;
END $$;`;

/** The calls by which the target's owner hands all of it over; for schema `countersign`, which the connector's setup makes. */
export const allowListSql = ({ roles, tables }: AllowList): string =>
  [
    preamble,
    ...roles.map((role) => `SELECT countersign.manage_role(${text(role)});`),
    ...tables.map(
      ({ schema, table, privileges }) =>
        `SELECT countersign.manage_table(${text(schema)}, ${text(table)}, ${text(`{${privileges.join(',')}}`)});`,
    ),
  ].join('\n');

/** A bundle's permissions hold no quote and no backslash (their schema); doubled all the same, so that nothing rests on that. */
const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
