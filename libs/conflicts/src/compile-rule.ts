import { byCodePoint } from './code-point-order.js';
import type { CompiledLeg, CompiledRule } from './conflict-matrix.js';
import { type DutyTree, leafTree, type Numbering } from './duty-tree.js';
import { type Catalogue, isWide, membersOf } from './leaf-numbering.js';
import { DUTY_PREFIX, type Leaf, type RuleDefinition, type SetRule } from './rule-book.js';

/** What a rule is compiled against. */
export interface RuleSetting {
  readonly duties: ReadonlyMap<string, DutyTree>;
  readonly titles: ReadonlyMap<string, string>;
  readonly catalogue: Catalogue;
  readonly numbering: Numbering;
  readonly dimensions: readonly string[];
  /** Every leaf of a tree. */
  readonly leavesOf: (tree: DutyTree) => readonly number[];
}

type Asked = Pick<CompiledRule, 'kind' | 'legs' | 'threshold' | 'patterns' | 'needs' | 'objects'>;

/** Default of SEMANTICS §4: the period in which a cap is counted is twice the cap. */
const PERIODS_PER_CAP = 2;

export function compiledRule(rule: RuleDefinition, setting: RuleSetting): CompiledRule {
  const named = [...new Set(rule.dimensions ?? [])];
  const dimensions = named.map((name) => setting.dimensions.indexOf(name)).sort((a, b) => a - b);
  const asked = { patterns: [], needs: null, objects: dimensions, ...askedBy(rule, setting, dimensions) };
  const trees = [...asked.legs.map(({ tree }) => tree), ...(asked.needs === null ? [] : [asked.needs])];
  const wide = 'set' in rule ? rule.set.filter(isWide).map(setting.numbering.leaf) : [];
  const cap = rule.maxDurationMs ?? null;
  return {
    id: rule.id,
    version: rule.version,
    title: rule.title,
    control: rule.control ?? null,
    dimensions,
    effect: rule.effect,
    rollout: rule.rollout,
    maxDurationMs: cap,
    perMs: rule.perMs ?? (cap === null ? null : PERIODS_PER_CAP * cap),
    repeatsPass: rule.repeatsPass ?? false,
    ...asked,
    leaves: [...new Set([...trees.flatMap(setting.leavesOf), ...wide])].sort((a, b) => a - b),
  };
}

function askedBy(
  rule: RuleDefinition,
  setting: RuleSetting,
  dimensions: readonly number[],
): Partial<Asked> & Pick<Asked, 'kind' | 'legs' | 'threshold'> {
  if ('set' in rule) return askedBySet(rule, setting);
  if ('holders' in rule) {
    return { kind: 'holders', legs: dutyLegs([rule.holders], setting), threshold: rule.most + 1 };
  }
  if ('when' in rule) {
    const everything = rule.anywhere === true ? [] : setting.dimensions.map((_, d) => d);
    return {
      kind: 'prerequisite',
      legs: dutyLegs([rule.when], setting),
      threshold: 1,
      needs: setting.duties.get(rule.needs) ?? null,
      objects: dimensions.length > 0 ? dimensions : everything,
    };
  }
  return {
    kind: 'conflict',
    legs: dutyLegs(rule.legs, setting),
    threshold: rule.threshold ?? rule.legs.length,
  };
}

function dutyLegs(ids: readonly string[], { duties, titles }: RuleSetting): CompiledLeg[] {
  return [...new Set(ids)].sort(byCodePoint).flatMap((id) => {
    const tree = duties.get(id);
    return tree === undefined ? [] : [{ id, title: titles.get(id) ?? id, tree }];
  });
}

function askedBySet(
  { set, most }: SetRule,
  setting: RuleSetting,
): Partial<Asked> & Pick<Asked, 'kind' | 'legs' | 'threshold'> {
  const { catalogue, numbering } = setting;
  const isDuty = (leaf: Leaf): leaf is string => typeof leaf === 'string' && leaf.startsWith(DUTY_PREFIX);
  const singles = set
    .filter((leaf) => !isDuty(leaf))
    .flatMap((leaf) => (isWide(leaf) ? membersOf(leaf, catalogue) : [leaf as string]));
  const legs = [
    ...dutyLegs(set.filter(isDuty), setting),
    ...[...new Set(singles)].map((id): CompiledLeg => ({ id, title: id, tree: leafTree(id, numbering) })),
  ];
  return {
    kind: 'set',
    legs: legs.sort((a, b) => byCodePoint(a.id, b.id)),
    threshold: most + 1,
    patterns: [...new Set(set.filter((leaf) => typeof leaf === 'string' && isWide(leaf)) as string[])].sort(
      byCodePoint,
    ),
  };
}
