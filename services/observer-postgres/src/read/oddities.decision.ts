import { cut } from '@countersign/contracts';
import type { Observed } from '@countersign/contracts/observer';
import {
  hasAccountName,
  isAccount,
  isSystemRole,
  rolePermission,
  tablePermission,
} from './accounts.decision.js';
import type { Catalogue, Role, TableRight } from './catalogue.js';

type Oddity = Observed['oddities'][number];

/** Oddities of one observation; who has more of them needs no list. */
const most = 2_000;

/** Rights of one kind from one giver that are named each; of more it is said how many they are. */
const few = 50;

/**
 * What a target holds besides permissions, and somebody should know: attributes, ownership, rights on other things than tables, what
 * everybody may do, what future objects will give away, names that no permission can say, changes to Countersign's own roles and to what they
 * granted. What any account can make much of is counted by its owner and comes last, so that it hides nothing.
 */
export function odditiesOf(catalogue: Catalogue): Oddity[] {
  const all = [
    ...catalogue.roles.flatMap(attributes),
    ...ownRoles(catalogue),
    ...grantedWithSet(catalogue),
    ...unread(catalogue),
    ...unnameable(catalogue),
    ...everybody(catalogue),
    ...defaults(catalogue),
    ...dependences(catalogue),
  ].map(({ account, what }) => ({ account: cut(account, 63), what: cut(what, 200) }));
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

/** Countersign grants roles without SET; with it, a session could be the role and outlast the grant. */
function grantedWithSet({ roles, memberships }: Catalogue): Oddity[] {
  const names = new Map(roles.map((role) => [role.oid, role.name]));
  const accounts = new Set(roles.filter(isAccount).map(({ oid }) => oid));
  return memberships
    .filter(({ member, grantor, set }) => set && grantor === 'countersign_grantor' && accounts.has(member))
    .map(({ role, member }) => ({
      account: names.get(member) ?? '',
      what: `can SET ROLE ${names.get(role)}, granted by countersign_grantor, which does not grant that`,
    }));
}

const unread = (catalogue: Catalogue): Oddity[] => [
  ...catalogue.unread.map((list) => ({ account: '', what: `${list} could not be read in time` })),
  ...catalogue.givenAway.map(({ giver, count }) => ({
    account: giver,
    what: `gave ${moreThan(count)} rights on tables of its own`,
  })),
];

/** A number that stays while few are added, so that an oddity is not a new one with each of them. */
function moreThan(count: number): string {
  const full = 10 ** Math.floor(Math.log10(count - 1));
  return `more than ${Math.max(few, full)}`;
}

const things: Readonly<Record<string, string>> = {
  pg_class: 'tables, sequences or columns',
  pg_largeobject: 'large objects',
  pg_namespace: 'schemas',
  pg_proc: 'functions',
  pg_type: 'types',
};

function dependences({ roles, dependences: named, manyDependences: many }: Catalogue): Oddity[] {
  const accounts = new Map(roles.filter(isAccount).map((role) => [role.oid, role.name]));
  const ofAccount = (role: number, what: string): Oddity[] => {
    const account = accounts.get(role);
    return account === undefined ? [] : [{ account, what }];
  };
  const nameOf = (of: string) => things[of] ?? (of.startsWith('database ') ? `things in ${of}` : of);
  return [
    ...named.flatMap(({ role, kind, object }) => ofAccount(role, `${kind} ${object}`)),
    ...many.flatMap(({ role, kind, things: of, count }) =>
      ofAccount(role, `${kind} ${count > few ? `${moreThan(count)} ` : ''}${nameOf(of)}`),
    ),
  ];
}

/** Rights on tables, each; or of a giver of many, how many they are. */
function eachOrCounted(
  rights: readonly TableRight[],
  each: (right: TableRight) => Oddity,
  all: (giver: string, number: string) => Oddity,
): Oddity[] {
  const byGiver = new Map<string, TableRight[]>();
  for (const right of rights) {
    const given = byGiver.get(right.grantor);
    if (given) given.push(right);
    else byGiver.set(right.grantor, [right]);
  }
  return [...byGiver].flatMap(([giver, given]) =>
    given.length > few ? [all(giver, moreThan(given.length))] : given.map(each),
  );
}

const everybody = ({ tableRights, publicSchemas }: Catalogue): Oddity[] => [
  ...eachOrCounted(
    tableRights.filter(({ grantee }) => grantee === 0),
    ({ schema, relation, privilege }) => ({
      account: 'PUBLIC',
      what: `has ${privilege} on ${schema}.${relation}`,
    }),
    (giver, number) => ({ account: 'PUBLIC', what: `has ${number} rights on tables from ${giver}` }),
  ),
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

const defaults = ({ defaultRights, manyDefaultRights }: Catalogue): Oddity[] => [
  ...manyDefaultRights.map(({ giver, count }) => ({
    account: giver,
    what: `gives away ${moreThan(count)} rights on what it makes in future`,
  })),
  ...defaultRights.map(({ owner, schema, objects, privilege, grantee }) => ({
    account: grantee ?? 'PUBLIC',
    what: `will have ${privilege} on ${kinds[objects] ?? objects} that ${owner} makes${schema === null ? '' : ` in ${schema}`}`,
  })),
];

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
    ...eachOrCounted(
      tableRights
        .filter(({ schema, relation, privilege }) => tablePermission(schema, relation, privilege) === null)
        .filter(({ grantee }) => holders.has(grantee)),
      ({ schema, relation, privilege, grantee }) => ({
        account: holders.get(grantee) ?? '',
        what: `has ${privilege} on ${schema}.${relation}`,
      }),
      (giver, number) => ({
        account: giver,
        what: `gave ${number} rights on tables that no permission can name`,
      }),
    ),
  ];
}
