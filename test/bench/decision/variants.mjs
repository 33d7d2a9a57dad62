// What is harder than names held without end: each variant by itself, on the roster, and by `judge` on the facts around.
import { compileMatrix, judge, Roster } from '@countersign/conflicts';
import { assertSame } from '../frame/same-answers.mjs';
import { line } from '../frame/line.mjs';
import { eachWithin } from '../frame/timing.mjs';
import { answerOf, changeFor, fill, now, open } from './own-engine.mjs';
import { drawing, requests, ruleBook } from './workload.mjs';

/** @typedef {import('@countersign/conflicts').RuleBook} RuleBook */
/** @typedef {import('./own-engine.mjs').People} People */
/** What is held by whom, beside its name. @typedef {Partial<Pick<import('@countersign/conflicts').Grant, 'window' | 'scope'>>} Holding */

/**
 * @typedef {object} Variant
 * @property {string} name
 * @property {(book: RuleBook) => RuleBook} [book]
 * @property {(identity: number, role: number) => Holding} [holding]
 * @property {Holding} [asked]
 * @property {(roster: Roster, people: People) => void} [more] facts
 */

const { next, below } = drawing(4);
const day = 86_400_000;
const companies = Array.from({ length: 20 }, (_, n) => `company-${n}`);
const someCompanies = () => ({ company: [0, 1, 2].map(() => companies[below(20)] ?? '') });

/** Every rule of three legs is broken by two of them. @param {RuleBook} book @returns {RuleBook} */
const twoOfThree = (book) => ({
  ...book,
  rules: book.rules.map((rule) =>
    'legs' in rule && rule.legs.length === 3 ? { ...rule, threshold: 2 } : rule,
  ),
});

/** One duty in ten wants two of its entitlements. @param {RuleBook} book @returns {RuleBook} */
const dutiesOfTwo = (book) => ({
  ...book,
  duties: book.duties.map((duty, n) =>
    n % 10 === 0 && 'any' in duty && duty.any.length > 1 ? { id: duty.id, atLeast: 2, of: duty.any } : duty,
  ),
});

/** Roles in chains of five, each inside the next. @param {RuleBook} book @returns {RuleBook} */
const fiveDeep = (book) => ({
  ...book,
  roles: book.roles.map((role, n) => ({
    ...role,
    entitlements: role.entitlements.slice(0, 6),
    roles: n % 5 === 4 ? [] : [`role:r${n + 1}`],
  })),
});

/** What one can do gives something else. @param {RuleBook} book @returns {RuleBook} */
const withEdges = (book) => ({
  ...book,
  edges: Array.from({ length: 20 }, (_, n) => ({
    id: `edge:${n}`,
    premises: [String(book.entitlements[below(book.entitlements.length)])],
    gives: { entitlement: String(book.entitlements[book.entitlements.length - 1 - below(1_000)]) },
  })),
});

/** @param {RuleBook} book @returns {RuleBook} */
const byCompany = (book) => ({
  ...book,
  dimensions: ['company'],
  rules: book.rules.map((rule) => ({ ...rule, dimensions: ['company'] })),
});

/** Every twentieth person is the same as the next one. @param {Roster} roster @param {People} people */
function link(roster, people) {
  const persons = Array.from({ length: people.count }, (_, n) => n).filter(
    (n) => people.kind(n) === 'person',
  );
  for (let at = 0; at + 1 < persons.length; at += 20) {
    const [from = 0, to = 0] = [persons[at], persons[at + 1]];
    const ends = { from: people.id(from), to: people.id(to) };
    roster.control({ ...ends, how: 'linked', strength: 'acts-as', window: open });
  }
}

/** @type {Variant[]} */
const variants = [
  { name: 'two of three legs', book: twoOfThree },
  { name: 'duties of two entitlements', book: dutiesOfTwo },
  { name: 'roles nested 5 deep', book: fiveDeep },
  {
    name: 'windows (one holding in ten ends)',
    holding: () => (next() < 0.1 ? { window: { from: now - day, until: now + day * (1 + below(300)) } } : {}),
  },
  { name: 'asked for a month', asked: { window: { from: now, until: now + 30 * day } } },
  {
    name: 'on the same company code',
    book: byCompany,
    holding: () => (next() < 0.5 ? { scope: someCompanies() } : {}),
    asked: { scope: { company: companies.slice(0, 3) } },
  },
  { name: 'clusters of two persons', more: link },
  { name: 'escalation edges', book: withEdges },
];

