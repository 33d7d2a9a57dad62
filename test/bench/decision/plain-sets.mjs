// The floor: the same question answered with plain Sets. Duties first, then every rule.
import { reached } from './book-facts.mjs';

/**
 * @param {import('./book-facts.mjs').BookFacts} facts
 * @param {ReturnType<typeof import('./workload.mjs').population>} people
 * @returns {(request: import('./book-facts.mjs').Request) => import('./book-facts.mjs').Answer}
 */
export function plainSets({ legs, dutiesOfRole, rootsOf }, people) {
  const met = (/** @type {number} */ root, /** @type {Set<number>} */ gained) => {
    const duties = new Set(gained);
    for (const n of reached(root, people.controls)) {
      for (const held of people.roles[n] ?? []) for (const d of dutiesOfRole[held] ?? []) duties.add(d);
    }
    return duties;
  };
  return ({ identity, role }) => {
    /** @type {[number, number[]][]} */
    const found = [];
    const gained = new Set(dutiesOfRole[role]);
    for (const root of rootsOf(identity)) {
      const duties = met(root, gained);
      const isBroken = (/** @type {number[]} */ of) =>
        of.every((d) => duties.has(d)) && of.some((d) => gained.has(d));
      const rules = legs.flatMap((of, r) => (isBroken(of) ? [r] : []));
      if (rules.length > 0) found.push([root, rules]);
    }
    return found;
  };
}
