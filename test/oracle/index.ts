// The definitions of SEMANTICS by brute force, for specs and for what checks a running system
export { type AnyCase, oracle, type OracleAnswer, type OracleConflict } from './oracle.js';
export { bundleErrors } from './bundle.js';
export { roleNamed } from './catalogue.js';
export { takeOvers } from './take-over.js';

// What a case is made of
export type {
  Change,
  Content,
  Control,
  DutyDefinition,
  DutyTree,
  EdgeDefinition,
  EntitlementDefinition,
  Exception,
  FullCase,
  Grant,
  Leaf,
  RuleBook,
  RuleDefinition,
  Scope,
  Source,
  World,
} from './full-form.js';
