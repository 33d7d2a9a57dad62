// The rule book and its compiled form
export type {
  AllOf,
  AnyOf,
  AtLeastOf,
  ClassLeaf,
  Content,
  DutyDefinition,
  DutyRule,
  DutyTree,
  EdgeDefinition,
  Effect,
  EntitlementDefinition,
  HoldersRule,
  Leaf,
  PrerequisiteRule,
  RoleDefinition,
  Rollout,
  RuleBase,
  RuleBook,
  RuleDefinition,
  Selector,
  SetRule,
} from './rule-book.js';
export { compileMatrix } from './compile-matrix.js';
export { type ConflictMatrix, rolesClosure, type RuleKind } from './conflict-matrix.js';

// Facts and changes
export type {
  Change,
  Control,
  Exception,
  Grant,
  GrantState,
  Kind,
  Recognised,
  Rotation,
  Source,
  Strength,
  World,
} from './facts.js';
export { CARRIES } from './control-edge.js';
export { EVERYBODY } from './everybody.js';
export type { Scope } from './scope.js';
export type { Window } from './window.js';

// Judgement and its explanation
export { judge, type JudgeOptions } from './judge.js';
export { DEFAULT_BUDGET } from './budget.js';
export type {
  Conflict,
  ConflictClass,
  ConflictLeg,
  Demands,
  Hold,
  HoldCode,
  Judgement,
  Outcome,
  RegionRow,
  ShownObject,
  Step,
} from './judgement.js';
export { explain } from './explain.js';
export { judgementText } from './judgement-text.js';
export { type Core, coreOf, type JudgedChange, mostTried } from './core.js';
export { takeOverAbove, type TakeOver, type TakeOverAsked } from './take-over.js';

// Everybody at once, decided in microseconds
export { Roster } from './roster/roster.js';
export type { BrokenRules, Decision } from './roster/decision.js';

// Names that stand for several
export { canMeet, isPattern } from './pattern.js';

// Errors
export { BundleError, type BundleErrorCode, type BundleProblem } from './bundle.errors.js';
export { ConflictsError, InstantError, UnknownItemError } from './conflicts.errors.js';
