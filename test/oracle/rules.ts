/** What a rule asks (SEMANTICS §3): its legs, how many of them break it, and on which dimensions. */
import type { DutyTree, Leaf, RuleDefinition, RuleKind } from './full-form.js';
import type { Case } from './case.js';
import { patternsMeet } from './patterns.js';

export interface Leg {
  readonly id: string;
  readonly tree: DutyTree;
}

export function kindOf(rule: RuleDefinition): RuleKind {
  if ('legs' in rule) return 'conflict';
  if ('set' in rule) return 'set';
  return 'holders' in rule ? 'holders' : 'prerequisite';
}

/** Legs whose J decides, `granted` being what the root or another in its power was given by name; of a head count the one duty that heads are counted for, of a prerequisite its `when`. */
export function legsOf(c: Case, rule: RuleDefinition, granted: readonly string[]): Leg[] {
  if ('legs' in rule) return rule.legs.map((id) => ({ id, tree: id }));
  if ('set' in rule) return [...membersOf(c, rule.set, granted).values()];
  const id = 'holders' in rule ? rule.holders : rule.when;
  return [{ id, tree: id }];
}

/** How many legs together break the rule. */
export function thresholdOf(rule: RuleDefinition): number {
  if ('legs' in rule) return rule.threshold ?? rule.legs.length;
  return 'most' in rule ? rule.most + 1 : 1;
}

/** Dimensions on which the branches of its duties must agree. */
export const askingDimensions = (rule: RuleDefinition): readonly string[] => rule.dimensions ?? NONE;

const NONE: readonly string[] = [];

/** Dimensions whose combinations are its objects: a prerequisite without any looks at every cell, unless `anywhere`. */
export function objectDimensions(c: Case, rule: RuleDefinition): readonly string[] {
  const { dimensions = [] } = rule;
  const isEverywhere = 'when' in rule && dimensions.length === 0 && rule.anywhere !== true;
  return isEverywhere ? c.cells.dimensions : dimensions;
}

/** The legs an exception without legs means: what the rule names, with what the catalogue alone makes of it. */
export function legsApproved(c: Case, rule: RuleDefinition): readonly string[] | 'all' {
  if ('holders' in rule) return 'all';
  return legsOf(c, rule, []).map(({ id }) => id);
}

const isPattern = (leaf: string) => leaf.includes('*') && !leaf.startsWith('role:');

/** Single members of a set, each once: a pattern or class stands for each entitlement that it matches. */
function membersOf(c: Case, set: readonly Leaf[], granted: readonly string[]): Map<string, Leg> {
  const catalogued = c.catalogue.entitlements.map(({ id }) => id);
  const standsFor = (leaf: Leaf): string[] => {
    if (typeof leaf !== 'string') return c.catalogue.ofClass(leaf);
    return isPattern(leaf) ? [...catalogued, ...granted].filter((id) => patternsMeet(id, leaf)) : [leaf];
  };
  return new Map(set.flatMap(standsFor).map((id) => [id, { id, tree: id }]));
}
