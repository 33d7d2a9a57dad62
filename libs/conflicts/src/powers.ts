import type { Side } from './before-after.js';
import { type Box, holdsObject, isBoxWithin } from './box.js';
import type { Budget } from './budget.js';
import type { Closed } from './closure.js';
import type { Inquiry } from './inquiry.js';
import { ItemReading } from './item-reading.js';
import { combinations } from './region.js';
import { elementary } from './root-view.js';
import type { Support } from './support.js';
import { presence } from './supporting.js';
import { timeline } from './timeline.js';
import { byCodePoint } from './code-point-order.js';
import { meetAll } from './window.js';

/**
 * Whether a root can do something else, or controls somebody else, than before, at an instant from now on at which
 * it is a judged root: what makes a change touch it (SEMANTICS §4), whatever rules say.
 */
export function hasOtherPowers(inquiry: Inquiry, root: string): boolean {
  const view = inquiry.viewOf(root);
  const reading = new ItemReading(inquiry.matrix);
  const spans = elementary(inquiry, root, view.around, reading);
  const powers = (side: Side) => timeline(inquiry, spans, { root, side, reading, algebra: presence });
  const [before, after] = [powers('before'), powers('after')];
  return spans.some((span, i) => {
    const [was, is] = [before[i], after[i]];
    if (span.until <= inquiry.at || was === undefined || is === undefined) return false;
    return differ(inquiry.budget, was, is) && meetAll(view.judged('after'), span).length > 0;
  });
}

function differ(budget: Budget, a: Closed<Support>, b: Closed<Support>): boolean {
  const [over, under] = [[...a.controlled.keys()], b.controlled];
  if (over.length !== under.size || !over.every((identity) => under.has(identity))) return true;
  const leaves = new Set([...a.met.keys(), ...b.met.keys()]);
  const boxes = ({ met }: Closed<Support>, leaf: number) => (met.get(leaf) ?? []).map(({ box }) => box);
  return [...leaves].some((leaf) => !coverTheSame(budget, boxes(a, leaf), boxes(b, leaf)));
}

function coverTheSame(budget: Budget, a: readonly Box[], b: readonly Box[]): boolean {
  budget.take(1 + a.length * b.length);
  const isIn = (inner: readonly Box[], outer: readonly Box[]) =>
    inner.every((box) => outer.some((around) => isBoxWithin(box, around)));
  if (isIn(a, b) && isIn(b, a)) return true;
  const all = [...a, ...b];
  const dimensions = [...(all[0] ?? []).keys()];
  const valuesOn = (d: number) => [...new Set(all.flatMap((box) => box[d] ?? []))].sort(byCodePoint);
  const holds = (boxes: readonly Box[], object: readonly string[]) =>
    boxes.some((box) => holdsObject(box, dimensions, object));
  const values = dimensions.map(valuesOn);
  budget.take(values.reduce((count, { length }) => count * (length + 1), all.length));
  return combinations(values).every((object) => holds(a, object) === holds(b, object));
}
