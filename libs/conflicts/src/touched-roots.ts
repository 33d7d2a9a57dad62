import type { Inquiry } from './inquiry.js';
import type { Reach } from './root-view.js';
import { hasOtherPowers } from './powers.js';
import { possibleRoots } from './roots.js';

/** Roots that a change may touch, and those of them that have a finding. */
export interface Touched {
  readonly conflicts: readonly { readonly root: string }[];
  readonly touched: readonly string[];
}

/** Every identity that can, before or after, at `at` or later, act as one of these, in order. */
export function touchedRoots(inquiry: Inquiry, identities: readonly string[]): string[] {
  if (identities.length === 0) return [];
  const { matrix, facts, viewOf } = inquiry;
  return possibleRoots(matrix, facts, identities).filter((root) => {
    const reached = reachAhead(inquiry, [viewOf(root).reach('after'), viewOf(root).reach('before')]);
    return identities.some((identity) => reached.has(identity));
  });
}

/**
 * Everybody whom a root that the change touches controls before or after it, from now on. Who is touched exactly is
 * only found out where it matters for somebody who may be: `matters` is asked about all of them.
 */
export function reachOfTouched(
  inquiry: Inquiry,
  { conflicts, touched }: Touched,
  matters: (identities: ReadonlySet<string>) => boolean,
): ReadonlySet<string> {
  const reached = (roots: readonly string[]) =>
    reachAhead(
      inquiry,
      roots.map(inquiry.viewOf).flatMap((view) => [view.reach('before'), view.reach('after')]),
    );
  const likely = reached(touched);
  if (!matters(likely)) return likely;
  const found = new Set(conflicts.map(({ root }) => root));
  return reached(touched.filter((root) => found.has(root) || hasOtherPowers(inquiry, root)));
}

/** The identities met at the instant of judgement or later. */
export function reachAhead({ at }: Inquiry, reaches: readonly Reach[]): Set<string> {
  const reached = new Set<string>();
  for (const reach of reaches) {
    for (const [identity, spans] of reach) if (spans.some(({ until }) => until > at)) reached.add(identity);
  }
  return reached;
}
