// P1: one preventive decision, every broken rule named, against engines that answer the same requests.
import { assertSame } from '../frame/same-answers.mjs';
import { installPeers } from '../frame/peers.mjs';
import { line } from '../frame/line.mjs';
import { cpuClock, each, eachWithin, median, spreadOf, timesOf, wallClock } from '../frame/timing.mjs';
import { bookFacts } from './book-facts.mjs';
import { answerOf, changeFor, now, ownEngine } from './own-engine.mjs';
import { peers } from './peers.mjs';
import { postgresPeer } from './postgres.mjs';
import { variantLines } from './variants.mjs';
import { population, requests, ruleBook } from './workload.mjs';

/** What a run can be told, with what it does untold. */
export const options = /** @type {const} */ ({
  rules: { type: 'string', default: '500,5000,50000' },
  identities: { type: 'string', default: '100000' },
  /** The engine alone, at the largest number of rules, with so many; 0: not. */
  crowd: { type: 'string', default: '1000000' },
  requests: { type: 'string', default: '20000' },
  rounds: { type: 'string', default: '5' },
  /** That a peer answers requests, for each number of rules. */
  seconds: { type: 'string', default: '5' },
  /** Words that a peer's name must have one of; `all`, or `none`. */
  peers: { type: 'string', default: 'all' },
  /** The hard ones, with at most 10,000 identities: `judge` looks at far fewer, but where there are edges the roster gives it all. */
  variants: { type: 'boolean', default: true },
});

/** @typedef {Record<keyof typeof options, string | boolean | undefined>} Values */
/** @typedef {{ log: (line: string) => void }} Frame */

/** Times of the engine: the median of rounds that each ask other requests. @typedef {{ p50: number, p99: number, p50s: number[], p99s: number[] }} Own */

/**
 * @param {Values} values @param {Frame} frame @param {readonly import('./peers.mjs').Peer[]} known peers
 * @returns {AsyncGenerator<import('../frame/line.mjs').Line>}
 * @throws {import('../frame/same-answers.mjs').AnswersDifferError}
 */
export async function* run(values, { log }, known = peers) {
  const sizes = String(values.rules).split(',').map(Number);
  const asked = known.filter(({ name }) => isWanted(name, String(values.peers)));
  if (asked.some(({ isInstalled }) => isInstalled)) installPeers(log);
  const people = population(Number(values.identities));
  const database = isWanted('PostgreSQL', String(values.peers)) ? await postgresPeer(people.count) : null;
  try {
    for (const size of sizes) yield* atSize({ size, people, asked, database, values, log });
  } finally {
    await database?.close();
  }
  if (values.variants)
    yield* variantLines({
      people,
      rules: Math.min(5_000, Math.max(...sizes)),
      seconds: Number(values.seconds),
      log,
    });
  if (Number(values.crowd) > 0) yield* crowdLines(Math.max(...sizes), values, log);
}

/** @param {string} name @param {string} words */
const isWanted = (name, words) =>
  words === 'all' || words.split(',').some((word) => name.toLowerCase().includes(word.toLowerCase()));

/**
 * @param {{ size: number, people: import('./own-engine.mjs').People, asked: import('./peers.mjs').Peer[],
 *   database: Awaited<ReturnType<typeof postgresPeer>> | null, values: Values, log: (line: string) => void }} round
 */
async function* atSize({ size, people, asked, database, values, log }) {
  const book = ruleBook(size);
  const rules = `${size.toLocaleString('en')} rules`;
  log(`${rules}, ${people.count.toLocaleString('en')} identities: filling the roster`);
  const { roster, ms } = ownEngine(book, people);
  yield* ownLines(rules, measureOwn(roster, people, values), ms);
  const facts = bookFacts(book, people);
  const wanted = requests(people, Number(values.requests));
  yield* shareLines(rules, { roster, people, wanted, facts });
  // where a role gives nothing that a rule speaks of, no engine has to be asked: a careful host would not
  const touching = wanted.filter(({ role }) => facts.isRuled(role));
  const own = each(touching.map(changeFor(people)), (change) => roster.decide(change, now));
  const answers = own.answers.map(answerOf);
  for (const party of [...asked, ...(database === null ? [] : [database])]) {
    log(`${rules}: ${party.name}`);
    const decide = await party.prepare(facts, people, touching);
    const clock = party.kind === 'database' ? wallClock : cpuClock;
    const theirs = await eachWithin(touching.slice(0, decide.atMost), decide, {
      seconds: Number(values.seconds),
      clock,
    });
    const ours = answers.slice(0, theirs.answers.length);
    assertSame(party.name, theirs.answers, party.namesRules ? ours : ours.map((each) => each.length > 0));
    yield* peerLines(rules, party, theirs, timesOf(own.single.slice(0, theirs.answers.length)));
  }
}