/** A roster that says how often it had to have a change judged in full. */
class CountingRoster extends Roster {
  judged = 0;
  /** @override @param {import('@countersign/conflicts').Change} change */
  worldAround(change) {
    this.judged += 1;
    return super.worldAround(change);
  }
}

/** @param {import('@countersign/conflicts').Judgement} judgement @returns {import('@countersign/conflicts').Decision} */
function decisionOf({ outcome, conflicts }) {
  /** @type {Map<string, Set<string>>} */
  const rules = new Map();
  for (const { rule, root, sameFor } of conflicts)
    for (const each of [root, ...sameFor]) rules.set(each, (rules.get(each) ?? new Set()).add(rule));
  return { outcome, broken: [...rules].map(([root, all]) => ({ root, rules: [...all] })) };
}

/** @param {{ people: People, rules: number, seconds: number, log: (line: string) => void }} size @returns {AsyncGenerator<import('../frame/line.mjs').Line>} */
export async function* variantLines({ people, rules, seconds, log }) {
  for (const variant of variants) {
    log(
      `${variant.name}: ${rules.toLocaleString('en')} rules, ${people.count.toLocaleString('en')} identities`,
    );
    yield* linesOf(variant, people, rules, seconds);
  }
}

/** @param {Variant} variant @param {People} people @param {import('@countersign/conflicts').ConflictMatrix} matrix */
function rosterFor({ holding, more }, people, matrix) {
  const roster = new CountingRoster(matrix);
  fill(roster, people, holding);
  more?.(roster, people);
  return roster;
}

/** @param {Variant} variant @param {People} people @param {number} rules @param {number} seconds */
async function* linesOf(variant, people, rules, seconds) {
  const book = ruleBook(rules);
  const matrix = compileMatrix(variant.book?.(book) ?? book);
  const roster = rosterFor(variant, people, matrix);
  const changes = requests(people, 20_000, 5).map(changeFor(people, variant.asked));
  const decided = await eachWithin(changes, (change) => roster.decide(change, now), { seconds, least: 3 });
  roster.judged = 0;
  const some = changes.slice(0, Math.min(decided.answers.length, 200));
  for (const change of some) roster.decide(change, now);
  const share = roster.judged / some.length;
  // with edges the roster gives `judge` everybody; edges that give entitlements alone concern nobody else
  const around = matrix.edges.length > 0 ? rosterFor(variant, people, compileMatrix(book)) : roster;
  const worlds = some.map((change) => /** @type {const} */ ([around.worldAround(change), change]));
  const judged = await eachWithin(worlds, ([world, change]) => judge(matrix, world, change, now), {
    seconds,
    least: 3,
  });
  const count = judged.answers.length;
  const told = (/** @type {import('@countersign/conflicts').Decision} */ each) => [
    each.outcome,
    answerOf(each),
  ];
  assertSame(
    variant.name,
    decided.answers.slice(0, count).map(told),
    judged.answers.map(decisionOf).map(told),
  );
  yield* figures(variant.name, { decided, judged, share });
}

/**
 * @param {string} name
 * @param {{ decided: Awaited<ReturnType<typeof eachWithin>>, judged: Awaited<ReturnType<typeof eachWithin>>, share: number }} seen
 */
function* figures(name, { decided, judged, share }) {
  const against = /** @type {[string, number]} */ (['judge, with paths', judged.times.p50]);
  const answered = `${decided.answers.length.toLocaleString('en')} requests, ${Math.round(share * 100)} % judged in full`;
  const goal = /** @type {const} */ ({ of: 'value', most: 100 });
  yield line('decision', {
    name: `${name}, p50 of ${answered}`,
    value: decided.times.p50,
    unit: 'µs',
    against,
  });
  yield line('decision', {
    ...{ name: `${name}, p99`, value: decided.times.p99, unit: 'µs', goal },
    ...{ against: ['judge, with paths', judged.times.p99] },
  });
}
