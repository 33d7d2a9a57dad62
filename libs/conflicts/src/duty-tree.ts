import { byCodePoint } from './code-point-order.js';
import { branchesOf, isLeaf } from './duty-meaning.js';
import { DUTY_PREFIX, type DutyDefinition, type DutyTree as Tree, type Leaf } from './rule-book.js';

/** A duty as the engine asks it: leaves by number, branches in an order of their own. */
export type DutyTree =
  | { readonly kind: 'leaf'; readonly text: string; readonly leaf: number }
  | { readonly kind: 'any'; readonly text: string; readonly branches: readonly DutyTree[] }
  | {
      readonly kind: 'least';
      readonly text: string;
      readonly least: number;
      readonly branches: readonly DutyTree[];
      /** Numbers of the dimensions on which the branches have to meet. */
      readonly same: readonly number[];
    };

/** Gives leaves and dimensions their numbers. */
export interface Numbering {
  readonly leaf: (leaf: Leaf) => number;
  readonly dimension: (name: string) => number;
}

/** Compiles one duty; `known` has those that it names. */
export function dutyTree(
  duty: DutyDefinition,
  known: ReadonlyMap<string, DutyTree>,
  numbering: Numbering,
): DutyTree {
  const compiled = (tree: Tree): DutyTree => {
    if (isLeaf(tree)) {
      const named = typeof tree === 'string' && tree.startsWith(DUTY_PREFIX) ? known.get(tree) : undefined;
      return named === undefined ? leafTree(tree, numbering) : { ...named, text: leafText(tree) };
    }
    const branches = branchesOf(tree)
      .map(compiled)
      .sort((a, b) => byCodePoint(a.text, b.text));
    const inside = branches.map(({ text }) => text);
    if ('any' in tree) return { kind: 'any', text: JSON.stringify(['any', ...inside]), branches };
    const least = 'all' in tree ? branches.length : tree.atLeast;
    const same = [...new Set(tree.same ?? [])].map(numbering.dimension).sort((a, b) => a - b);
    return { kind: 'least', text: JSON.stringify([least, same, ...inside]), least, branches, same };
  };
  return compiled(duty);
}

/** A tree of one leaf. */
export function leafTree(leaf: Leaf, numbering: Numbering): DutyTree {
  return { kind: 'leaf', text: leafText(leaf), leaf: numbering.leaf(leaf) };
}

/** One text for equal leaves. */
export function leafText(leaf: Leaf): string {
  if (typeof leaf === 'string') return leaf;
  return JSON.stringify(Object.entries(leaf.class).sort(([a], [b]) => byCodePoint(a, b)));
}

/** Every leaf of these trees, rising. */
export function leavesOf(trees: readonly DutyTree[]): number[] {
  const leaves = new Set<number>();
  const open = new Set(trees);
  for (const tree of open) {
    if (tree.kind === 'leaf') leaves.add(tree.leaf);
    else for (const branch of tree.branches) open.add(branch);
  }
  return [...leaves].sort((a, b) => a - b);
}
