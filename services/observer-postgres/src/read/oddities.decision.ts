import type { Observed } from '@countersign/contracts/observer';
import {
  hasAccountName,
  isAccount,
  isSystemRole,
  rolePermission,
  tablePermission,
} from './accounts.decision.js';
import type { Catalogue, Role } from './catalogue.js';

type Oddity = Observed['oddities'][number];

/** Oddities of one observation; who has more of them needs no list. */
const most = 2_000;

/**
 * What a target holds besides permissions, and somebody should know: attributes, ownership, rights on other things than tables, what
 * everybody may do, what future objects will give away, names that no permission can say, and changes to Countersign's own roles.
 */
export function odditiesOf(catalogue: Catalogue): Oddity[] {
  const all = [
    ...catalogue.roles.flatMap(attributes),
    ...ownRoles(catalogue),
    ...dependences(catalogue),
    ...everybody(catalogue),
    ...defaults(catalogue),
    ...unnameable(catalogue),
  ].map(({ account, what }) => ({ account: account.slice(0, 63), what: what.slice(0, 200) }));
  const rest = all.length - most;
  return rest > 0 ? [...all.slice(0, most), { account: '', what: `and ${rest} more oddities` }] : all;
}

const powers = (role: Role): string[] => [
  ...(role.superuser ? ['SUPERUSER'] : []),
  ...(role.createRole ? ['CREATEROLE'] : []),
  ...(role.createDb ? ['CREATEDB'] : []),
  ...(role.replication ? ['REPLICATION'] : []),
  ...(role.bypassRls ? ['BYPASSRLS'] : []),
];

const attributes = (role: Role): Oddity[] =>
  isSystemRole(role) ? [] : powers(role).map((power) => ({ account: role.name, what: `has ${power}` }));

/** What Countersign's roles must look like, whoever changed them. */
const expected: Readonly<Record<string, { readonly login: boolean; readonly powers: readonly string[] }>> = {
  countersign_connector: { login: true, powers: [] },
  countersign_grantor: { login: false, powers: ['CREATEROLE'] },
  countersign_observer: { login: true, powers: [] },
};
const expectedMemberships = new Set([
  'pg_use_reserved_connections',
  'pg_signal_backend',
  'pg_read_all_stats',
]);

function ownRoles({ roles, memberships }: Catalogue): Oddity[] {
  const names = new Map(roles.map((role) => [role.oid, role.name]));
  return roles.flatMap((role) => {
    const wanted = Object.hasOwn(expected, role.name) ? expected[role.name] : undefined;
    if (!wanted) return [];
    const members = memberships.filter((membership) => membership.role === role.oid);
    const usable = memberships.filter(
      (membership) => membership.member === role.oid && (membership.inherit || membership.set),
    );
    const odd = usable
      .map(({ role: held }) => names.get(held) ?? '')
      .filter((name) => !expectedMemberships.has(name));
    const extra = powers(role).filter((power) => !wanted.powers.includes(power));
    return [
      ...extra.map((power) => ({ account: role.name, what: `has ${power}` })),
      ...(role.login === wanted.login
        ? []
        : [{ account: role.name, what: role.login ? 'can log in' : 'cannot log in' }]),
      ...members.map(({ member }) => ({
        account: names.get(member) ?? '',
        what: `is a member of ${role.name}`,
      })),
      ...odd.map((name) => ({ account: role.name, what: `can use the rights of ${name}` })),
    ];
  });
}

function dependences({ roles, dependences: found }: Catalogue): Oddity[] {
  const accounts = new Map(roles.filter(isAccount).map((role) => [role.oid, role.name]));
  return found.flatMap(({ role, kind, object }) => {
    const account = accounts.get(role);
    return account === undefined ? [] : [{ account, what: `${kind} ${object}` }];
  });
}

const everybody = ({ tableRights, publicSchemas }: Catalogue): Oddity[] => [
  ...tableRights
    .filter(({ grantee }) => grantee === 0)
    .map(({ schema, relation, privilege }) => ({
      account: 'PUBLIC',
      what: `has ${privilege} on ${schema}.${relation}`,
    })),
  ...publicSchemas.map((schema) => ({ account: 'PUBLIC', what: `has CREATE on schema ${schema}` })),
];

const kinds: Readonly<Record<string, string>> = {
  r: 'tables',
  S: 'sequences',
  f: 'functions',
  T: 'types',
  n: 'schemas',
  L: 'large objects',
};

const defaults = ({ defaultRights }: Catalogue): Oddity[] =>
  defaultRights.map(({ owner, schema, objects, privilege, grantee }) => ({
    account: grantee ?? 'PUBLIC',
    what: `will have ${privilege} on ${kinds[objects] ?? objects} that ${owner} makes${schema === null ? '' : ` in ${schema}`}`,
  }));

/** Access that no permission can say must not be silent. */
function unnameable({ roles, memberships, tableRights }: Catalogue): Oddity[] {
  const accounts = roles.filter(isAccount);
  const names = new Map(roles.map((role) => [role.oid, role.name]));
  const holders = new Map(accounts.map((role) => [role.oid, role.name]));
  return [
    ...accounts
      .filter((role) => !hasAccountName(role))
      .map(({ name, login }) => ({
        account: name,
        what: `${login ? 'can log in' : 'is an account'}, and no statement can name it`,
      })),
    ...memberships
      .filter(({ role, member }) => holders.has(member) && rolePermission(names.get(role) ?? '') === null)
      .map(({ role, member }) => ({
        account: holders.get(member) ?? '',
        what: `is a member of ${names.get(role)}`,
      })),
    ...tableRights
      .filter(({ schema, relation, privilege }) => tablePermission(schema, relation, privilege) === null)
      .filter(({ grantee }) => holders.has(grantee))
      .map(({ schema, relation, privilege, grantee }) => ({
        account: holders.get(grantee) ?? '',
        what: `has ${privilege} on ${schema}.${relation}`,
      })),
  ];
}
