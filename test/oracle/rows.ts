/** A region as people read it (SEMANTICS §5): which object values stand for themselves, and a row per interval. */
import type { ObjectOf, RegionRow } from './full-form.js';
import type { Spot } from './classes.js';
import { UNMENTIONED } from './scope.js';

export type Values = Readonly<Record<string, readonly string[]>>;

const textOf = ({ t, after }: Spot, rest: ObjectOf) => JSON.stringify([t, rest, [...after.keys()]]);

/** The part of the region that has a value on a dimension, without saying which. */
function slice(region: readonly Spot[], dimension: string, value: string): string {
  return region
    .filter(({ o }) => o.object[dimension] === value)
    .map((spot) => textOf(spot, { ...spot.o.object, [dimension]: '' }))
    .join();
}

/** Per dimension the values on which the region is another than on those that nobody mentioned. */
export function listedValues(ahead: readonly Spot[]): Values {
  const region = ahead.filter(({ after }) => after.size > 0);
  const dimensions = Object.keys(ahead[0]?.o.object ?? {});
  const valuesOn = (d: string) => [...new Set(ahead.map(({ o }) => o.object[d] ?? ''))];
  const isListed = (d: string, value: string) => slice(region, d, value) !== slice(region, d, UNMENTIONED);
  return Object.fromEntries(dimensions.map((d) => [d, valuesOn(d).filter((value) => isListed(d, value))]));
}

/** Whether an object has rows of its own: on each dimension a listed value, or `*`. */
export const isShown = (spot: Spot, values: Values): boolean => unlisted(spot, values) === 0;

/** On how many dimensions the object has a value that is not listed. */
export const unlisted = ({ o }: Spot, values: Values): number =>
  Object.entries(o.object).filter(
    ([d, value]) => value !== UNMENTIONED && values[d]?.includes(value) !== true,
  ).length;

/** For every shown object, in order, the maximal intervals of equal legs. Instants of `ahead` rise. */
export function rowsOf(ahead: readonly Spot[], values: Values, last: number): RegionRow[] {
  const shown = ahead.filter((spot) => isShown(spot, values));
  const objects = [...new Set(shown.map(({ o }) => o))];
  return objects.flatMap((object) => {
    const rows: RegionRow[] = [];
    for (const { t, after } of shown.filter(({ o, after: met }) => o === object && met.size > 0)) {
      const legs = [...after.keys()];
      const row = rows.at(-1);
      const until = t === last ? null : t + 1;
      if (row?.until === t && row.legs.join() === legs.join()) rows[rows.length - 1] = { ...row, until };
      else rows.push({ object: object.object, from: t, until, legs });
    }
    return rows;
  });
}
