import type { Judgement, Outcome } from '../judgement.js';

/** What a change comes to: as `judge` says it, without paths and windows. */
export interface Decision {
  readonly outcome: Outcome;
  /** For each root that breaks any, the ids of the rules that the change creates, extends or repeats, each once. */
  readonly broken: readonly BrokenRules[];
}

/** The rules that one root breaks. */
export interface BrokenRules {
  readonly root: string;
  readonly rules: readonly string[];
}

/** The same, with names looked up when they are asked for: thousands of rules may be broken at once. */
export class RulesByNumber implements BrokenRules {
  constructor(
    readonly root: string,
    private readonly ids: readonly string[],
    private readonly numbers: Uint32Array,
  ) {}

  get rules(): readonly string[] {
    return Array.from(this.numbers, (number) => this.ids[number] ?? '');
  }
}

/** Nothing stands against it. */
export const PASSING: Decision = { outcome: 'pass', broken: [] };

/** The decision that a judgement makes. */
export function decisionOf({ outcome, conflicts }: Judgement): Decision {
  const rules = new Map<string, string[]>();
  for (const { rule, root, sameFor } of conflicts) {
    for (const each of [root, ...sameFor]) rules.set(each, [...(rules.get(each) ?? []), rule]);
  }
  return { outcome, broken: [...rules].map(([root, all]) => ({ root, rules: all })) };
}
