import { compileMatrix, type ConflictMatrix, type RuleBook } from '@countersign/conflicts';
import { type Bundle, lawBook } from '@countersign/statement';
import { perBundle } from '../world/per-bundle.decision.js';

/** The conflict matrix of a bundle, compiled once. Throws the engine's typed errors; then nothing is judged by that bundle. */
export const matrixOf = perBundle(({ document }): ConflictMatrix =>
  compileMatrix(lawBook(document) as RuleBook),
);

const ofRules = perBundle(() => new Map<string, ConflictMatrix>());

/** The same with one rule of the bundle and no other, for judging whether that one is kept; compiled once. Throws as {@link matrixOf} does. */
export function matrixOfRule(bundle: Bundle, rule: string): ConflictMatrix {
  const known = ofRules(bundle).get(rule);
  if (known) return known;
  const book = lawBook(bundle.document) as RuleBook;
  const matrix = compileMatrix({ ...book, rules: book.rules.filter(({ id }) => id === rule) });
  ofRules(bundle).set(rule, matrix);
  return matrix;
}
