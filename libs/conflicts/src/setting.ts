import type { Budget } from './budget.js';
import type { CaseFacts } from './case-facts.js';
import type { CompiledRule, ConflictMatrix } from './conflict-matrix.js';
import type { Exception } from './facts.js';
import type { Reading } from './reading.js';

/** What all roots and rules of one judgement share. */
export interface Setting {
  readonly matrix: ConflictMatrix;
  readonly facts: CaseFacts;
  readonly exceptions: readonly Exception[];
  /** Instant of judgement, ms. */
  readonly at: number;
  readonly budget: Budget;
  /** The rules that the change can touch. */
  readonly rules: readonly CompiledRule[];
  /** Doubt counts as held. */
  readonly doubt: Reading;
  /** Doubt counts as not held: for what a prerequisite needs. */
  readonly strict: Reading;
  /** Uncatalogued entitlements that are granted by name; their leaves come after those of the matrix. */
  readonly names: readonly string[];
}
