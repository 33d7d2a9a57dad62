// One figure of a benchmark: what was measured, what it was measured against in the same run, and whether its goal holds.

/**
 * @typedef {object} Line
 * @property {string} suite
 * @property {string} name what was measured
 * @property {number} value
 * @property {string} unit
 * @property {string | null} against the peer or floor of the same run
 * @property {number | null} baseline its value, in the same unit
 * @property {number | null} ratio value / baseline
 * @property {string | null} goal in words, `value ≤ 10`
 * @property {boolean | null} holds null where there is no goal
 * @property {[low: number, high: number] | null} spread of the value over the rounds it is the median of
 *
 * @typedef {{ of: 'value' | 'ratio', most?: number, least?: number }} Goal one of the two bounds
 *
 * @typedef {object} Measured
 * @property {string} name
 * @property {number} value
 * @property {string} unit
 * @property {[peer: string, value: number]} [against]
 * @property {Goal} [goal]
 * @property {[low: number, high: number]} [spread]
 */

/** @param {string} suite @param {Measured} measured @returns {Line} */
export function line(suite, { name, value, unit, against, goal, spread }) {
  const [peer = null, baseline = null] = against ?? [];
  const ratio = baseline === null ? null : value / baseline;
  return {
    ...{ suite, name, value: rounded(value), unit },
    ...{ against: peer, baseline: baseline === null ? null : rounded(baseline) },
    ratio: ratio === null ? null : rounded(ratio),
    ...judgement(goal, { value, ratio }),
    spread: spread === undefined ? null : [rounded(spread[0]), rounded(spread[1])],
  };
}

/** @param {Goal | undefined} goal @param {{ value: number, ratio: number | null }} figures */
function judgement(goal, figures) {
  if (goal === undefined) return { goal: null, holds: null };
  const judged = figures[goal.of];
  return { goal: inWords(goal), holds: judged === null ? null : isWithin(judged, goal) };
}

/** @param {Goal} goal */
const inWords = ({ of, most, least }) => (most === undefined ? `${of} ≥ ${least}` : `${of} ≤ ${most}`);

/** @param {number} judged @param {Goal} goal */
const isWithin = (judged, { most = Infinity, least = -Infinity }) => judged <= most && judged >= least;

/** Three digits that count. @param {number} value */
const rounded = (value) => (Math.abs(value) >= 1_000 ? Math.round(value) : Number(value.toPrecision(3)));
