// The workload of preventive decisions: catalogue, roles, duties, rules, identities and requests, all drawn from one seed.

/** Facts of the workload; sizes of book, identities and requests are parameters. */
const entitlementCount = 10_000;
const roleCount = 2_000;
const dutyCount = 500;
const homeSize = 40;
/** So many areas of entitlements have duties; chosen so that one request in four is refused at 5,000 rules. */
const sensitiveAreas = 36;

/**
 * A small generator of reproducible numbers (mulberry32).
 * @param {number} seed
 */
export function drawing(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (/** @type {number} */ n) => Math.floor(next() * n);
  const between = (/** @type {number} */ low, /** @type {number} */ high) => low + below(high - low + 1);
  /** Low numbers far more often than high ones. */
  const popular = (/** @type {number} */ n) => Math.floor(n * next() ** 3);
  return { next, below, between, popular };
}

const entitlement = (/** @type {number} */ n) => `sys${n % 7}:area${Math.floor(n / homeSize)}:do${n}`;

/** @param {number} size @param {() => number} draw @param {(n: number) => string} name */
function distinct(size, draw, name) {
  const chosen = new Set();
  for (let tries = 0; chosen.size < size && tries < size * 20; tries++) chosen.add(draw());
  return [...chosen].map(name);
}

/**
 * The rule book: 90 % of the rules of two legs, 10 % of three.
 * @param {number} ruleCount @param {number} seed
 * @returns {import('@countersign/conflicts').RuleBook}
 */
export function ruleBook(ruleCount, seed = 1) {
  const { next, below, between, popular } = drawing(seed);
  const roles = Array.from({ length: roleCount }, (_, n) => {
    // the roles of one area of work are about the same things
    const home = ((Math.floor(n / homeSize) * 89) % (entitlementCount / homeSize)) * homeSize;
    const draw = () => (next() < 0.75 ? home + below(homeSize) : popular(entitlementCount));
    return {
      id: `role:r${n}`,
      version: 1,
      entitlements: distinct(between(5, 30), draw, entitlement),
      roles: [],
    };
  });
  // what may not be joined is found in some areas of work, and is nothing that everybody needs
  const sensitive = () => entitlementCount - 1 - below(sensitiveAreas * homeSize);
  const duties = Array.from({ length: dutyCount }, (_, n) => {
    const home = Math.floor(sensitive() / homeSize) * homeSize;
    const size = 1 + Math.floor(39 * next() ** 3.2);
    const draw = () => (next() < 0.75 ? home + below(homeSize) : sensitive());
    return { id: `duty:d${n}`, any: distinct(size, draw, entitlement) };
  });
  const rules = Array.from({ length: ruleCount }, (_, n) => ({
    ...{ id: `rule:${n}`, version: 1, title: `rule ${n}`, effect: /** @type {const} */ ('prohibit') },
    rollout: /** @type {const} */ ('enforce'),
    legs: distinct(
      next() < 0.9 ? 2 : 3,
      () => below(dutyCount),
      (d) => `duty:d${d}`,
    ),
  }));
  const entitlements = Array.from({ length: entitlementCount }, (_, n) => entitlement(n));
  return { entitlements, roles, duties, rules };
}

/**
 * Identities by number: the roles of each (numbers), and whom a tenth of them control. Seven in ten are persons, the
 * others services; only services are controlled.
 * @param {number} count @param {number} seed
 */
export function population(count, seed = 2) {
  const { next, below, between, popular } = drawing(seed);
  const homes = roleCount / homeSize;
  const draw = (/** @type {number} */ home) =>
    next() < 0.7 ? home * homeSize + below(homeSize) : popular(roleCount);
  const roles = Array.from({ length: count }, () => {
    const home = below(homes);
    return Uint16Array.from(new Set(Array.from({ length: between(3, 15) }, () => draw(home))));
  });
  const isService = (/** @type {number} */ n) => n % 10 >= 7;
  const service = () => below(Math.floor(count / 10)) * 10 + 7 + below(3);
  const controls = Array.from({ length: count }, (_, n) => {
    const of = next() < 0.1 ? between(1, 5) : 0;
    return Array.from({ length: of }, service).filter((to) => to !== n && to < count);
  });
  const id = (/** @type {number} */ n) => `${isService(n) ? 'service' : 'person'}:${n}`;
  return {
    count,
    roles,
    controls,
    id,
    kind: (/** @type {number} */ n) => (isService(n) ? 'service' : 'person'),
  };
}

/**
 * Requests: an identity, and a role that it does not hold.
 * @param {ReturnType<typeof population>} people @param {number} count @param {number} seed
 */
export function requests(people, count, seed = 3) {
  const { below } = drawing(seed);
  return Array.from({ length: count }, () => {
    const identity = below(people.count);
    let role = below(roleCount);
    while (people.roles[identity]?.includes(role)) role = below(roleCount);
    return { identity, role };
  });
}
