import type { Exception, Recognised, Rotation, Source } from '@countersign/conflicts';
import { type Bundle, type Fact, instant } from '@countersign/statement';

const windowOf = ({ from, until }: { readonly from: string; readonly until: string }) => ({
  from: instant(from),
  until: instant(until),
});

/** Exceptions that the law carries; that they were approved, its custodians have signed. */
export const exceptionsOf = ({ document }: Bundle): Exception[] =>
  document.exceptions.map(({ id, root, rule, version, legs, objects, control, ...dates }) => ({
    ...{ id, root, rule, version, control, window: windowOf(dates) },
    ...(legs ? { legs } : {}),
    ...(objects ? { objects } : {}),
  }));

/** Powers to take others over that the law knows of and leaves out of judgement. */
export const recognisedOf = ({ document }: Bundle): Recognised[] =>
  document.recognised.map(({ root, how, control, ...dates }) => ({
    ...{ root, how, control, window: windowOf(dates) },
  }));

const minuteMs = 60_000;

/** The sources that the law wants to hear of again and again. One that was never heard of is as old as can be: nothing rests on it. */
export const sourcesOf = ({ document }: Bundle, confirmed: ReadonlyMap<string, number>): Source[] =>
  document.sources.map(({ id, longestAgeMinutes, tells }) => ({
    ...{ id, tells, confirmedAt: confirmed.get(id) ?? 0, longestAgeMs: longestAgeMinutes * minuteMs },
  }));

/** Sources whose facts can be doubted; those of any other never are. */
export const doubtable = ({ document }: Bundle): ReadonlySet<string> =>
  new Set(document.sources.map(({ id }) => id));

/**
 * When all secrets of an identity became new. INVARIANT: by a source's own signature alone: a rotation takes a conflict away, and so lets
 * somebody have more.
 */
export const rotationsFrom = (facts: readonly Fact[]): Rotation[] =>
  facts.flatMap((fact) =>
    fact.type === 'identity.secret-rotated.v1' && fact.power
      ? [{ identity: fact.data.identity, at: fact.effective }]
      : [],
  );
