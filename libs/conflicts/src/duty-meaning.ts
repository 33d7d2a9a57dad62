import { type BundleProblem, problem } from './bundle.errors.js';
import { type Names, unknownIn, unknownItem } from './book-names.js';
import {
  type AllOf,
  type AnyOf,
  type AtLeastOf,
  DUTY_PREFIX,
  type DutyDefinition,
  type DutyTree,
  type Leaf,
} from './rule-book.js';

/** Branches of a node of a duty's tree, whatever its kind. */
export function branchesOf(node: AnyOf | AllOf | AtLeastOf): readonly DutyTree[] {
  if ('any' in node) return node.any;
  return 'all' in node ? node.all : node.of;
}

export function isLeaf(tree: DutyTree): tree is Leaf {
  return typeof tree === 'string' || 'class' in tree;
}

/** Ids of the duties that the tree of a duty names, each as often as it is named. */
export function namedDuties(node: AnyOf | AllOf | AtLeastOf): string[] {
  return branchesOf(node).flatMap((branch) => {
    if (!isLeaf(branch)) return namedDuties(branch);
    return typeof branch === 'string' && branch.startsWith(DUTY_PREFIX) ? [branch] : [];
  });
}

/** What is wrong in a duty of sound shape. */
export function dutyProblems(duty: DutyDefinition, names: Names): BundleProblem[] {
  return treeProblems(duty, names, `duty \`${duty.id}\``);
}

/** What is wrong in a leaf: a name that nobody defined. A class may select nothing, by attributes that exist. */
export function leafProblems(leaf: Leaf, names: Names, where: string): BundleProblem[] {
  if (typeof leaf !== 'string') {
    return Object.keys(leaf.class).flatMap((name) => unknownIn('attribute', name, names, where));
  }
  return leaf.startsWith(DUTY_PREFIX)
    ? unknownIn('duty', leaf, names, where)
    : unknownItem(leaf, names, where);
}

function treeProblems(node: AnyOf | AllOf | AtLeastOf, names: Names, where: string): BundleProblem[] {
  const branches = branchesOf(node);
  if (branches.length === 0) return [problem('BUNDLE_EMPTY_DUTY', where, 'nothing can meet it')];
  const same = 'any' in node ? [] : (node.same ?? []);
  return [
    ...('atLeast' in node ? thresholdProblems(node, where) : []),
    ...same.flatMap((name) => unknownIn('dimension', name, names, where)),
    ...branches.flatMap((branch) =>
      isLeaf(branch) ? leafProblems(branch, names, where) : treeProblems(branch, names, where),
    ),
  ];
}

function thresholdProblems({ atLeast, of }: AtLeastOf, where: string): BundleProblem[] {
  const isPossible = Number.isSafeInteger(atLeast) && atLeast >= 1 && atLeast <= of.length;
  if (isPossible) return [];
  return [problem('BUNDLE_BAD_THRESHOLD', where, `\`atLeast\` \`${atLeast}\` is not in 1…${of.length}`)];
}
