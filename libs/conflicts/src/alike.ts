import type { Side } from './before-after.js';
import { groupBy } from './group-by.js';
import type { Holding } from './holding.js';
import { spread } from './roots.js';
import type { Setting } from './setting.js';
import { covers, isWindow, type Span, toSpan } from './window.js';

/** Grants that nothing tells apart but who holds them, by number: each with all that are alike, itself among them. */
export type Alike = ReadonlyMap<number, readonly number[]>;

/** Each grant is alike to itself alone. */
export const NONE_ALIKE: Alike = new Map();

/** The first of those alike stands for all of them. */
export function firstAlike(alike: Alike, grant: number): number {
  return alike.get(grant)?.[0] ?? grant;
}

/**
 * Grants of the same item, scope and window, untouched by the change, to identities whom stated control lets the root
 * act as all the while. No two of them are in one inclusion-minimal witness, and each can take the other's place in it,
 * so one can stand for all: twenty service accounts with the same three rights have one way, not eight thousand.
 */
export function alikeFor(
  setting: Setting,
  { root, spans, around }: { root: string; spans: readonly Span[]; around: ReadonlySet<string> },
): Alike {
  const { facts, budget } = setting;
  const untouched = [...around]
    .flatMap((x) => facts.byIdentity.get(x) ?? [])
    .filter(({ before, after }) => before !== null && before === after);
  const groups = [...groupBy(untouched, textOf).values()].filter(({ length }) => length > 1);
  if (groups.length === 0) return NONE_ALIKE;
  budget.take(spans.length * around.size);
  const reach = (side: Side) => spans.map(({ from }) => statedReach(setting, root, side, from));
  const reaches = [...reach('before'), ...reach('after')];
  const isHis = ({ grant, before }: Holding) =>
    reaches.every((reached, i) => {
      const from = spans[i % spans.length]?.from ?? 0;
      return !covers([before ?? { from: 0, until: 0 }], from) || reached.has(grant.identity);
    });
  const alike = new Map<number, readonly number[]>();
  for (const group of groups) {
    const numbers = group.filter(isHis).map(({ number }) => number);
    for (const number of numbers) alike.set(number, numbers);
  }
  return alike;
}

function textOf({ grant: { item }, box, before }: Holding): string {
  return JSON.stringify([item, box, before?.from, String(before?.until)]);
}

/** Whom a root can act as at an instant by stated controls alone, by no grant. */
function statedReach({ facts }: Setting, root: string, side: Side, t: number): ReadonlySet<string> {
  const records = (facts.recognised.get(root) ?? []).filter(
    ({ window }) => isWindow(window) && covers([toSpan(window)], t),
  );
  const holds = (x: string) =>
    (facts.controls.outgoing.get(x) ?? []).filter(({ [side]: during, control: { how, strength } }) => {
      const isRecognised = strength === 'take-over' && records.some((record) => record.how === how);
      return during !== null && covers([during], t) && !isRecognised;
    });
  return spread([root], holds, ({ to }) => to);
}
