import { compileMatrix, type ConflictMatrix, type RuleBook } from '@countersign/conflicts';
import { type Bundle, lawBook } from '@countersign/statement';

const compiled = new WeakMap<Bundle, ConflictMatrix>();

/** The conflict matrix of a bundle, compiled once. Throws the engine's typed errors; then nothing is judged by that bundle. */
export function matrixOf(bundle: Bundle): ConflictMatrix {
  const known = compiled.get(bundle);
  if (known) return known;
  const matrix = compileMatrix(lawBook(bundle.document) as RuleBook);
  compiled.set(bundle, matrix);
  return matrix;
}
