import { Type, type Static } from 'typebox';
import {
  AccountName,
  EntitlementId,
  Hash,
  IdentityId,
  MillisSchema,
  RequestId,
  RoleId,
  RuleId,
  SystemId,
  GroupId,
} from './ids.js';

const closed = { additionalProperties: false };

/** Half-open `[from, until)` in ms; `until` null means without end. */
export const Window = Type.Object(
  { from: MillisSchema, until: Type.Union([MillisSchema, Type.Null()]) },
  closed,
);
export type Window = Static<typeof Window>;

/** An account of a system, by its immutable name. */
export const AccountRef = Type.Object({ system: SystemId, account: AccountName }, closed);
export type AccountRef = Static<typeof AccountRef>;

/** Dimension to values; a dimension that is absent means ALL of it. */
export const Scope = Type.Record(
  Type.String({ pattern: '^[a-z][a-z0-9-]{0,30}$' }),
  Type.Array(Type.String({ pattern: '^[\\x21-\\x7e]{1,64}$' }), {
    minItems: 1,
    maxItems: 50,
    uniqueItems: true,
  }),
  { ...closed, maxProperties: 8 },
);
export type Scope = Static<typeof Scope>;

/** Whole number from 1; a changed role or rule is a new version. */
export const Version = Type.Integer({ minimum: 1 });

/** What somebody asks for; a role without a version means the one in force. */
export const AskedItem = Type.Union([
  Type.Object({ entitlement: EntitlementId, scope: Scope }, closed),
  Type.Object({ role: RoleId, version: Type.Optional(Version), scope: Scope }, closed),
]);
export type AskedItem = Static<typeof AskedItem>;

/** What one item of a request is: an entitlement, or one version of a role. */
export const Item = Type.Union([
  Type.Object({ entitlement: EntitlementId, scope: Scope }, closed),
  Type.Object({ role: RoleId, version: Version, scope: Scope }, closed),
]);
export type Item = Static<typeof Item>;

/** What the name of a permission looks like. */
export const permissionForm = '^[a-z]+:[A-Za-z0-9_.:-]{1,120}$';
/** A permission of a target, in the target's own words; what an entitlement comes down to. */
export const Permission = Type.String({ pattern: permissionForm, maxLength: 128 });
export type Permission = Static<typeof Permission>;

/** What an item of a request comes down to in a target. */
export const Line = Type.Object(
  {
    system: SystemId,
    account: AccountName,
    permission: Permission,
    entitlement: EntitlementId,
    scope: Scope,
  },
  closed,
);
export type Line = Static<typeof Line>;

/** A root and how often anything that concerns its judgement has changed. */
export const RootEpoch = Type.Object({ root: IdentityId, epoch: Type.Integer({ minimum: 0 }) }, closed);
export type RootEpoch = Static<typeof RootEpoch>;

/** How often yes is needed of which group; groups of one stage are needed side by side. */
export const StageGroup = Type.Object(
  { group: GroupId, need: Type.Integer({ minimum: 1, maximum: 9 }) },
  closed,
);
const stage = {
  name: Type.String({ minLength: 1, maxLength: 60 }),
  groups: Type.Array(StageGroup, { minItems: 1, maxItems: 8 }),
  quorum: Type.Integer({ minimum: 1, maximum: 9 }),
  share: Type.Optional(
    Type.Boolean({ description: 'one vote may serve every group that its voter is in, not one only' }),
  ),
};
/** A stage as a route of the bundle says it: every group's need and the quorum of distinct persons must be met. */
export const StageSpec = Type.Object(stage, closed);
/** A stage as an assessment asks for it. */
export const Stage = Type.Object(
  {
    ...stage,
    waits: Type.Optional(
      Type.Boolean({
        description:
          'nobody is asked before the stages before it are met; votes that come earlier count then',
      }),
    ),
  },
  closed,
);
export type Stage = Static<typeof Stage>;

