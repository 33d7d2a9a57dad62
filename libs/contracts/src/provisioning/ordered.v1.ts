import { Type, type Static } from 'typebox';
import { AboutRequest, DesiredState, Permission } from '../access.js';
import { AccountName, MillisSchema, SystemId } from '../ids.js';

const closed = { additionalProperties: false };
/** A signed document (compact JWS) exactly as its signer made it. */
export const Document = Type.String({
  pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$',
  maxLength: 262144,
});

/** Everything signed by others that a verifier of this request needs for one system: request, facts, assessment, approval, clearance. */
export const Evidence = Type.Object(
  { ...AboutRequest, system: SystemId, documents: Type.Array(Document, { minItems: 1, maxItems: 200 }) },
  closed,
);
export type Evidence = Static<typeof Evidence>;

/**
 * A token may be this much above the one before it at its place, no more: a signer gone wild once cannot use up all tokens there are, and with
 * them every later removal.
 */
export const largestTokenStep = 1_000_000;

/**
 * The desired state of one permission on one account. `token` rises with every order for that pair: a lower one is fenced.
 * `applyBefore` bounds adding what is new, never removing; null where the state is empty, or what was adopted alone.
 */
export const Ordered = Type.Object(
  {
    system: SystemId,
    account: AccountName,
    permission: Permission,
    desired: DesiredState,
    token: Type.Integer({ minimum: 1 }),
    applyBefore: Type.Union([MillisSchema, Type.Null()]),
  },
  closed,
);
export type Ordered = Static<typeof Ordered>;
