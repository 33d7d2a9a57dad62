export { adoptedUntil, adoptionDue, adopts, settledBy } from './adoption.js';
export { Bundle, contentOf, type ReadPermission, type ScopedEntitlement } from './bundle.js';
export { fromBase64url, sha256 } from './bytes.js';
export { type Custodians, parseCustodians, verifyBundle, verifyRegistry } from './custody.js';
export {
  BadKey,
  BadSignature,
  CannotExpand,
  DenialUnproven,
  type EvidenceCode,
  EvidenceError,
  DocumentTooLarge,
  ForeignDeployment,
  InconsistentBundle,
  KeyNotAllowed,
  KeyRetired,
  MalformedDocument,
  MalformedJson,
  NoRoute,
  NotCustodial,
  RunOut,
  type ScopeCode,
  ScopeRefused,
  UnexpectedType,
  UnknownKey,
} from './errors.js';
export {
  type Expansion,
  birthrightFits,
  birthrightGives,
  birthrightsFor,
  expandRequest,
  highest,
  inForce,
  itemName,
  withinBirthrightBound,
} from './evidence/expansion.js';
export {
  type Confirmation,
  type Fact,
  instant,
  isSignedTooLongAgo,
  readConfirmation,
  readFact,
  verifySourceSignature,
} from './evidence/facts.js';
export { factsThatCount, latest } from './evidence/latest.js';
export { lingeringEnd, lingersMs } from './evidence/lingering.js';
export { groupsOf } from './evidence/groups.js';
export { type Worker, accountsOf, hasLeft, hasLeftSince, votingKeyAt, workerAt } from './evidence/people.js';
export { decidesNothing, type Matter } from './evidence/exclusion.js';
export {
  decidingGroups,
  isAsked,
  type Route,
  type YesVote,
  routeFor,
  stageMet,
  stagesAsked,
  stagesMet,
} from './evidence/route.js';
export {
  type GrantVerdict,
  type OrderedPlace,
  type Trust,
  type VerifiedGrant,
  mayBegin,
  mayPass,
  verifyEvidence,
} from './evidence/verify-evidence.js';
export { type Ballot, claimedVote, type KnownOfDenial, verifyDenial, verifyVote } from './evidence/votes.js';
export { readJws, type UnverifiedJws } from './jws.js';
export { type Law, lawBook } from './law-book.js';
export { PermissionTemplate, type PlacedPermission } from './permission-template.js';
export { KeyRegistry } from './registry.js';
export { isScopeWithin, meetScopes, normalScope, scopeKey } from './scope.js';
export { type Statement, isStatement, verifyStatement } from './statements.js';
export { type JsonLimits, parseStrictJson } from './strict-json.js';