/** Controlling somebody, holding something, a role that contains something; what stands between is in the full explanation. */
const plainSteps = [
  Type.Object(
    { step: Type.Literal('controls'), from: IdentityId, to: IdentityId, how: Type.String({ maxLength: 40 }) },
    closed,
  ),
  Type.Object(
    {
      step: Type.Literal('holds'),
      identity: IdentityId,
      item: Type.String({ maxLength: 128 }),
      state: Type.String({ maxLength: 16 }),
      scope: Type.Optional(Scope),
    },
    closed,
  ),
  Type.Object(
    { step: Type.Literal('contains'), role: RoleId, item: Type.String({ maxLength: 128 }) },
    closed,
  ),
] as const;
const conferred = {
  step: Type.Literal('confers'),
  edge: Type.String({ maxLength: 128 }),
  gives: Type.String({ maxLength: 128, description: 'an entitlement, or the identity controlled' }),
};

/**
 * One step on the way from a root to a leg of a conflict. `confers`: an edge of the bundle leads from all before it, and from each of
 * `others` beside it, to what it gives.
 */
export const PathStep = Type.Union([
  ...plainSteps,
  Type.Object(
    {
      ...conferred,
      others: Type.Array(
        Type.Array(Type.Union([...plainSteps, Type.Object(conferred, closed)]), { maxItems: 32 }),
        { maxItems: 7 },
      ),
    },
    closed,
  ),
]);
export type PathStep = Static<typeof PathStep>;

/**
 * A conflict as people and auditors see it: the rule, the root (`*`: all holders together), for which objects (`*`: every value that is not
 * listed; none: the rule looks at no dimension), whether an exception covers it, and how each leg is reached.
 */
export const ConflictSummary = Type.Object(
  {
    rule: RuleId,
    version: Type.Integer({ minimum: 1 }),
    title: Type.String({ maxLength: 200 }),
    kind: Type.Union([
      Type.Literal('conflict'),
      Type.Literal('set'),
      Type.Literal('holders'),
      Type.Literal('prerequisite'),
    ]),
    effect: Type.Union([
      Type.Literal('prohibit'),
      Type.Literal('never-approvable'),
      Type.Literal('dual-approval'),
      Type.Literal('time-bound'),
    ]),
    root: Type.Union([IdentityId, Type.Literal('*')]),
    class: Type.Union([Type.Literal('creates'), Type.Literal('extends'), Type.Literal('repeats')]),
    covered: Type.Boolean(),
    objects: Type.Array(
      Type.Record(Type.String({ pattern: '^[a-z][a-z0-9-]{0,30}$' }), Type.String({ maxLength: 64 }), {
        ...closed,
        minProperties: 1,
        maxProperties: 8,
      }),
      { maxItems: 50 },
    ),
    legs: Type.Array(
      Type.Object(
        { duty: Type.String({ maxLength: 128 }), path: Type.Array(PathStep, { maxItems: 32 }) },
        closed,
      ),
      { minItems: 1, maxItems: 16 },
    ),
  },
  closed,
);
export type ConflictSummary = Static<typeof ConflictSummary>;

/** Why a birthright request exists: the signed rule of the bundle and the signed fact that it answers. */
export const BirthrightCause = Type.Object(
  { birthright: Type.String({ pattern: '^birthright:[a-z0-9-]{1,60}$' }), fact: Hash },
  closed,
);
export type BirthrightCause = Static<typeof BirthrightCause>;

/** Earlier requests of the same beneficiary whose access this one gives up: judged together, taking effect together. */
export const Drops = Type.Array(RequestId, { maxItems: 50, uniqueItems: true });

/** Identifies a request to whoever reads a statement about it. */
export const AboutRequest = { request: RequestId, hr: Hash };

/** Desired state of one (account, permission): who says so and until when. */
export const DesiredGrant = Type.Object(
  { clearance: Hash, request: RequestId, until: Type.Union([MillisSchema, Type.Null()]) },
  closed,
);
export type DesiredGrant = Static<typeof DesiredGrant>;
export const DesiredState = Type.Object(
  { grants: Type.Array(DesiredGrant, { maxItems: 64 }), adopted: Type.Boolean() },
  closed,
);
export type DesiredState = Static<typeof DesiredState>;
