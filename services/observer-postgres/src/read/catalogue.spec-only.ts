import type { Catalogue, Membership, Role } from './catalogue.js';

/** A catalogue in few words, for decisions. Roles get their oids by place. */
export function catalogueOf(given: {
  readonly logins?: readonly string[];
  readonly groups?: readonly string[];
  readonly ours?: readonly string[];
  readonly change?: Readonly<Record<string, Partial<Role>>>;
  /** `member < role`, with options as letters a, i, s; by default `is`. */
  readonly members?: readonly (readonly [member: string, role: string, options?: string, grantor?: string])[];
  readonly rest?: Partial<Catalogue>;
}): Catalogue {
  const { logins = [], groups = [], ours = [], members = [], change = {} } = given;
  const plain = {
    superuser: false,
    createRole: false,
    createDb: false,
    replication: false,
    bypassRls: false,
  };
  const roles: Role[] = [...logins, ...groups, ...ours].map((name, at) => ({
    ...{ oid: 16_400 + at, name, ...plain, login: logins.includes(name), ours: ours.includes(name) },
    ...change[name],
  }));
  const oid = (name: string) => roles.find((role) => role.name === name)?.oid ?? 0;
  const memberships: Membership[] = members.map(([member, role, options = 'is', grantor = 'dba']) => ({
    ...{ member: oid(member), role: oid(role), grantor },
    ...{ admin: options.includes('a'), inherit: options.includes('i'), set: options.includes('s') },
  }));
  return {
    roles,
    memberships,
    tableRights: [],
    givenAway: [],
    dependences: [],
    manyDependences: [],
    defaultRights: [],
    manyDefaultRights: [],
    publicSchemas: [],
    unread: [],
    ...given.rest,
  };
}

export const everyone = 0;
