import type { AskedItem, ConflictSummary } from '@countersign/contracts';
import type { Bundle } from '../bundle.js';
import { type Fact, instant } from './facts.js';
import { itemName } from './expansion.js';
import { latest } from './latest.js';
import { lingeringEnd } from './lingering.js';
import { findRoute } from './route.js';

/** What is decided about: who asks, for whom, what, with which conflicts, and whom policy excludes because only it knows their control. */
export interface Matter {
  readonly requester: string;
  readonly beneficiary: string;
  readonly actors: readonly string[];
  readonly items: readonly AskedItem[];
  readonly conflicts: readonly Pick<ConflictSummary, 'rule'>[];
  readonly excluded: readonly string[];
}

/**
 * People who decide nothing about a matter, whatever group they are in (INVARIANTS, I1, I3, I4; DESIGN, section 6): its requester, its beneficiary,
 * who acted for the requester, whom policy excludes; who wrote a role that is asked for or one inside it, the route that decides, or a rule that is
 * met; and who controls a benefiting or asking identity by the facts at hand at any of these instants (ms). What the bundle does not know has no authors.
 */
export function decidesNothing(
  matter: Matter,
  bundle: Bundle,
  facts: readonly Fact[],
  instants: readonly number[],
): ReadonlySet<string> {
  const { requester, beneficiary, actors, excluded } = matter;
  const parties = [requester, beneficiary].filter((id) => !id.startsWith('person:'));
  const controllers = instants.flatMap((at) => parties.flatMap((id) => controllersBy(facts, id, at)));
  return new Set([
    ...[requester, beneficiary, ...actors, ...excluded],
    ...authorsOf(matter, bundle),
    ...controllers,
  ]);
}

function authorsOf({ items, conflicts }: Matter, bundle: Bundle): string[] {
  const known = items.map(itemName).filter((item) => bundle.knows(item));
  const route = findRoute(
    bundle,
    known.flatMap((item) => bundle.contents(item)),
  );
  const met = new Set<string>(conflicts.map(({ rule }) => rule));
  const rules = bundle.document.rules.filter(({ id }) => met.has(id));
  return [
    ...known.flatMap((item) => bundle.authorsOf(item)),
    ...(route?.authors ?? []),
    ...rules.flatMap(({ authors = [] }) => authors),
  ];
}

type Controlled = Extract<Fact, { readonly type: 'identity.controlled.v1' }>;

/**
 * Everybody who controls an identity at `at`, directly or through another, by the facts at hand. A word is ended by a later one of its own source
 * alone, and not at once ({@link lingeringEnd}): doubt counts as control.
 */
function controllersBy(facts: readonly Fact[], identity: string, at: number): string[] {
  const stated = facts.filter(
    (fact): fact is Controlled => fact.type === 'identity.controlled.v1' && fact.effective <= at,
  );
  const reached = new Set([identity]);
  for (const one of reached)
    for (const { source, data } of stated.filter((fact) => fact.data.identity === one)) {
      const { controller, how } = data;
      const words = stated.filter(
        (fact) =>
          fact.source === source &&
          fact.data.identity === one &&
          fact.data.controller === controller &&
          fact.data.how === how,
      );
      const last = latest(words);
      const until = last?.data.until ?? null;
      if (!last || until === null || at < lingeringEnd(instant(until), last.stated)) reached.add(controller);
    }
  return [...reached];
}
