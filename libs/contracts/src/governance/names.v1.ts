import { Type, type Static } from 'typebox';
import { Scope } from '../access.js';
import { EntitlementId, PersonId, RoleId } from '../ids.js';

/** A dimension that scopes and rules may use, e.g. `company-code`. */
export const DimensionName = Type.String({
  pattern: '^[a-z][a-z0-9-]{0,30}$',
  description: 'a dimension, e.g. company-code',
});

const itemPattern = '[a-z*][a-z0-9*-]{0,30}(:[a-z0-9*][a-z0-9._*-]{0,40}){0,2}';
/** An entitlement, a pattern over entitlements (`erp:*:read`; a last `*` alone stands for one or more segments), or a role. */
export const ItemName = Type.String({
  pattern: `^${itemPattern}$`,
  maxLength: 128,
  description: 'an entitlement, a pattern with `*`, or a role',
});

/** Catalogued entitlements that have all these attributes. */
export const ClassLeaf = Type.Object(
  {
    class: Type.Record(
      Type.String({ pattern: '^[a-z][a-z0-9-]{0,30}$' }),
      Type.String({ minLength: 1, maxLength: 60 }),
      { additionalProperties: false, minProperties: 1, maxProperties: 8 },
    ),
  },
  { additionalProperties: false, description: 'a class of entitlements by their attributes' },
);
export type ClassLeaf = Static<typeof ClassLeaf>;

/** What one thing can be met by: an entitlement, a pattern, a role, another duty, a class. */
export const Leaf = Type.Union([
  Type.String({
    pattern: `^${itemPattern}$`,
    maxLength: 128,
    description: 'an entitlement, a pattern with `*`, `role:…` or `duty:…`',
  }),
  ClassLeaf,
]);
export type Leaf = Static<typeof Leaf>;

/** Identities by their ids: one, or a pattern with `*`. */
export const IdentityPattern = Type.String({
  pattern: '^[a-z*][a-z0-9*]{0,30}(:[a-z0-9*._-]{1,64}){0,3}$',
  maxLength: 128,
  description: 'an identity, or a pattern with `*`, e.g. person:*',
});

const within = <T extends typeof EntitlementId | typeof RoleId>(item: T, description: string) =>
  Type.Object({ item, scope: Scope }, { additionalProperties: false, description });

/** An entitlement that a role gives, everywhere or within a scope. A pattern is nothing that a target could be told. */
export const EntitlementContent = Type.Union([
  EntitlementId,
  within(EntitlementId, '{ item: system:resource:action, scope } (a pattern cannot be given)'),
]);
export type EntitlementContent = Static<typeof EntitlementContent>;

/** A role inside another thing, everywhere or within a scope. */
export const RoleContent = Type.Union([RoleId, within(RoleId, '{ item: role:name, scope }')]);
export type RoleContent = Static<typeof RoleContent>;

/** Who approved a record of the bundle; never somebody whom it is about. */
export const ApprovedBy = Type.Array(PersonId, { minItems: 1, maxItems: 10, uniqueItems: true });
