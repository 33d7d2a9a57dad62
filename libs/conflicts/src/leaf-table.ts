import { canMeet, isInside, isPattern } from './pattern.js';
import { ROLE_PREFIX } from './rule-book.js';

/** What an item that is held, or given by an edge, can be compared with: a name, a pattern, or the members of a class. */
export interface CompiledLeaf {
  readonly text: string;
  /** `null` unless it is a class. */
  readonly members: readonly string[] | null;
}

/** Leaves by number, and those that a known item meets. */
export interface LeafTable {
  readonly leaves: readonly CompiledLeaf[];
  /** For each catalogued entitlement, role, and pattern that the book gives: the leaves it meets, rising. */
  readonly metBy: ReadonlyMap<string, readonly number[]>;
}

/** How an item is compared with a leaf: doubt counts as held (`meets`), or as not held (`surely meets`). */
export type Comparison = (item: string, leaf: CompiledLeaf) => boolean;

/** Some string is meant by both. */
export const meets: Comparison = (item, { text, members }) => {
  if (members !== null) return members.some((member) => areAlike(item, member) && canMeet(item, member));
  return areAlike(item, text) && canMeet(item, text);
};

/** The item lies wholly inside the leaf, or contains a leaf without `*` (SEMANTICS §1). */
export const surelyMeets: Comparison = (item, leaf) => {
  if (leaf.members !== null) return meets(item, leaf);
  return isPattern(leaf.text) ? areAlike(item, leaf.text) && isInside(item, leaf.text) : meets(item, leaf);
};

/** A role meets roles only: no pattern over entitlements means one. */
function areAlike(item: string, leaf: string): boolean {
  return item.startsWith(ROLE_PREFIX) === leaf.startsWith(ROLE_PREFIX);
}

/** Numbers of the leaves that `item` meets, rising. */
export function leavesMet(leaves: readonly CompiledLeaf[], item: string, compare: Comparison): number[] {
  return leaves.flatMap((leaf, number) => (compare(item, leaf) ? [number] : []));
}

/** The table of these leaves, with the leaves met by each of `items` known beforehand. */
export function leafTable(leaves: readonly CompiledLeaf[], items: Iterable<string>): LeafTable {
  const named = new Map(
    leaves.flatMap(({ text, members }, i) => (members === null ? [[text, i] as const] : [])),
  );
  const wide = leaves.flatMap((leaf, i) => (leaf.members !== null || isPattern(leaf.text) ? [i] : []));
  const ofClass = new Map(wide.map((i) => [i, new Set(leaves[i]?.members ?? [])]));
  const metBy = (item: string): number[] => {
    if (isPattern(item)) return leavesMet(leaves, item, meets);
    const met = wide.filter((i) => {
      const leaf = leaves[i];
      return (
        leaf !== undefined && (leaf.members === null ? meets(item, leaf) : ofClass.get(i)?.has(item) === true)
      );
    });
    const own = named.get(item);
    return own === undefined ? met : [...met, own].sort((a, b) => a - b);
  };
  return { leaves, metBy: new Map([...new Set(items)].map((item) => [item, metBy(item)])) };
}
