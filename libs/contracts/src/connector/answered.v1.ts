import { Type, type Static } from 'typebox';
import { DesiredState, Permission } from '../access.js';
import { AccountName, Hash, MillisSchema, SystemId } from '../ids.js';

const closed = { additionalProperties: false };
const place = {
  system: SystemId,
  account: AccountName,
  permission: Permission,
  token: Type.Integer({ minimum: 1 }),
};
const Code = Type.Union([Type.String({ pattern: '^[A-Z][A-Z0-9_]{2,60}$' }), Type.Null()]);

/** What became of one grant of an order. `late`: its clearance had run out; `unknown`: the connector has no evidence for it (any more). */
export const GrantResult = Type.Object(
  {
    clearance: Hash,
    result: Type.Union([
      Type.Literal('applied'),
      Type.Literal('removed'),
      Type.Literal('refused'),
      Type.Literal('late'),
      Type.Literal('unknown'),
    ]),
    code: Code,
  },
  closed,
);
export type GrantResult = Static<typeof GrantResult>;

/** Something in the target that must be looked at, e.g. a membership whose grantor is out of the connector's reach. */
export const TargetFinding = Type.Object(
  { code: Type.String({ pattern: '^[A-Z][A-Z0-9_]{2,60}$' }), message: Type.String({ maxLength: 600 }) },
  closed,
);
export type TargetFinding = Static<typeof TargetFinding>;

/** The connector's receipt: the state of this permission on this account after it dealt with the order, and what it verified itself. */
export const Answered = Type.Object(
  {
    ...place,
    order: Hash,
    /** Highest token taken at this place, whoever gave it; whoever was fenced orders again above it. */
    newest: Type.Integer({ minimum: 0, maximum: 2 ** 52 }),
    outcome: Type.Union([Type.Literal('done'), Type.Literal('fenced'), Type.Literal('refused')]),
    code: Code,
    results: Type.Array(GrantResult, { maxItems: 128 }),
    state: DesiredState,
    verified: Type.Array(Hash, { maxItems: 200 }),
    findings: Type.Array(TargetFinding, { maxItems: 20 }),
  },
  closed,
);
export type Answered = Static<typeof Answered>;

/** The connector ended access by itself because its time was over. */
export const Ended = Type.Object(
  {
    ...place,
    ended: Type.Array(Hash, { minItems: 1, maxItems: 64 }),
    state: DesiredState,
    at: MillisSchema,
    findings: Type.Array(TargetFinding, { maxItems: 20 }),
  },
  closed,
);
export type Ended = Static<typeof Ended>;
