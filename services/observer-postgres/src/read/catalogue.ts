/** A role as the catalogue has it. `ours`: an account that Countersign made or was handed, though it may not log in. */
export interface Role {
  readonly oid: number;
  readonly name: string;
  readonly login: boolean;
  readonly superuser: boolean;
  readonly createRole: boolean;
  readonly createDb: boolean;
  readonly replication: boolean;
  readonly bypassRls: boolean;
  readonly ours: boolean;
}

/** One grant of a membership; several grantors make several of them. */
export interface Membership {
  readonly role: number;
  readonly member: number;
  readonly grantor: string;
  readonly admin: boolean;
  readonly inherit: boolean;
  readonly set: boolean;
}

/** One right on a whole table, view or the like, given to a role; `grantee` 0 is everybody. */
export interface TableRight {
  readonly schema: string;
  readonly relation: string;
  readonly privilege: string;
  readonly grantee: number;
  readonly grantor: string;
  readonly grantable: boolean;
}

/** What a role owns or is named in the rights of, apart from whole tables. */
export interface Dependence {
  readonly role: number;
  readonly kind: 'owns' | 'has rights on';
  readonly object: string;
}

/** Things of one kind, too many to name each: `things` is the catalogue that they stand in, or `database …` for another one. */
export interface ManyDependences {
  readonly role: number;
  readonly kind: Dependence['kind'];
  readonly things: string;
  readonly count: number;
}

/** Rights given by one role, too many to name each. */
export interface ManyRights {
  readonly giver: string;
  readonly count: number;
}

/** What a role's future objects will give away. `grantee` 0 is everybody. */
export interface DefaultRight {
  readonly owner: string;
  readonly schema: string | null;
  readonly objects: string;
  readonly privilege: string;
  readonly grantee: string | null;
}

/**
 * One consistent reading of a target's catalogue. What holdings are made of is whole, but for rights that accounts gave on tables of their
 * own where these are more than a reading takes (`givenAway`). Everything else is named, or counted (`many…`), or its list is `unread`.
 */
export interface Catalogue {
  readonly roles: readonly Role[];
  readonly memberships: readonly Membership[];
  readonly tableRights: readonly TableRight[];
  readonly givenAway: readonly ManyRights[];
  readonly dependences: readonly Dependence[];
  readonly manyDependences: readonly ManyDependences[];
  readonly defaultRights: readonly DefaultRight[];
  readonly manyDefaultRights: readonly ManyRights[];
  readonly publicSchemas: readonly string[];
  readonly unread: readonly string[];
}
