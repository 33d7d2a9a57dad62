// What every peer is given: the duties of each role, whom a request is decided for, and what each of those can do. It
// is worked out once and kept, as a careful host would, so that a peer is timed for its own work.

/** @typedef {{ identity: number, role: number }} Request */
/** For each root that breaks any, the rules that it breaks; both rising. @typedef {[root: number, rules: number[]][]} Answer */
/** @typedef {ReturnType<typeof bookFacts>} BookFacts */

/**
 * @param {import('@countersign/conflicts').RuleBook} book
 * @param {ReturnType<typeof import('./workload.mjs').population>} people
 */
export function bookFacts(book, people) {
  /** @type {Map<string, number[]>} */
  const byEntitlement = new Map();
  book.duties.forEach((duty, d) => {
    for (const e of 'any' in duty ? duty.any : []) {
      const met = byEntitlement.get(String(e)) ?? [];
      met.push(d);
      byEntitlement.set(String(e), met);
    }
  });
  const number = new Map(book.duties.map(({ id }, d) => [id, d]));
  const dutiesOfRole = book.roles.map(({ entitlements }) => [
    ...new Set(entitlements.flatMap((e) => byEntitlement.get(String(e)) ?? [])),
  ]);
  const legs = book.rules.map((rule) =>
    'legs' in rule ? rule.legs.map((leg) => number.get(leg) ?? -1).sort((a, b) => a - b) : [],
  );
  const controllers = Array.from({ length: people.count }, () => /** @type {number[]} */ ([]));
  people.controls.forEach((of, n) => of.forEach((to) => controllers[to]?.push(n)));
  const isPerson = (/** @type {number} */ n) => people.kind(n) === 'person';
  const isJudged = (/** @type {number} */ root) =>
    isPerson(root) || ![...reached(root, controllers)].some(isPerson);

  /** @type {Map<number, number[]>} */
  const roots = new Map();
  /** @type {Map<number, number[]>} */
  const standing = new Map();
  const ruled = new Set(legs.flat());
  return {
    legs,
    dutiesOfRole,
    /** Whether a role gives a duty that is a leg of some rule. @param {number} role */
    isRuled: (role) => dutiesOfRole[role]?.some((duty) => ruled.has(duty)) ?? false,
    /** Who can act as an identity and is judged. @param {number} identity @returns {readonly number[]} */
    rootsOf: (identity) =>
      kept(roots, identity, () => [...reached(identity, controllers)].filter(isJudged).sort((a, b) => a - b)),
    /** The duties that a root meets already. @param {number} root @returns {readonly number[]} */
    standingOf: (root) =>
      kept(standing, root, () => {
        const held = [...reached(root, people.controls)].flatMap((n) => [...(people.roles[n] ?? [])]);
        return [...new Set(held.flatMap((role) => dutiesOfRole[role] ?? []))];
      }),
  };
}

/** @param {number} start @param {readonly (readonly number[])[]} next @returns {Set<number>} */
export function reached(start, next) {
  const all = new Set([start]);
  for (const n of all) for (const m of next[n] ?? []) all.add(m);
  return all;
}

/** @template K, V @param {Map<K, V>} known @param {K} key @param {() => V} make @returns {V} */
function kept(known, key, make) {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  known.set(key, made);
  return made;
}

/**
 * Asks about each root by itself.
 * @param {BookFacts} facts
 * @param {(after: number[], gained: readonly number[], role: number) => number[]} broken rules, in any order, once each
 * @returns {(request: Request) => Answer}
 */
export const perRoot = (facts, broken) => (request) => {
  const gained = facts.dutiesOfRole[request.role] ?? [];
  return facts.rootsOf(request.identity).flatMap((root) => {
    const after = new Set(facts.standingOf(root));
    for (const duty of gained) after.add(duty);
    const rules = broken([...after], gained, request.role);
    return rules.length === 0 ? [] : [/** @type {[number, number[]]} */ ([root, rules])];
  });
};
