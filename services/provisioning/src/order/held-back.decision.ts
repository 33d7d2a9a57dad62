import type { Bundle } from '@countersign/statement';
import { type Asking, isMet, namedIn, type Need, needOf } from './need.decision.js';

/** A line of a request: what it gives, where, and whether its target has it. Two lines may have one place. */
export interface AskedLine {
  readonly entitlement: string;
  readonly place: string;
  readonly stands: boolean;
}

/** What needs what among entitlements that are asked for together. */
interface Prerequisite {
  readonly when: ReadonlySet<string>;
  readonly needs: Need;
}

/**
 * The places that are not held back: all but those whose lines all need, as a prerequisite in `enforce` says, something of the same request that
 * does not stand at every place where it is asked for. What needs each other goes together. Of what can be met in several ways, one that stands is
 * enough. INVARIANT: some place of what does not stand is not held back: nothing waits for itself, nor for what waits for it.
 */
export function placesDue(bundle: Bundle, lines: readonly AskedLine[]): ReadonlySet<string> {
  const asked = new Set(lines.map(({ entitlement }) => entitlement));
  const missing = new Set(lines.flatMap(({ entitlement, stands }) => (stands ? [] : [entitlement])));
  const standing = new Set([...asked].filter((id) => !missing.has(id)));
  const waiting = heldBack(bundle, asked, standing);
  return new Set(lines.flatMap(({ entitlement, place }) => (waiting.has(entitlement) ? [] : [place])));
}

function heldBack(
  bundle: Bundle,
  asked: ReadonlySet<string>,
  standing: ReadonlySet<string>,
): ReadonlySet<string> {
  const rules = prerequisites({ bundle, asked });
  if (rules.length === 0) return new Set();
  const direct = new Map([...asked].map((id) => [id, directlyNeeded(rules, id)]));
  const reached = new Map([...asked].map((id) => [id, reachedFrom(direct, id)]));
  const waits = (id: string): boolean => {
    const ours = [...(reached.get(id) ?? [])].filter((other) => reached.get(other)?.has(id)).concat(id);
    const there = new Set([...standing, ...ours]);
    return rules.some(({ when, needs }) => ours.some((one) => when.has(one)) && !isMet(needs, there));
  };
  return new Set([...asked].filter(waits));
}

/** A rule that is only recorded or warned of has no effect, and so holds nothing back. */
function prerequisites(asking: Asking): Prerequisite[] {
  return asking.bundle.document.rules.flatMap(({ when, needs, rollout }) => {
    if (when === undefined || needs === undefined || rollout !== 'enforce') return [];
    const [why, what] = [needOf(asking, when), needOf(asking, needs)];
    return why && what ? [{ when: new Set(namedIn(why)), needs: what }] : [];
  });
}

/** What the rules that name an entitlement name as needed. */
const directlyNeeded = (rules: readonly Prerequisite[], id: string): ReadonlySet<string> =>
  new Set(rules.flatMap(({ when, needs }) => (when.has(id) ? namedIn(needs) : [])));

/** Everything that is needed for an entitlement, and for that, to the end. */
function reachedFrom(direct: ReadonlyMap<string, ReadonlySet<string>>, id: string): ReadonlySet<string> {
  const reached = new Set(direct.get(id));
  for (const one of reached) for (const next of direct.get(one) ?? []) reached.add(next);
  return reached;
}
