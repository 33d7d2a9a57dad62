// The rule book and its compiled form
export type {
  DutyDefinition,
  Effect,
  RoleDefinition,
  Rollout,
  RuleBook,
  RuleDefinition,
} from './rule-book.js';
export { compileMatrix } from './compile-matrix.js';
export { type ConflictMatrix, rolesClosure } from './conflict-matrix.js';

// Facts and changes
export type { Change, Control, Grant, GrantState, Kind, Strength, World } from './facts.js';
export type { Window } from './window.js';

// Judgement and its explanation
export { judge } from './judge.js';
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
  Step,
} from './judgement.js';
export { explain } from './explain.js';
export { judgementText } from './judgement-text.js';

// Errors
export { BundleError, type BundleErrorCode, type BundleProblem } from './bundle.errors.js';
export { ConflictsError, InstantError, UnknownItemError } from './conflicts.errors.js';
