import type { Conflict, Judgement, RegionRow, RuleBook, World } from '../index.js';
import type { Engine } from '../oracle/engine-against-oracle.spec-only.js';
import { judged, type Regions } from './law.spec-only.js';
import { OBJECT_VALUES } from './rich-worlds.spec-only.js';
import { LAST_INSTANT } from './small-worlds.spec-only.js';

/** Whether a row speaks of an object: by its values, or by `*` for one that the conflict does not list. */
export function isAbout(
  { object }: RegionRow,
  { values }: Conflict,
  wanted: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(object).every(([name, value]) => {
    const asked = wanted[name] ?? '*';
    return value === asked || (value === '*' && !(values[name] ?? []).includes(asked));
  });
}

/** Every object of the dimensions that a conflict tells apart. */
export function objectsOf({ values }: Conflict): Record<string, string>[] {
  return Object.keys(values).reduce<Record<string, string>[]>(
    (objects, name) =>
      objects.flatMap((object) => OBJECT_VALUES.map((value) => ({ ...object, [name]: value }))),
    [{}],
  );
}

/** `rule root object t duty` for every cell and leg of the regions that a judgement tells. */
export function cellsTold({ conflicts }: Judgement): Regions {
  const cells = new Set<string>();
  for (const conflict of conflicts) {
    for (const root of [conflict.root, ...conflict.sameFor]) {
      for (const object of objectsOf(conflict)) {
        for (const row of conflict.windows.filter((one) => isAbout(one, conflict, object))) {
          for (let t = Math.max(0, row.from); t <= LAST_INSTANT + 1 && t < (row.until ?? Infinity); t++) {
            for (const leg of row.legs)
              cells.add(`${conflict.rule} ${root} ${JSON.stringify(object)} ${t} ${leg}`);
          }
        }
      }
    }
  }
  return cells;
}

/** Every region that the facts have from `at` on: what creating all grants at once creates. */
export function richRegions(engine: Engine, book: RuleBook, world: World, at: number): Regions {
  const add = world.grants.filter(({ window }) => (window.until ?? Infinity) > at);
  return cellsTold(judged(engine, { book, world: { ...world, grants: [] }, change: { drop: [], add }, at }));
}
