import { byCodePoint } from './code-point-order.js';
import type { Box } from './box.js';
import type { DutyTree } from './duty-tree.js';
import type { CompiledEdge, EdgesByPremise } from './edge.js';
import { UnknownItemError } from './conflicts.errors.js';
import type { LeafTable } from './leaf-table.js';
import { type Effect, ROLE_PREFIX, type Rollout, withoutVersion } from './rule-book.js';

/**
 * A compiled bundle. Dimensions, leaves, duties and rules are numbered in code point order; nothing depends on the
 * order in which the book lists them. Immutable; share it between judgements. Made by `compileMatrix`; its inside
 * may change between versions of this library.
 */
export interface ConflictMatrix {
  readonly dimensions: readonly string[];
  /** Every catalogued entitlement and every role. */
  readonly items: ReadonlySet<string>;
  /** For each role, `contents(role)`, itself first. */
  readonly contents: ReadonlyMap<string, readonly CompiledContent[]>;
  readonly leaves: LeafTable;
  readonly rules: readonly CompiledRule[];
  /** For each leaf, the numbers of the rules it can help to meet, rising; rules in rollout `off` are left out. */
  readonly rulesByLeaf: readonly (readonly number[])[];
  readonly edges: readonly CompiledEdge[];
  readonly edgesByPremise: EdgesByPremise;
  /** Whether any rule, in whatever rollout, uses a class. */
  readonly usesClass: boolean;
}

/** One thing that a role contains: where, and the nested items on the way down to it, itself last. */
export interface CompiledContent {
  readonly item: string;
  readonly box: Box;
  readonly chain: readonly string[];
}

export type RuleKind = 'conflict' | 'set' | 'holders' | 'prerequisite';

/** A duty that a rule asks about; for a set, a single member. */
export interface CompiledLeg {
  readonly id: string;
  readonly title: string;
  readonly tree: DutyTree;
}

/** A rule as the engine asks it. */
export interface CompiledRule {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly control: string | null;
  readonly kind: RuleKind;
  /** In code point order of their ids. A leg's index in here is its number. For `holders` the duty, for a prerequisite `when`. */
  readonly legs: readonly CompiledLeg[];
  /** So many legs (heads, for `holders`) break it. */
  readonly threshold: number;
  /** Patterns of a set: each stands also for uncatalogued entitlements that are granted by name. */
  readonly patterns: readonly string[];
  /** What a prerequisite needs. */
  readonly needs: DutyTree | null;
  /** The rule's dimensions, by number, rising. */
  readonly dimensions: readonly number[];
  /** The dimensions that its region distinguishes: the rule's; for a prerequisite without any, all of them. */
  readonly objects: readonly number[];
  readonly effect: Effect;
  readonly rollout: Rollout;
  /** ms; `null` unless the effect is `time-bound`. */
  readonly maxDurationMs: number | null;
  /** ms; `null` unless the effect is `time-bound`. */
  readonly perMs: number | null;
  readonly repeatsPass: boolean;
  /** Every leaf that its region can depend on. */
  readonly leaves: readonly number[];
}

/** `contents(item)`: an entitlement or pattern contains itself; an earlier version of a role is that role and nothing in it. */
export function contentsOf(
  { contents, dimensions }: ConflictMatrix,
  item: string,
): readonly CompiledContent[] {
  return contents.get(item) ?? [{ item: withoutVersion(item), box: dimensions.map(() => null), chain: [] }];
}

/**
 * The entitlements that holding `item` gives, in code point order; an entitlement gives itself.
 * @throws UnknownItemError when the matrix has no such item
 */
export function rolesClosure(matrix: ConflictMatrix, item: string): string[] {
  if (!matrix.items.has(item)) throw new UnknownItemError(item);
  const members = contentsOf(matrix, item).map((content) => content.item);
  return [...new Set(members)].filter((id) => !id.startsWith(ROLE_PREFIX)).sort(byCodePoint);
}
