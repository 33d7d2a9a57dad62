import type { Closed } from './closure.js';
import { type Derivation, derivations } from './derivation.js';
import { givesControl } from './edge.js';
import type { Setting } from './setting.js';
import type { Support } from './support.js';
import { timeline } from './timeline.js';
import type { Span } from './window.js';

/**
 * What a root can do in span number `i` after the change, each with its shortest derivation; by these grants alone,
 * or by all of them for `null`. Earlier spans matter only where edges give knowledge that lasts.
 */
export function derivedBy(
  setting: Setting,
  { root, spans }: { readonly root: string; readonly spans: readonly Span[] },
  i: number,
  grants: Support | null,
): Closed<Derivation> {
  const isLasting = setting.matrix.edges.some(({ gives }) => givesControl(gives) && gives.isLasting);
  const upTo = spans.slice(isLasting ? 0 : i, i + 1);
  const counts =
    grants === null ? undefined : ({ number }: { readonly number: number }) => grants.includes(number);
  const telling = { root, side: 'after' as const, reading: setting.doubt, algebra: derivations, counts };
  return timeline(setting, upTo, telling).at(-1) ?? { controlled: new Map(), met: new Map(), learned: [] };
}
