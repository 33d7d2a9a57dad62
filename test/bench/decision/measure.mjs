// How long one preventive decision takes, all broken rules named: the roster, and plain Sets on the same requests.
// node test/bench/decision/measure.mjs [--rules 500,5000,50000] [--identities 100000] [--requests 20000] [--json]
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { compileMatrix, Roster } from '@countersign/conflicts';
import { plainSets } from './plain-sets.mjs';
import { population, requests, ruleBook } from './workload.mjs';

const { values } = parseArgs({
  options: {
    rules: { type: 'string', default: '500,5000,50000' },
    identities: { type: 'string', default: '100000' },
    requests: { type: 'string', default: '20000' },
    json: { type: 'boolean', default: false },
  },
});
const now = 1_767_225_600_000;
const open = { from: now, until: null };
/** Plain Sets take a hundred times longer: so many of the requests are enough to compare and time them. */
const comparedRequests = 1_000;

/** @template T @param {() => T} run @returns {[T, number]} what it gave, and ms */
function timed(run) {
  const start = process.hrtime.bigint();
  const result = run();
  return [result, Number(process.hrtime.bigint() - start) / 1e6];
}

/** @template A, B @param {readonly A[]} asked @param {(one: A) => B} decide @returns {{ answers: B[], p50: number, p99: number, mean: number }} µs */
function each(asked, decide) {
  for (const one of asked.slice(0, 5_000)) decide(one);
  const times = new Float64Array(asked.length);
  const answers = asked.map((one, i) => {
    const start = process.hrtime.bigint();
    const answer = decide(one);
    times[i] = Number(process.hrtime.bigint() - start) / 1e3;
    return answer;
  });
  const sorted = times.toSorted();
  const at = (/** @type {number} */ share) => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { answers, p50: at(0.5), p99: at(0.99), mean: times.reduce((a, b) => a + b, 0) / times.length };
}

const people = population(Number(values.identities));
const asked = requests(people, Number(values.requests));

/** @param {Roster} roster */
function fill(roster) {
  for (let n = 0; n < people.count; n++) {
    const identity = people.id(n);
    roster.know(identity, people.kind(n));
    for (const role of people.roles[n] ?? []) {
      roster.grant({ identity, item: `role:r${role}`, window: open, state: 'held' });
    }
    for (const to of people.controls[n] ?? []) {
      roster.control({ from: identity, to: people.id(to), how: 'owner', strength: 'acts-as', window: open });
    }
  }
}

/** @param {readonly (readonly [root: string, rules: readonly string[]])[][]} answers */
const digest = (answers) => {
  const told = answers.map((roots) => roots.map(([root, rules]) => [root, rules.toSorted()]).sort());
  return createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 16);
};

for (const count of values.rules.split(',').map(Number)) {
  const book = ruleBook(count);
  const [matrix, compileMs] = timed(() => compileMatrix(book));
  const [roster, indexMs] = timed(() => new Roster(matrix));
  const [, fillMs] = timed(() => fill(roster));
  const changes = asked.map(({ identity, role }) => ({
    drop: [],
    add: [
      {
        identity: people.id(identity),
        item: `role:r${role}`,
        window: open,
        state: /** @type {const} */ ('asked'),
      },
    ],
  }));
  const rostered = each(changes, (change) => roster.decide(change, now));
  const broken = plainSets(book, people);
  const plain = each(asked.slice(0, comparedRequests), broken);
  const ours = rostered.answers
    .slice(0, comparedRequests)
    .map(({ broken: all }) => all.map(({ root, rules }) => /** @type {const} */ ([root, rules])));
  const theirs = plain.answers.map((roots) =>
    roots.map(([root, rules]) => /** @type {const} */ ([people.id(root), rules.map((r) => `rule:${r}`)])),
  );
  const line = {
    rules: count,
    identities: people.count,
    compileMs: Math.round(compileMs),
    indexMs: Math.round(indexMs),
    fillMs: Math.round(fillMs),
    memoryMb: Math.round(process.memoryUsage().rss / 2 ** 20),
    refused: rostered.answers.filter(({ outcome }) => outcome === 'veto').length / rostered.answers.length,
    rosterP50: rostered.p50,
    rosterP99: rostered.p99,
    rosterMean: rostered.mean,
    setsP50: plain.p50,
    setsP99: plain.p99,
    equal: digest(ours) === digest(theirs),
  };
  if (values.json) console.log(JSON.stringify(line));
  else console.table([line]);
}
