import { Type, type Static } from 'typebox';
import { AccountRef } from '../access.js';
import { GroupId, IdentityId, Instant, KeyId, PersonId } from '../ids.js';

const closed = { additionalProperties: false };
const Until = Type.Union([Instant, Type.Null()]);
/**
 * Of two statements about the same thing, the one with the later `effective` counts; equal ones: the one whose `until` is earlier. As control,
 * which takes away, two equal ones both count; only a later word of the same source ends one.
 */
const windowed = { effective: Instant, until: Until };

/** A further account of a person, besides those she was hired with. */
export const IdentityLinked = Type.Object({ person: PersonId, account: AccountRef, ...windowed }, closed);
export type IdentityLinked = Static<typeof IdentityLinked>;

export const controlKinds = [
  'owner',
  'deployer',
  'secret-holder',
  'sponsor',
  'delegate',
  'administers',
  'can-reset',
] as const;
export type ControlKind = (typeof controlKinds)[number];
/** `take-over` is the power to become able; everything else acts as the identity today (SEMANTICS, section 1). */
export const controlStrength = (how: ControlKind | 'linked'): 'acts-as' | 'take-over' =>
  how === 'administers' || how === 'can-reset' ? 'take-over' : 'acts-as';

/** Who can act as a service account, workload, agent or pipeline, and which accounts that identity uses. */
export const IdentityControlled = Type.Object(
  {
    identity: IdentityId,
    controller: IdentityId,
    how: Type.Union(controlKinds.map((kind) => Type.Literal(kind))),
    accounts: Type.Array(AccountRef, { maxItems: 32 }),
    ...windowed,
  },
  closed,
);
export type IdentityControlled = Omit<Static<typeof IdentityControlled>, 'how'> & { how: ControlKind };

/**
 * All secrets of an identity are new from `effective` on: whoever knew one knows none any more. Ends control, and so lets others have more: it
 * counts under the source's own signature alone.
 */
export const SecretRotated = Type.Object({ identity: IdentityId, effective: Instant }, closed);
export type SecretRotated = Static<typeof SecretRotated>;

/** A person belongs to a group; approvers are found by it. Ended by a later statement with `until`. */
export const GroupMembership = Type.Object({ group: GroupId, person: PersonId, ...windowed }, closed);
export type GroupMembership = Static<typeof GroupMembership>;

/**
 * An account belongs to a group, and by it the one person whose it is, as far as the same source says whose. Ended by a later statement with
 * `until`.
 */
export const AccountMembership = Type.Object({ group: GroupId, account: AccountRef, ...windowed }, closed);
export type AccountMembership = Static<typeof AccountMembership>;

/** A login (issuer, subject) of an OpenID provider is this person. */
export const LoginEnrolled = Type.Object(
  {
    person: PersonId,
    issuer: Type.String({ pattern: '^https?://[A-Za-z0-9.:/_-]{1,200}$' }),
    subject: Type.String({ pattern: '^[A-Za-z0-9._-]{1,100}$' }),
    ...windowed,
  },
  closed,
);
export type LoginEnrolled = Static<typeof LoginEnrolled>;

/** A public Ed25519 key whose votes count as this person's. */
export const VotingKeyEnrolled = Type.Object(
  {
    person: PersonId,
    kid: KeyId,
    key: Type.Object(
      {
        kty: Type.Literal('OKP'),
        crv: Type.Literal('Ed25519'),
        x: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
      },
      closed,
    ),
    ...windowed,
  },
  closed,
);
export type VotingKeyEnrolled = Static<typeof VotingKeyEnrolled>;
