import { Type, type Static } from 'typebox';
import { Permission, StageSpec } from '../access.js';
import { EntitlementId, GroupId, MillisSchema, RoleId, SystemId } from '../ids.js';
import { DeploymentId } from '../statement.js';
import { Authors, DimensionSpec, DutySpec, EdgeSpec, RuleSpec } from './law.v1.js';
import { EntitlementContent, RoleContent } from './names.v1.js';
import { ExceptionSpec, RecognisedSpec, SourceSpec } from './records.v1.js';

const closed = { additionalProperties: false };
const Title = Type.String({ minLength: 1, maxLength: 200 });
const Level = Type.Union([
  Type.Literal('low'),
  Type.Literal('medium'),
  Type.Literal('high'),
  Type.Literal('critical'),
]);
export const levels = ['low', 'medium', 'high', 'critical'] as const;
export type Level = Static<typeof Level>;

/** What one permission of a target is called; `{dimension}` stands for a value, so that there is a permission for each combination of values. */
export const PermissionTemplate = Type.String({
  pattern: '^[a-z]+:[A-Za-z0-9_.:{}-]{1,120}$',
  maxLength: 128,
  description: 'a permission of the target, with `{dimension}` where a value stands',
});

/**
 * One permission on one system, what harm it can do, and what it is called in its target. The dimensions that stand in `permission` are those
 * that the target can enforce; then `permissionForAll` is what it is called for all values at once, if there is such a thing.
 */
export const EntitlementSpec = Type.Object(
  {
    id: EntitlementId,
    title: Title,
    sensitivity: Level,
    blastRadius: Level,
    permission: PermissionTemplate,
    permissionForAll: Type.Optional(Permission),
    attributes: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^[a-z][a-z0-9-]{0,30}$' }),
        Type.String({ minLength: 1, maxLength: 60 }),
        { ...closed, minProperties: 1, maxProperties: 16 },
      ),
    ),
  },
  closed,
);
export type EntitlementSpec = Static<typeof EntitlementSpec>;

/** A versioned set of entitlements and roles; nesting has no cycles. `authors` may not approve requests for it. */
export const RoleSpec = Type.Object(
  {
    id: RoleId,
    version: Type.Integer({ minimum: 1 }),
    title: Title,
    entitlements: Type.Array(EntitlementContent, { maxItems: 200 }),
    roles: Type.Array(RoleContent, { maxItems: 50 }),
    authors: Authors,
  },
  closed,
);
export type RoleSpec = Static<typeof RoleSpec>;

/** What a worker holds by being hired. Only items at or below `sensitivityBound` of the bundle. */
export const BirthrightSpec = Type.Object(
  {
    id: Type.String({ pattern: '^birthright:[a-z0-9-]{1,60}$' }),
    title: Title,
    departments: Type.Array(Type.String({ maxLength: 61 }), {
      maxItems: 100,
      description: 'empty: every department',
    }),
    jobs: Type.Array(Type.String({ maxLength: 61 }), { maxItems: 100, description: 'empty: every job' }),
    items: Type.Array(Type.Union([...EntitlementContent.anyOf, ...RoleContent.anyOf]), {
      minItems: 1,
      maxItems: 50,
    }),
  },
  closed,
);
export type BirthrightSpec = Static<typeof BirthrightSpec>;

/** Which stages a request needs whose highest sensitivity and blast radius lie in these levels. The first that fits counts; none: held. */
export const RouteSpec = Type.Object(
  {
    id: Type.String({ pattern: '^route:[a-z0-9-]{1,60}$' }),
    sensitivity: Type.Array(Level, { minItems: 1, maxItems: 4 }),
    blastRadius: Type.Array(Level, { minItems: 1, maxItems: 4 }),
    stages: Type.Array(StageSpec, { minItems: 1, maxItems: 5 }),
    order: Type.Optional(
      Type.Union([Type.Literal('together'), Type.Literal('in-order')], {
        description: 'whether all stages are asked at once (default), or each when those before it are met',
      }),
    ),
    authors: Type.Optional(Authors),
    maxDays: Type.Union([Type.Integer({ minimum: 1, maximum: 3660 }), Type.Null()]),
    maxTotalDays: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 3660,
        description:
          'how long one beneficiary may hold the same entitlement by requests of this route, all continuations together, within any period twice as long',
      }),
    ),
    decideWithinHours: Type.Integer({ minimum: 1, maximum: 2160 }),
  },
  closed,
);
export type RouteSpec = Static<typeof RouteSpec>;

/**
 * A target. `shadow`: what it holds and nobody ordered is adopted when it is first seen, becomes a finding, and stays; `enforce`: what nobody
 * ordered is removed, and what was adopted once `adoptionDays` have passed since it was first seen: 0 is at once. What is to stay is asked for meanwhile.
 */
export const SystemSpec = Type.Object(
  {
    id: SystemId,
    title: Title,
    kind: Type.Literal('postgres'),
    mode: Type.Union([Type.Literal('shadow'), Type.Literal('enforce')]),
    adoptionDays: Type.Integer({ minimum: 0, maximum: 3660 }),
  },
  closed,
);
export type SystemSpec = Static<typeof SystemSpec>;

/** The law of a deployment: one versioned document set. A verifier keeps the highest number seen and accepts no lower. */
export const BundleDocument = Type.Object(
  {
    deployment: DeploymentId,
    number: Type.Integer({ minimum: 1 }),
    issued: MillisSchema,
    validUntil: MillisSchema,
    systems: Type.Array(SystemSpec, { minItems: 1, maxItems: 50 }),
    dimensions: Type.Array(DimensionSpec, { maxItems: 20 }),
    entitlements: Type.Array(EntitlementSpec, { minItems: 1, maxItems: 10000 }),
    roles: Type.Array(RoleSpec, { maxItems: 2000 }),
    duties: Type.Array(DutySpec, { minItems: 1, maxItems: 1000 }),
    rules: Type.Array(RuleSpec, { minItems: 1, maxItems: 50000 }),
    edges: Type.Array(EdgeSpec, { maxItems: 1000 }),
    exceptions: Type.Array(ExceptionSpec, { maxItems: 2000 }),
    recognised: Type.Array(RecognisedSpec, { maxItems: 500 }),
    sources: Type.Array(SourceSpec, { maxItems: 50 }),
    birthrights: Type.Array(BirthrightSpec, { maxItems: 500 }),
    birthrightBound: Level,
    settleWithinDays: Type.Integer({
      minimum: 1,
      maximum: 366,
      description: 'how long a conflict that arose without a request may stand until somebody has settled it',
    }),
    takeOverBound: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 100_000,
        description:
          'how many identities of every kind, accounts too, one root may reach by take-over alone and unrecognised before that is a finding; absent: any number',
      }),
    ),
    routes: Type.Array(RouteSpec, { minItems: 1, maxItems: 100 }),
    dualApproval: Type.Object(
      { group: GroupId, quorum: Type.Integer({ minimum: 2, maximum: 9 }), description: Type.Optional(Title) },
      closed,
    ),
  },
  closed,
);
export type BundleDocument = Static<typeof BundleDocument>;
