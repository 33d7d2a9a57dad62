import type { Control } from '@countersign/conflicts';
import type { Line } from '@countersign/contracts';
import type { Bundle } from '@countersign/statement';
import { exceptionsOf, recognisedOf } from '../world/law-facts.decision.js';
import { controllersOf } from '../identities/control-graph.decision.js';

/** One leg of a critical rule that a reservation meets for one root. */
export interface Slot {
  readonly root: string;
  readonly rule: string;
  readonly leg: string;
}

/** A critical rule is of two plain legs without dimensions, each met by any one entitlement of its duty; nothing else has slots. */
const legsMet = (bundle: Bundle, lines: readonly Pick<Line, 'entitlement'>[]): Omit<Slot, 'root'>[] => {
  const { rules, duties } = bundle.document;
  const held = new Set<unknown>(lines.map(({ entitlement }) => entitlement));
  const met = new Set<string>(
    duties.filter(({ any = [] }) => any.some((leaf) => held.has(leaf))).map(({ id }) => id),
  );
  return rules
    .filter(
      ({ critical, rollout, effect, legs = [], dimensions = [] }) =>
        critical === true &&
        rollout === 'enforce' &&
        effect === 'prohibit' &&
        legs.length === 2 &&
        dimensions.length === 0,
    )
    .flatMap(({ id: rule, legs = [] }) => legs.filter((leg) => met.has(leg)).map((leg) => ({ rule, leg })));
};

/**
 * The slots of a reservation: for each leg of a critical rule that one of its lines meets, and each root that controls the beneficiary from
 * `at` (ms) on without end. One that controls for a while is left to judgement: a constraint would forbid what never meets. So is a root with
 * an exception to the rule that is not over, or one that could only take over by a power that the law knows of until then: what it may hold no
 * constraint can say.
 */
export function slotsOf(
  bundle: Bundle,
  lines: readonly Pick<Line, 'entitlement'>[],
  {
    controls,
    beneficiary,
    at,
  }: { readonly controls: readonly Control[]; readonly beneficiary: string; readonly at: number },
): Slot[] {
  const met = legsMet(bundle, lines);
  if (met.length === 0) return [];
  const lasting = controls.filter(({ window }) => window.until === null && window.from <= at);
  const controlling = (among: readonly Control[]) => controllersOf(among, [beneficiary], at);
  const roots = [...controlling(lasting)].filter((id) => !id.startsWith('account:'));
  const known = recognisedOf(bundle).filter(
    ({ window }) => window.from <= at && at < (window.until ?? Infinity),
  );
  const judgedAlone = (root: string): boolean => {
    const hows = known.filter((power) => power.root === root).map(({ how }) => how);
    const others = lasting.filter(({ how, strength }) => strength !== 'take-over' || !hows.includes(how));
    return hows.length > 0 && !controlling(others).has(root);
  };
  const excepted = new Set(
    exceptionsOf(bundle)
      .filter(({ window }) => at < (window.until ?? Infinity))
      .map(({ root, rule }) => `${root} ${rule}`),
  );
  return roots
    .filter((root) => !judgedAlone(root))
    .sort()
    .flatMap((root) => met.map((leg) => ({ root, ...leg })))
    .filter(({ root, rule }) => !excepted.has(`${root} ${rule}`));
}
