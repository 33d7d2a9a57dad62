import { type Alike, NONE_ALIKE } from './alike.js';
import { holdsObject } from './box.js';
import type { Known } from './closure.js';
import type { CompiledLeg, CompiledRule } from './conflict-matrix.js';
import { byLength, type Derivation, derivations } from './derivation.js';
import { leavesOf } from './duty-tree.js';
import type { Inquiry } from './inquiry.js';
import type { Step } from './judgement.js';
import { newWitnesses } from './new-witness.js';
import type { RootView } from './root-view.js';
import { satisfaction } from './satisfaction.js';
import type { Support } from './support.js';

/** One leg of a rule for one root, where it is to be shown. */
export interface Place {
  readonly rule: CompiledRule;
  readonly leg: CompiledLeg;
  readonly view: RootView;
  /** Roots that are one with it, itself among them: a way that one of them had is not new. */
  readonly head: readonly RootView[];
  /** An instant, and an object on the dimensions of the rule's region. */
  readonly t: number;
  readonly object: readonly string[];
}

/**
 * The shortest derivation by which a root meets a leg at one instant and object, after the change. `isNewWay`: by a
 * new witness, which exists.
 */
export function shortestPath(inquiry: Inquiry, place: Place, isNewWay: boolean): readonly Step[] {
  const ways = isNewWay
    ? newWays(inquiry, place).flatMap((grants) =>
        // the grants alone may not give those who are one the control over each other
        place.head.map((view) => bestBy(inquiry, { ...place, view }, grants)),
      )
    : [bestBy(inquiry, place, null)];
  const [best] = ways.filter((way) => way !== null).sort(byLength);
  return best?.steps ?? [];
}

function newWays(inquiry: Inquiry, { rule, leg, head, t, object }: Place): Support[] {
  const alike = alikeIn(head);
  const here = (side: 'before' | 'after') =>
    head
      .flatMap((view) => view.witnesses(side, spanAt(view, t), leg.tree, rule, alike))
      .filter(({ box }) => holdsObject(box, rule.objects, object));
  const ways = newWitnesses(inquiry, here('after'), () => here('before'), alike);
  // the shortest way of all that are alike is shown
  return ways.map((grants) => grants.flatMap((grant) => alike.get(grant) ?? [grant]));
}

/** What is alike for one root; among several who are one each grant stands for itself. */
export function alikeIn(head: readonly RootView[]): Alike {
  const [view, ...others] = head;
  return view === undefined || others.length > 0 ? NONE_ALIKE : view.alike;
}

function spanAt({ spans }: RootView, t: number): number {
  return spans.findIndex(({ from, until }) => from <= t && t < until);
}

/** The best by these grants alone; by all of them for `null`. */
function bestBy(
  inquiry: Inquiry,
  { rule, leg, view, t, object }: Place,
  grants: Support | null,
): Derivation | null {
  const { met } = view.derived(spanAt(view, t), grants);
  const asking = {
    met: withMeets(met, leg),
    dimensions: rule.dimensions,
    objects: rule.objects,
    algebra: derivations,
    budget: inquiry.budget,
  };
  const found = satisfaction(leg.tree, asking).filter(({ box }) => holdsObject(box, rule.objects, object));
  return found.map(({ by }) => by).sort(byLength)[0] ?? null;
}

/** The leaves of a leg, each derivation ending in what it meets there. */
function withMeets(
  met: ReadonlyMap<number, readonly Known<Derivation>[]>,
  { id, title, tree }: CompiledLeg,
): Map<number, Known<Derivation>[]> {
  const meeting = ({ box, by }: Known<Derivation>): Known<Derivation> => {
    return { box, by: by.then([{ step: 'meets', item: by.item, duty: id, title }]) };
  };
  return new Map(leavesOf([tree]).map((leaf) => [leaf, (met.get(leaf) ?? []).map(meeting)]));
}
