export {
  AccountRef,
  AskedItem,
  BirthrightCause,
  ConflictSummary,
  DesiredGrant,
  DesiredState,
  Drops,
  Item,
  Line,
  PathStep,
  Permission,
  RootEpoch,
  Scope,
  Stage,
  StageGroup,
  Window,
  permissionForm,
} from './access.js';
export {
  type StatementType,
  type Statements,
  isStatementType,
  parseBody,
  statementSchemas,
} from './catalogue.js';
export { cut } from './cut.js';
export { type Clock, type Millis, systemClock } from './clock.js';
export {
  CountersignError,
  type ErrorDetails,
  type ErrorOptions,
  SchemaViolation,
  UnknownType,
} from './errors.js';
export {
  AccountName,
  ActorId,
  ApproverId,
  BeneficiaryId,
  type Branded,
  DutyId,
  EntitlementId,
  GroupId,
  Hash,
  IdentityId,
  type IdentityKind,
  Instant,
  KeyId,
  MillisSchema,
  PersonId,
  Reason,
  RequestId,
  RequesterId,
  RoleId,
  RuleId,
  SystemId,
  identityKinds,
} from './ids.js';
export { type Validator, validator } from './schema.js';
export { Alive, ChainId, DeploymentId, type Draft, Envelope, Principal, SignedHeader } from './statement.js';
