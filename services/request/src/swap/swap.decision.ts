import type { AccountRef, AskedItem, Item, Line } from '@countersign/contracts';
import type { Submitted } from '@countersign/contracts/request';
import {
  accountsOf,
  type Bundle,
  CannotExpand,
  expandRequest,
  type Fact,
  hasLeft,
  inForce,
  itemName,
  ScopeRefused,
  scopeKey,
} from '@countersign/statement';
import { itemsOf } from '../birthright/birthright.decision.js';
import type { Wish } from '../submit/normalise.decision.js';

/**
 * What a request gave: what was asked, and what it was cleared for, until when (ms; null: without end). `facts`: about its beneficiary and its
 * requester. `forestalled`: how often an exchange for it, opened by itself, was taken back because somebody asked to give it up for something else.
 */
export interface Given {
  readonly submitted: Submitted;
  readonly lines: readonly Line[];
  readonly until: number | null;
  readonly facts: readonly Fact[];
  readonly forestalled: number;
}

/**
 * The wish for what the law now makes of what a request gave, in exchange for that and for no longer than that; null when it is the same, when it is
 * over at `at` (ms), and when the law no longer gives such a thing: a grant keeps its version. The wish is asked in the name of whoever asked
 * before, of the beneficiary herself where that person has left, and is one wish however often it is made under one law, until
 * somebody's own exchange, which came before it, has come to nothing.
 */
export function swapOf(bundle: Bundle, given: Given, at: number): Wish | null {
  const { submitted, lines, until, facts, forestalled } = given;
  const asked = askedNow(bundle, submitted);
  const accounts = [...lines, ...accountsOf(facts, submitted.beneficiary, at)];
  const now = asked && under(bundle, asked, accounts);
  if (!asked || !now || (until !== null && until <= at)) return null;
  if (contentOf(now.items, now.lines) === contentOf(submitted.items, lines)) return null;
  const { request, requester, actors, beneficiary, allOrNothing, source, cause } = submitted;
  const asks = beneficiary.startsWith('person:') && hasLeft(facts, requester, at) ? beneficiary : requester;
  return {
    ...{ requester: asks, actors, beneficiary, allOrNothing, source, cause, byLaw: true },
    items: asked,
    until: until === null ? undefined : new Date(until).toISOString(),
    drops: [request],
    reason: `another version of what \`${request}\` gave is in force`,
    identity: `swap ${request} ${bundle.number}${forestalled > 0 ? ` ${forestalled}` : ''}`,
  };
}

/** What is asked, without versions: by the birthright rule as it is now, or as it was asked. Null when the law no longer has the rule. */
function askedNow(bundle: Bundle, { items, cause }: Submitted): readonly AskedItem[] | null {
  if (cause === null)
    return items.map((item) => ('role' in item ? { role: item.role, scope: item.scope } : item));
  const rule = bundle.document.birthrights.find(({ id }) => id === cause.birthright);
  return rule ? itemsOf(rule) : null;
}

/** What is asked under a law, on the accounts that have it; null when the law gives no such thing there. */
function under(bundle: Bundle, asked: readonly AskedItem[], on: readonly AccountRef[]) {
  try {
    const items = asked.map((item) => inForce(bundle, item));
    return { items, lines: expandRequest(bundle, items, on).lines };
  } catch (error) {
    if (error instanceof CannotExpand || error instanceof ScopeRefused) return null;
    throw error;
  }
}

/** One text for equal items in equal versions, in whatever order. */
export const versionsOf = (items: readonly Item[]): string =>
  JSON.stringify(
    items
      .map((item) => String([itemName(item), 'role' in item ? item.version : 0, scopeKey(item.scope)]))
      .sort(),
  );

/** The same for what comes down to the same places. */
function contentOf(items: readonly Item[], lines: readonly Line[]): string {
  const places = lines.map(({ system, account, permission }) => String([system, account, permission]));
  return JSON.stringify([versionsOf(items), places.sort()]);
}
