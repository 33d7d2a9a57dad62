import { compileMatrix, type ConflictMatrix, type RuleBook } from '@countersign/conflicts';
import { lawBook } from '@countersign/statement';
import { perBundle } from '../world/per-bundle.decision.js';

/** The conflict matrix of a bundle, compiled once. Throws the engine's typed errors; then nothing is judged by that bundle. */
export const matrixOf = perBundle(({ document }): ConflictMatrix =>
  compileMatrix(lawBook(document) as RuleBook),
);
