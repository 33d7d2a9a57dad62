/** A case of the full form, and the parts of the library's types that the oracle calls by names of its own. */
import type { Change, EdgeDefinition, HoldCode, RuleBook, ShownObject, World } from '../index.js';

export type {
  Change,
  ClassLeaf,
  Content,
  Control,
  DutyDefinition,
  DutyTree,
  EdgeDefinition,
  Effect,
  EntitlementDefinition,
  Exception,
  Grant,
  Leaf,
  Recognised,
  RegionRow,
  RoleDefinition,
  RuleBook,
  RuleDefinition,
  RuleKind,
  Scope,
  Source,
  World,
} from '../index.js';

/** A combination of values of a rule's dimensions; `*` stands for every value that is not listed. */
export type ObjectOf = ShownObject;

export type GivesControl = Exclude<EdgeDefinition['gives'], { readonly entitlement: string }>;

export type FullHoldCode = HoldCode;

/** One case: a rule book, facts and a change, judged at an instant. */
export interface FullCase {
  readonly book: RuleBook;
  readonly world: World;
  readonly change: Change;
  readonly at: number;
}