/**
 * What the workload is like.
 * @param {string} rules
 * @param {{ roster: import('@countersign/conflicts').Roster, people: import('./own-engine.mjs').People,
 *   wanted: import('./book-facts.mjs').Request[], facts: import('./book-facts.mjs').BookFacts }} round
 */
function* shareLines(rules, { roster, people, wanted, facts }) {
  const vetoes = wanted
    .map(changeFor(people))
    .filter((change) => roster.decide(change, now).outcome === 'veto');
  const ruled = wanted.filter(({ role }) => facts.isRuled(role));
  const share = (/** @type {readonly unknown[]} */ some) => (100 * some.length) / wanted.length;
  yield line('decision', { name: `${rules}: requests refused`, value: share(vetoes), unit: '%' });
  yield line('decision', { name: `${rules}: requests that touch a rule`, value: share(ruled), unit: '%' });
}

/** @param {import('@countersign/conflicts').Roster} roster @param {import('./own-engine.mjs').People} people @param {Values} values @returns {Own} */
function measureOwn(roster, people, values) {
  const count = Number(values.requests);
  const round = (/** @type {number} */ seed) => requests(people, count, seed).map(changeFor(people));
  const decide = (/** @type {import('@countersign/conflicts').Change} */ change) =>
    roster.decide(change, now);
  for (const change of round(1_000).slice(0, 5_000)) decide(change);
  const rounds = Array.from(
    { length: Number(values.rounds) },
    (_, n) => each(round(2_000 + n), decide).times,
  );
  const p50s = rounds.map(({ p50 }) => p50);
  const p99s = rounds.map(({ p99 }) => p99);
  return { p50: median(p50s), p99: median(p99s), p50s, p99s };
}

/** @param {string} sizes @param {Own} own @param {{ compile: number, index: number, fill: number }} ms */
function* ownLines(sizes, own, ms) {
  const goal = /** @type {const} */ ({ of: 'value', most: 10 });
  const name = `${sizes}: the engine`;
  yield line('decision', { name: `${name}, p50`, value: own.p50, unit: 'µs', spread: spreadOf(own.p50s) });
  yield line('decision', {
    name: `${name}, p99`,
    value: own.p99,
    unit: 'µs',
    spread: spreadOf(own.p99s),
    goal,
  });
  yield line('decision', {
    name: `${sizes}: compiling the bundle`,
    value: ms.compile + ms.index,
    unit: 'ms',
  });
  yield line('decision', { name: `${sizes}: putting everybody on the roster`, value: ms.fill, unit: 'ms' });
}

/**
 * @param {string} rules @param {Pick<import('./peers.mjs').Peer, 'name' | 'kind' | 'namesRules'>} party
 * @param {{ answers: readonly unknown[], times: import('../frame/timing.mjs').Times }} theirs
 * @param {import('../frame/timing.mjs').Times} own on the same requests
 */
function* peerLines(rules, { name, kind, namesRules }, { answers, times }, own) {
  const least = kind === 'floor' ? 10 : kind === 'engine' && namesRules ? 100 : undefined;
  const goal = least === undefined ? undefined : { of: /** @type {const} */ ('ratio'), least };
  const answered = `${answers.length.toLocaleString('en')} requests`;
  yield line('decision', {
    ...{ name: `${rules}: ${name}, p50 of ${answered}`, value: times.p50, unit: 'µs' },
    ...{ against: ['the engine', own.p50], goal },
  });
  yield line('decision', {
    ...{ name: `${rules}: ${name}, p99`, value: times.p99, unit: 'µs' },
    ...{ against: ['the engine', own.p99] },
  });
}

/** @param {number} size @param {Values} values @param {(line: string) => void} log */
function* crowdLines(size, values, log) {
  const people = population(Number(values.crowd));
  const sizes = `${size.toLocaleString('en')} rules, ${people.count.toLocaleString('en')} identities`;
  log(`${sizes}: filling the roster`);
  const { roster, ms } = ownEngine(ruleBook(size), people);
  yield* ownLines(sizes, measureOwn(roster, people, values), ms);
  const memory = process.memoryUsage().rss / 2 ** 20;
  yield line('decision', { name: `${sizes}: memory of the process`, value: memory, unit: 'MB' });
}
