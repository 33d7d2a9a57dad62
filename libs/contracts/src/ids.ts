import { Type } from 'typebox';

declare const brand: unique symbol;
/**
 * A string that only its own schema or constructor makes, so that two ids are never mixed up by position. One member per name, so that
 * brands can be intersected: `Branded<'A'> & Branded<'B'>` is both, not `never`.
 */
export type Branded<Name extends string> = string & {
  readonly [brand]: { readonly [N in Name]: true };
};

const branded = <Name extends string>(pattern: string, description: string) =>
  Type.Unsafe<Branded<Name>>({ type: 'string', pattern, maxLength: 128, description });

/** Kinds of identity; an account is an identity that a person or workload logs in with. */
export const identityKinds = [
  'person',
  'account',
  'service',
  'workload',
  'agent',
  'pipeline',
  'source',
] as const;
export type IdentityKind = (typeof identityKinds)[number];

/**
 * Identifiers are ASCII and compared byte by byte: no look-alike, case or normal-form twin of an id can exist.
 * They are pseudonymous: no names or addresses of people.
 */
export type IdentityId = Branded<'IdentityId'>;
export const IdentityId = branded<'IdentityId'>(
  `^(${identityKinds.join('|')}):[a-z0-9][a-z0-9._:-]{0,99}$`,
  'kind and name, e.g. person:1001',
);
export type PersonId = IdentityId & Branded<'PersonId'>;
export const PersonId = Type.Unsafe<PersonId>({
  type: 'string',
  pattern: '^person:[a-z0-9][a-z0-9._-]{0,99}$',
  maxLength: 128,
  description: 'a natural person, e.g. person:1001',
});

/** Who asked. */
export type RequesterId = IdentityId & Branded<'RequesterId'>;
/** Who is to receive. */
export type BeneficiaryId = IdentityId & Branded<'BeneficiaryId'>;
/** Who decides; always a natural person. */
export type ApproverId = PersonId & Branded<'ApproverId'>;
/** Whoever did an act, as authenticated, never as claimed in a payload. */
export type ActorId = IdentityId & Branded<'ActorId'>;
export const RequesterId = Type.Unsafe<RequesterId>(IdentityId);
export const BeneficiaryId = Type.Unsafe<BeneficiaryId>(IdentityId);
export const ApproverId = Type.Unsafe<ApproverId>(PersonId);
export const ActorId = Type.Unsafe<ActorId>(IdentityId);

export type RequestId = Branded<'RequestId'>;
export const RequestId = branded<'RequestId'>(
  '^r-[A-Za-z0-9_-]{22}$',
  'derived from what makes a request unique',
);

/** SHA-256 in base64url without padding. */
export type Hash = Branded<'Hash'>;
export const Hash = branded<'Hash'>(
  '^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$',
  'SHA-256, base64url without padding',
);

export type SystemId = Branded<'SystemId'>;
export const SystemId = branded<'SystemId'>('^[a-z][a-z0-9-]{0,30}$', 'a target system');
export type EntitlementId = Branded<'EntitlementId'>;
export const EntitlementId = branded<'EntitlementId'>(
  '^[a-z][a-z0-9-]{0,30}(:[a-z0-9][a-z0-9._-]{0,40}){2}$',
  'system:resource:action',
);
export type RoleId = Branded<'RoleId'>;
export const RoleId = branded<'RoleId'>('^role:[a-z0-9][a-z0-9._-]{0,60}$', 'role:name');
export type DutyId = Branded<'DutyId'>;
export const DutyId = branded<'DutyId'>('^duty:[a-z0-9][a-z0-9._-]{0,60}$', 'duty:name');
export type RuleId = Branded<'RuleId'>;
export const RuleId = branded<'RuleId'>(
  '^[A-Z][A-Z0-9]{1,9}-[0-9]{1,5}$',
  'an identifier accountants can cite, e.g. P2P-01',
);
export type GroupId = Branded<'GroupId'>;
export const GroupId = branded<'GroupId'>('^group:[a-z0-9][a-z0-9._-]{0,60}$', 'group:name');
export type KeyId = Branded<'KeyId'>;
export const KeyId = branded<'KeyId'>('^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$', 'names a key in the registry');

/** The name of an account in its system. What a particular target allows, its connector narrows. */
export type AccountName = Branded<'AccountName'>;
export const AccountName = branded<'AccountName'>('^[a-z][a-z0-9_.-]{0,62}$', 'immutable, never reused');

/** A date and time in UTC with milliseconds, as sources write it. */
export type Instant = Branded<'Instant'>;
export const Instant = Type.Unsafe<Instant>({
  type: 'string',
  pattern: '^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,3})?Z$',
  maxLength: 24,
  description: 'ISO 8601, UTC, year 2000 to 2099',
});
/** Milliseconds since the epoch; 2000-01-01 up to 2100-01-01. */
export const MillisSchema = Type.Integer({ minimum: 946684800000, maximum: 4102444800000 });

/** Free text for people. Stored as it came; whoever shows it escapes it. */
export const Reason = Type.String({ minLength: 1, maxLength: 1000 });
