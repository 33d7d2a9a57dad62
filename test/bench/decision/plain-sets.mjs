// The floor: the same question answered with plain Sets. Duties first, then every rule.

/**
 * @param {import('@countersign/conflicts').RuleBook} book
 * @param {ReturnType<typeof import('./workload.mjs').population>} people
 */
export function plainSets(book, people) {
  const byEntitlement = new Map();
  book.duties.forEach((duty, d) => {
    for (const e of 'any' in duty ? duty.any : []) byEntitlement.set(e, [...(byEntitlement.get(e) ?? []), d]);
  });
  const number = new Map(book.duties.map(({ id }, d) => [id, d]));
  const dutiesOfRole = book.roles.map(({ entitlements }) => [
    ...new Set(entitlements.flatMap((e) => byEntitlement.get(e) ?? [])),
  ]);
  const legs = book.rules.map((rule) =>
    'legs' in rule ? rule.legs.map((leg) => number.get(leg) ?? -1) : [],
  );
  const controllers = Array.from({ length: people.count }, () => /** @type {number[]} */ ([]));
  people.controls.forEach((of, n) => of.forEach((to) => controllers[to]?.push(n)));
  const reached = (/** @type {number} */ start, /** @type {readonly number[][]} */ next) => {
    const all = new Set([start]);
    for (const n of all) for (const m of next[n] ?? []) all.add(m);
    return all;
  };
  const isPerson = (/** @type {number} */ n) => people.kind(n) === 'person';

  const met = (/** @type {number} */ root, /** @type {Set<number>} */ gained) => {
    const duties = new Set(gained);
    for (const n of reached(root, people.controls)) {
      for (const held of people.roles[n] ?? []) for (const d of dutiesOfRole[held] ?? []) duties.add(d);
    }
    return duties;
  };
  const isJudged = (/** @type {number} */ root) =>
    isPerson(root) || ![...reached(root, controllers)].some(isPerson);

  /** @param {{ identity: number, role: number }} request @returns {[root: number, rules: number[]][]} */
  return function broken({ identity, role }) {
    /** @type {[number, number[]][]} */
    const found = [];
    const gained = new Set(dutiesOfRole[role]);
    for (const root of [...reached(identity, controllers)].filter(isJudged)) {
      const duties = met(root, gained);
      const isBroken = (/** @type {number[]} */ of) =>
        of.every((d) => duties.has(d)) && of.some((d) => gained.has(d));
      const rules = legs.flatMap((of, r) => (isBroken(of) ? [r] : []));
      if (rules.length > 0) found.push([root, rules]);
    }
    return found;
  };
}
