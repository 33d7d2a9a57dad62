import type { CompiledRule, ConflictMatrix } from './conflict-matrix.js';
import { type CompiledEdge, givesControl } from './edge.js';
import type { Reading } from './reading.js';

/**
 * The rules that a change of these items can touch, in order: those with a leaf that such an item, or what edges
 * give for it, can meet. `null`: control changes, and with it anything.
 */
export function rulesTouched(
  matrix: ConflictMatrix,
  reading: Reading,
  items: readonly string[] | null,
): CompiledRule[] {
  const leaves = items === null ? null : leavesReached(matrix, reading, items);
  if (leaves === null) return matrix.rules.filter(({ rollout }) => rollout !== 'off');
  const numbers = new Set([...leaves].flatMap((leaf) => matrix.rulesByLeaf[leaf] ?? []));
  return [...numbers].sort((a, b) => a - b).flatMap((number) => matrix.rules[number] ?? []);
}

/** Leaves that the items can help to meet; `null`: they can give control, and with it any. */
function leavesReached(
  matrix: ConflictMatrix,
  reading: Reading,
  items: readonly string[],
): Set<number> | null {
  const met = (item: string) => reading.hitsOf(item).map(({ leaf }) => leaf);
  const reached = new Set(items.flatMap(met));
  const followed = new Set<CompiledEdge>();
  for (let before = -1; before < followed.size;) {
    before = followed.size;
    for (const edge of matrix.edges) {
      if (followed.has(edge) || !edge.premises.some((leaf) => reached.has(leaf))) continue;
      if (givesControl(edge.gives)) return null;
      followed.add(edge);
      for (const leaf of met(edge.gives.entitlement)) reached.add(leaf);
    }
  }
  return reached;
}

/** Every leaf that the regions of these rules can depend on: their own, and the premises of edges that lead there. */
export function leavesRelevant(
  matrix: ConflictMatrix,
  reading: Reading,
  rules: readonly CompiledRule[],
): Set<number> {
  const relevant = new Set(rules.flatMap(({ leaves }) => leaves));
  const leadsThere = ({ gives }: CompiledEdge): boolean =>
    givesControl(gives) || reading.hitsOf(gives.entitlement).some(({ leaf }) => relevant.has(leaf));
  const waiting = new Set(matrix.edges);
  for (let before = -1; before !== waiting.size;) {
    before = waiting.size;
    for (const edge of [...waiting].filter(leadsThere)) {
      waiting.delete(edge);
      for (const leaf of edge.premises) relevant.add(leaf);
    }
  }
  return relevant;
}
