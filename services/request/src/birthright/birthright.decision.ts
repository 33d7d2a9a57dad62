import type { AskedItem } from '@countersign/contracts';
import type { BirthrightSpec } from '@countersign/contracts/governance';
import { type Bundle, birthrightsFor, contentOf, type Fact, latest, workerAt } from '@countersign/statement';

/** Birthright rules whose requests are to be opened or taken back. */
export interface BirthrightChange {
  readonly open: readonly { readonly birthright: string; readonly items: readonly AskedItem[] }[];
  readonly takeBack: readonly string[];
}

/** A birthright request that stands; `isOver`: it does not, but something for which it was given up does. */
export interface Standing {
  readonly request: string;
  readonly birthright: string;
  readonly isOver: boolean;
}

/** What a birthright rule has asked for. */
export const itemsOf = ({ items }: BirthrightSpec): readonly AskedItem[] =>
  items.map(contentOf).map(({ item, scope }) => {
    return (item.startsWith('role:') ? { role: item, scope } : { entitlement: item, scope }) as AskedItem;
  });

/** What a worker's facts change about her birthrights at `at` (ms): rules that now fit and have no request, requests whose rule no longer fits. */
export function birthrightChange(
  bundle: Bundle,
  facts: readonly Fact[],
  person: string,
  standing: readonly Standing[],
  at: number,
): BirthrightChange {
  const worker = workerAt(facts, person, at);
  const fitting = worker ? birthrightsFor(bundle, worker) : [];
  const open = fitting
    .filter(({ id }) => !standing.some(({ birthright }) => birthright === id))
    .map((rule) => ({ birthright: rule.id, items: itemsOf(rule) }));
  const takeBack = standing
    .filter(({ birthright, isOver }) => !isOver && !fitting.some(({ id }) => id === birthright))
    .map(({ request }) => request);
  return { open, takeBack };
}

/** The fact a birthright rests on: the worker's latest of power that is in effect. The order of the facts never matters. */
export const groundOf = (facts: readonly Fact[], person: string, at: number): Fact | undefined =>
  latest(
    facts.filter(
      (fact) =>
        (fact.type === 'worker.hired.v1' || fact.type === 'worker.changed.v1') &&
        fact.power &&
        fact.data.worker === person &&
        fact.effective <= at,
    ),
  );
