import { CountersignError } from '@countersign/contracts';

/** Where a request stands in judgement (DESIGN, section 4). */
export const requestStates = [
  'asked',
  'held',
  'vetoed',
  'assessed',
  'cleared',
  'denied',
  'lapsed',
  'withdrawn',
  'ended',
] as const;
export type RequestState = (typeof requestStates)[number];

/** Who may move a request on, and from where to where. Checked at start for unknown and unreachable states. */
export const transitions: Readonly<Record<RequestState, readonly RequestState[]>> = {
  asked: ['held', 'vetoed', 'assessed', 'cleared', 'withdrawn'],
  held: ['held', 'vetoed', 'assessed', 'cleared', 'withdrawn'],
  assessed: ['held', 'vetoed', 'assessed', 'cleared', 'denied', 'lapsed', 'withdrawn'],
  cleared: ['cleared', 'denied', 'withdrawn', 'ended', 'vetoed'],
  denied: ['ended'],
  withdrawn: ['ended'],
  vetoed: ['ended'],
  lapsed: [],
  ended: [],
};

/** A state that the table does not let a request reach from where it is: a defect, never something to retry. */
export class IllegalTransition extends CountersignError {
  readonly code = 'POLICY_ILLEGAL_TRANSITION';
  readonly retriable = false;
}

/** Throws {@link IllegalTransition} unless the table allows the move. */
export function assertMove(from: RequestState, to: RequestState): void {
  if (!transitions[from].includes(to))
    throw new IllegalTransition(`a request cannot go from \`${from}\` to \`${to}\``);
}

/** Whether a no, a withdrawal or a new judgement still has anything to act on. */
export const isOpen = (state: RequestState): boolean =>
  transitions[state].length > 0 && state !== 'denied' && state !== 'withdrawn' && state !== 'vetoed';

/** Throws when a state can never be reached from `asked`. Called at start. */
export function assertTableComplete(): void {
  const reached = new Set<RequestState>(['asked']);
  for (const state of reached) for (const next of transitions[state]) reached.add(next);
  const lost = requestStates.filter((state) => !reached.has(state));
  if (lost.length > 0) throw new IllegalTransition(`states that no request can reach: ${lost.join(', ')}`);
}
