import type { CaseFacts } from './case-facts.js';
import { byCodePoint } from './code-point-order.js';
import type { ConflictMatrix } from './conflict-matrix.js';
import type { ControlEdge } from './control-edge.js';
import { givesControl } from './edge.js';

/**
 * Every identity that may, whatever the time, act as one of `identities`, themselves included, in order. Where edges
 * of the bundle give control, any identity may.
 */
export function possibleRoots(
  matrix: ConflictMatrix,
  facts: CaseFacts,
  identities: Iterable<string>,
): string[] {
  const isOpen = matrix.edges.some(({ gives }) => givesControl(gives));
  const incoming = (x: string) => facts.controls.incoming.get(x) ?? [];
  const roots = isOpen
    ? new Set([...identities, ...facts.identities])
    : spread(identities, incoming, ({ from }) => from);
  return [...roots].sort(byCodePoint);
}

/** Everything met from `start` over edges. */
export function spread(
  start: Iterable<string>,
  edgesOf: (identity: string) => readonly ControlEdge[],
  next: (edge: ControlEdge) => string,
): Set<string> {
  const met = new Set(start);
  for (const identity of met) for (const edge of edgesOf(identity)) met.add(next(edge));
  return met;
}
