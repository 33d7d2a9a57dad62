import type { ConflictMatrix } from './conflict-matrix.js';
import type { ControlGraph } from './control-graph.js';

/** What all roots and rules of one judgement share. */
export interface Setting {
  readonly matrix: ConflictMatrix;
  readonly graph: ControlGraph;
  /** Instant of judgement, ms. */
  readonly at: number;
  /** Latest start (ms) among what the change adds, not before `at`. */
  readonly latestStart: number;
}
