// The engine: a roster that everybody stands on, asked in process.
import { compileMatrix, Roster } from '@countersign/conflicts';
import { timed } from '../frame/timing.mjs';

/** @typedef {ReturnType<typeof import('./workload.mjs').population>} People */

/** The instant of all decisions (ms). */
export const now = 1_767_225_600_000;
/** From `now` on, without end. */
export const open = { from: now, until: null };

/**
 * @param {Roster} roster @param {People} people
 * @param {(identity: number, role: number) => Partial<import('@countersign/conflicts').Grant>} [holding] what is held otherwise than by name, without end
 */
export function fill(roster, people, holding = () => ({})) {
  for (let n = 0; n < people.count; n++) {
    const identity = people.id(n);
    roster.know(identity, people.kind(n));
    for (const role of people.roles[n] ?? [])
      roster.grant({ identity, item: `role:r${role}`, window: open, state: 'held', ...holding(n, role) });
    for (const to of people.controls[n] ?? [])
      roster.control({ from: identity, to: people.id(to), how: 'owner', strength: 'acts-as', window: open });
  }
}

/**
 * @param {People} people @param {Partial<import('@countersign/conflicts').Grant>} [asked] otherwise than by name, without end
 * @returns {(request: import('./book-facts.mjs').Request) => import('@countersign/conflicts').Change}
 */
export const changeFor =
  (people, asked = {}) =>
  ({ identity, role }) => ({
    drop: [],
    add: [{ identity: people.id(identity), item: `role:r${role}`, window: open, state: 'asked', ...asked }],
  });

/**
 * @param {import('@countersign/conflicts').RuleBook} book @param {People} people
 * @returns {{ roster: Roster, ms: { compile: number, index: number, fill: number } }}
 */
export function ownEngine(book, people) {
  const [matrix, compile] = timed(() => compileMatrix(book));
  const [roster, index] = timed(() => new Roster(matrix));
  const [, filled] = timed(() => fill(roster, people));
  return { roster, ms: { compile, index, fill: filled } };
}

const numberIn = (/** @type {string} */ id) => Number(id.slice(id.indexOf(':') + 1));
const rising = (/** @type {number} */ a, /** @type {number} */ b) => a - b;

/**
 * A decision in the form that all parties answer in.
 * @param {import('@countersign/conflicts').Decision} decision
 * @returns {import('./book-facts.mjs').Answer}
 */
export const answerOf = ({ broken }) =>
  broken
    .map(
      ({ root, rules }) =>
        /** @type {[number, number[]]} */ ([numberIn(root), rules.map(numberIn).sort(rising)]),
    )
    .sort(([a], [b]) => a - b);
