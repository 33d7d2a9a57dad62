import { Type, type Static } from 'typebox';
import { DutyId, EntitlementId, PersonId, RuleId } from '../ids.js';
import { DimensionName, IdentityPattern, ItemName, Leaf } from './names.v1.js';

const closed = { additionalProperties: false };
const Title = Type.String({ minLength: 1, maxLength: 200 });
const same = Type.Optional(Type.Array(DimensionName, { minItems: 1, maxItems: 8, uniqueItems: true }));
const leaves = Type.Array(Leaf, { minItems: 1, maxItems: 100 });
/** Who wrote it; they decide nothing about a request that it is applied to. */
export const Authors = Type.Array(PersonId, { maxItems: 10 });
const least = Type.Integer({ minimum: 1, maximum: 100 });

/**
 * A dimension of scopes. It has values that nobody lists, which are judged like any other; where `values` are listed, only those can be asked
 * for, because targets have permissions for no other.
 */
export const DimensionSpec = Type.Object(
  {
    id: DimensionName,
    title: Title,
    values: Type.Optional(
      Type.Array(Type.String({ pattern: '^[A-Za-z0-9]{1,40}$', description: 'letters and digits' }), {
        minItems: 1,
        maxItems: 1000,
        uniqueItems: true,
      }),
    ),
  },
  closed,
);
export type DimensionSpec = Static<typeof DimensionSpec>;

/** A branch of a duty: a leaf, or one more level. What is deeper is a duty of its own, named as `duty:…`. */
export const Branch = Type.Union([
  ...Leaf.anyOf,
  Type.Object({ any: leaves }, { ...closed, description: 'any: …' }),
  Type.Object({ all: leaves, same }, { ...closed, description: 'all: …' }),
  Type.Object({ atLeast: least, of: leaves, same }, { ...closed, description: 'atLeast: …, of: …' }),
]);
export type Branch = Static<typeof Branch>;
const branches = Type.Optional(Type.Array(Branch, { minItems: 1, maxItems: 100 }));

/** One business thing that somebody can do: exactly one of `any`, `all`, and `atLeast` with `of`. */
export const DutySpec = Type.Object(
  {
    id: DutyId,
    title: Title,
    any: branches,
    all: branches,
    atLeast: Type.Optional(least),
    of: branches,
    same,
  },
  closed,
);
export type DutySpec = Static<typeof DutySpec>;

const days = (maximum: number) => Type.Optional(Type.Integer({ minimum: 1, maximum }));
const Rollout = Type.Union([
  Type.Literal('off'),
  Type.Literal('record'),
  Type.Literal('warn'),
  Type.Literal('enforce'),
]);

/** What a broken rule does to a request; `never-approvable` is a `prohibit` that no exception covers. */
export const Effect = Type.Union([
  Type.Literal('prohibit'),
  Type.Literal('never-approvable'),
  Type.Literal('dual-approval'),
  Type.Literal('time-bound'),
]);
export type Effect = Static<typeof Effect>;

/**
 * What may not be in one root at one time: `legs` (at least `threshold` of them), more than `most` of a `set`, more than `most` `holders` of a
 * duty, or `when` without `needs`. Exactly one of the four.
 */
export const RuleSpec = Type.Object(
  {
    id: RuleId,
    version: Type.Integer({ minimum: 1 }),
    title: Title,
    control: Type.String({ maxLength: 100 }),
    legs: Type.Optional(Type.Array(DutyId, { minItems: 2, maxItems: 8 })),
    threshold: Type.Optional(Type.Integer({ minimum: 2, maximum: 8 })),
    set: Type.Optional(leaves),
    holders: Type.Optional(DutyId),
    most: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    when: Type.Optional(DutyId),
    needs: Type.Optional(DutyId),
    anywhere: Type.Optional(Type.Literal(true)),
    dimensions: same,
    authors: Type.Optional(Authors),
    effect: Effect,
    maxDays: days(366),
    perDays: days(3660),
    repeatsPass: Type.Optional(Type.Literal(true)),
    critical: Type.Optional(
      Type.Boolean({ description: 'guarded twice: by judgement, and by a constraint of the database' }),
    ),
    rollout: Rollout,
  },
  closed,
);
export type RuleSpec = Static<typeof RuleSpec>;

/** Names identities: of this kind, with an id that fits this pattern, or both. */
export const SelectorSpec = Type.Object(
  {
    kind: Type.Optional(
      Type.Union(
        (['person', 'account', 'service', 'workload', 'agent', 'pipeline'] as const).map((kind) =>
          Type.Literal(kind),
        ),
      ),
    ),
    identity: Type.Optional(IdentityPattern),
  },
  { ...closed, minProperties: 1 },
);

/** How somebody controls somebody else, as facts and edges name it. */
export const ControlWord = Type.String({ pattern: '^[a-z][a-z-]{0,39}$', description: 'e.g. can-reset' });

/** Who can exercise all premises, where their scopes meet, can also exercise an entitlement, or control whom a selector names. */
export const EdgeSpec = Type.Object(
  {
    id: Type.String({ pattern: '^edge:[a-z0-9][a-z0-9-]{0,60}$', description: 'edge:name' }),
    title: Title,
    premises: Type.Array(ItemName, { minItems: 1, maxItems: 8, uniqueItems: true }),
    gives: Type.Union([
      Type.Object({ entitlement: EntitlementId }, { ...closed, description: '{ entitlement }' }),
      Type.Object(
        {
          control: SelectorSpec,
          how: ControlWord,
          strength: Type.Optional(Type.Union([Type.Literal('acts-as'), Type.Literal('take-over')])),
          lasting: Type.Optional(Type.Literal(true)),
        },
        { ...closed, description: '{ control: { kind, identity }, how }' },
      ),
    ]),
    map: Type.Optional(
      Type.Record(DimensionName, Type.Union([DimensionName, Type.Null()]), { ...closed, maxProperties: 8 }),
    ),
  },
  closed,
);
export type EdgeSpec = Static<typeof EdgeSpec>;

/** The rule that a record of the bundle names, at one version. */
export const RuleVersion = { rule: RuleId, version: Type.Integer({ minimum: 1 }) };
