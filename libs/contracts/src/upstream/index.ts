import { type TSchema } from 'typebox';
import { validator, type Validator } from '../schema.js';
import { AccessRequested, AccessWithdrawn, SourceHeartbeat } from './access.v1.js';
import {
  AccountMembership,
  GroupMembership,
  IdentityControlled,
  IdentityLinked,
  LoginEnrolled,
  SecretRotated,
  VotingKeyEnrolled,
} from './identity.v1.js';
import { WorkerChanged, WorkerHired, WorkerLeft } from './worker.v1.js';

export { AccessRequested, AccessWithdrawn, SourceHeartbeat } from './access.v1.js';
export {
  AccountMembership,
  type ControlKind,
  GroupMembership,
  IdentityControlled,
  IdentityLinked,
  LoginEnrolled,
  SecretRotated,
  VotingKeyEnrolled,
  controlKinds,
  controlStrength,
} from './identity.v1.js';
export { WorkerChanged, WorkerHired, WorkerLeft } from './worker.v1.js';

/** What sources may send, by CloudEvents type. */
export interface UpstreamEvents {
  'worker.hired.v1': WorkerHired;
  'worker.changed.v1': WorkerChanged;
  'worker.left.v1': WorkerLeft;
  'identity.linked.v1': IdentityLinked;
  'identity.controlled.v1': IdentityControlled;
  'identity.secret-rotated.v1': SecretRotated;
  'group.membership.v1': GroupMembership;
  'group.account-membership.v1': AccountMembership;
  'login.enrolled.v1': LoginEnrolled;
  'voting-key.enrolled.v1': VotingKeyEnrolled;
  'access.requested.v1': AccessRequested;
  'access.withdrawn.v1': AccessWithdrawn;
  'source.heartbeat.v1': SourceHeartbeat;
}
export type UpstreamType = keyof UpstreamEvents;

/** JSON Schema of every upstream event. Released versions are frozen; a change is a new version. */
export const upstreamSchemas: Readonly<Record<UpstreamType, TSchema>> = {
  'worker.hired.v1': WorkerHired,
  'worker.changed.v1': WorkerChanged,
  'worker.left.v1': WorkerLeft,
  'identity.linked.v1': IdentityLinked,
  'identity.controlled.v1': IdentityControlled,
  'identity.secret-rotated.v1': SecretRotated,
  'group.membership.v1': GroupMembership,
  'group.account-membership.v1': AccountMembership,
  'login.enrolled.v1': LoginEnrolled,
  'voting-key.enrolled.v1': VotingKeyEnrolled,
  'access.requested.v1': AccessRequested,
  'access.withdrawn.v1': AccessWithdrawn,
  'source.heartbeat.v1': SourceHeartbeat,
};

/** Facts about people and identities, in contrast to wishes and heartbeats. */
export type FactType = Exclude<UpstreamType, `access.${string}` | 'source.heartbeat.v1'>;
const isWish = (type: string) => type.startsWith('access.') || type === 'source.heartbeat.v1';
export const isUpstreamType = (type: string): type is UpstreamType => Object.hasOwn(upstreamSchemas, type);
export const isFactType = (type: string): type is FactType => isUpstreamType(type) && !isWish(type);

const validators = Object.fromEntries(
  Object.entries(upstreamSchemas).map(([type, schema]) => [type, validator(type, schema)]),
) as unknown as { [T in UpstreamType]: Validator<UpstreamEvents[T]> };

/** Checks the data of an upstream event. Throws `SCHEMA_VIOLATION`. */
export const parseUpstream = <T extends UpstreamType>(type: T, data: unknown): UpstreamEvents[T] =>
  validators[type](data);
