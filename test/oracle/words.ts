/** The closed vocabularies of facts and rule books. */
export const KINDS_KNOWN: readonly string[] = [
  'person',
  'account',
  'service',
  'workload',
  'agent',
  'pipeline',
];
export const STRENGTHS_KNOWN: readonly string[] = ['acts-as', 'take-over'];
export const STATES_KNOWN: readonly string[] = ['held', 'reserved', 'pending', 'asked'];
export const COUNTED_STATES: readonly string[] = ['held', 'reserved'];
export const EFFECTS_KNOWN: readonly string[] = [
  'prohibit',
  'never-approvable',
  'dual-approval',
  'time-bound',
];
export const ROLLOUTS_KNOWN: readonly string[] = ['off', 'record', 'warn', 'enforce'];
