import { dutiesNevers } from './nevers/duties.js';
import type { Never } from './nevers/never.js';
import { sourcesNevers } from './nevers/sources.js';
import { systemsNevers } from './nevers/systems.js';
import { targetsNevers } from './nevers/targets.js';

/**
 * What must not be, whatever deploy/duties.yaml says. This list repeats nothing of the file and is not computed from it,
 * so that a wrong file cannot agree with itself. Every entry is proven by mutants (nevers/mutants.ts) that it catches.
 */
export const nevers: readonly Never[] = [
  ...dutiesNevers,
  ...sourcesNevers,
  ...targetsNevers,
  ...systemsNevers,
];
