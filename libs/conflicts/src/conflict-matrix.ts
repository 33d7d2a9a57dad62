import { type Bits, hasBit } from './bitset.js';
import { UnknownItemError } from './conflicts.errors.js';
import { type Effect, ROLE_PREFIX, type Rollout } from './rule-book.js';

/**
 * A compiled bundle. Entitlements and roles together are *items*, numbered in code point order, as are duties
 * and rules; nothing depends on the order in which the book lists them. Immutable; share it between judgements.
 * Made by `compileMatrix`; its inside may change between versions of this library.
 */
export interface ConflictMatrix {
  /** Ids of all entitlements and roles, by item number. */
  readonly items: readonly string[];
  readonly itemNumber: ReadonlyMap<string, number>;
  /** For each item, what it contains directly, rising; nothing for an entitlement. */
  readonly children: readonly (readonly number[])[];
  /** For each item, `contents(item)`: itself and all that it contains at any depth, rising. */
  readonly contents: readonly (readonly number[])[];
  /** For each item, the duties that its holder meets. */
  readonly dutiesMet: readonly Bits[];
  readonly duties: readonly CompiledDuty[];
  readonly rules: readonly CompiledRule[];
  /** For each duty, the numbers of the rules it is a leg of, rising; rules in rollout `off` are left out. */
  readonly rulesByDuty: readonly (readonly number[])[];
}

/** A duty with its members as item numbers. */
export interface CompiledDuty {
  readonly id: string;
  readonly title: string;
  /** The items that meet it directly. */
  readonly members: Bits;
}

/** A rule with its legs as duty numbers. */
export interface CompiledRule {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly control: string | null;
  /** Duty numbers, rising. A leg's index in here is its number within the rule. */
  readonly legs: readonly number[];
  readonly threshold: number;
  readonly effect: Effect;
  readonly rollout: Rollout;
  /** ms; `null` unless the effect is `time-bound`. */
  readonly maxDurationMs: number | null;
}

/** Whether the holder of item number `item` meets duty number `duty`. */
export function meetsDuty(matrix: ConflictMatrix, item: number, duty: number): boolean {
  const met = matrix.dutiesMet[item];
  return met !== undefined && hasBit(met, duty);
}

/**
 * The entitlements that holding `item` gives, in code point order; an entitlement gives itself.
 * @throws UnknownItemError when the matrix has no such item
 */
export function rolesClosure(matrix: ConflictMatrix, item: string): string[] {
  const contents = matrix.contents[matrix.itemNumber.get(item) ?? -1];
  if (contents === undefined) throw new UnknownItemError(item);
  return contents.flatMap((member) => matrix.items[member] ?? []).filter((id) => !id.startsWith(ROLE_PREFIX));
}
