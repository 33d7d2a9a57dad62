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

/** From where to where a request may go. */
export type Transitions = Readonly<Record<RequestState, readonly RequestState[]>>;

/** How a request moves on. Checked at start for unreachable states. What was approved and then held keeps its votes: held may become cleared. */
export const transitions: Transitions = {
  asked: ['held', 'vetoed', 'assessed', 'withdrawn'],
  held: ['held', 'vetoed', 'assessed', 'cleared', 'denied', 'lapsed', 'withdrawn'],
  assessed: ['held', 'vetoed', 'assessed', 'cleared', 'denied', 'lapsed', 'withdrawn'],
  cleared: ['cleared', 'denied', 'withdrawn', 'ended'],
  denied: ['ended'],
  withdrawn: ['ended'],
  vetoed: [],
  lapsed: [],
  ended: [],
};

/** A state that the table does not let a request reach from where it is: a defect, never something to retry. */
export class IllegalTransition extends CountersignError {
  readonly code = 'POLICY_ILLEGAL_TRANSITION';
  readonly retriable = false;
}

const mayMove = (from: RequestState, to: RequestState): boolean => transitions[from].includes(to);

/** Throws {@link IllegalTransition} unless the table allows the move. */
export function assertMove(from: RequestState, to: RequestState): void {
  if (!mayMove(from, to)) throw new IllegalTransition(`a request cannot go from \`${from}\` to \`${to}\``);
}

/** How a request is closed by somebody else than policy. */
export type Closing = Extract<RequestState, 'withdrawn' | 'denied' | 'lapsed'>;

/** Whether there is still something to close in this way; a request that is closed already, or has nothing of the kind, is left as it is. */
export const canClose = (from: RequestState, to: Closing): boolean => mayMove(from, to);

/** Throws when a state can never be reached from `asked`. Called at start with the table in force. */
export function assertTableComplete(table: Transitions): void {
  const reached = new Set<RequestState>(['asked']);
  for (const state of reached) for (const next of table[state]) reached.add(next);
  const lost = requestStates.filter((state) => !reached.has(state));
  if (lost.length > 0) throw new IllegalTransition(`states that no request can reach: ${lost.join(', ')}`);
}
