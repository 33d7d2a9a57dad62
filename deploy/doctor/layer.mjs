// What every layer of the doctor answers with.

/**
 * @typedef {object} Complaint
 * @property {string} layer folders, kafka, postgres, target, keys, control plane
 * @property {string} sentence what is there and should not be, or the other way round, in words for people
 *
 * @typedef {object} Examination
 * @property {string} layer
 * @property {number} cells how many single rights were compared
 * @property {string} holds the sentence to say when there is no complaint
 * @property {Complaint[]} complaints
 */

/**
 * Compares what should be with what is, each a list of texts; one text is one right.
 * @param {string} layer
 * @param {Iterable<string>} expected
 * @param {Iterable<string>} found
 * @param {{ extra: (right: string) => string, missing: (right: string) => string, holds: (count: number) => string }} words
 * @returns {Examination}
 */
export function compareRights(layer, expected, found, words) {
  const should = new Set(expected);
  const is = new Set(found);
  const extra = [...is].filter((right) => !should.has(right)).sort();
  const missing = [...should].filter((right) => !is.has(right)).sort();
  return {
    layer,
    cells: new Set([...should, ...is]).size,
    holds: words.holds(should.size),
    complaints: [
      ...extra.map((right) => ({ layer, sentence: words.extra(right) })),
      ...missing.map((right) => ({ layer, sentence: words.missing(right) })),
    ],
  };
}
