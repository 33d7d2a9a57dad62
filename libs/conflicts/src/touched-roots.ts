import type { Inquiry } from './inquiry.js';
import type { Reach } from './root-view.js';
import { possibleRoots } from './roots.js';

/** Every identity that can, before or after, at `at` or later, act as one of these, in order. */
export function touchedRoots(inquiry: Inquiry, identities: readonly string[]): string[] {
  if (identities.length === 0) return [];
  const { matrix, facts, viewOf } = inquiry;
  return possibleRoots(matrix, facts, identities).filter((root) => {
    const reached = reachAhead(inquiry, [viewOf(root).reach('after'), viewOf(root).reach('before')]);
    return identities.some((identity) => reached.has(identity));
  });
}

/** The identities met at the instant of judgement or later. */
export function reachAhead({ at }: Inquiry, reaches: readonly Reach[]): Set<string> {
  const reached = new Set<string>();
  for (const reach of reaches) {
    for (const [identity, spans] of reach) if (spans.some(({ until }) => until > at)) reached.add(identity);
  }
  return reached;
}
