import { assertMove, type Cause, type Life, mayMove } from './state-table.decision.js';

/** Where a request stands in judgement (DESIGN, section 4). */
export type RequestState =
  'asked' | 'held' | 'vetoed' | 'assessed' | 'cleared' | 'denied' | 'lapsed' | 'withdrawn' | 'ended';

/** Judged for the first time; by the clock where that failed. */
const judged: readonly Cause[] = ['request.submitted.v1', 'timer'];
/** Judged anew: on people's votes, or by the clock, when what it waited for may have come. */
const decided: readonly Cause[] = ['approval.approved.v1', 'timer'];
/** Given up by a request that goes on instead, on its votes or, a birthright, as it comes; the same where its withdrawal or its deadline came first. */
const givenUp: readonly Cause[] = ['request.submitted.v1', 'approval.approved.v1'];
/** Taken back or given up, or nobody is there any more to have it. */
const takenBack: readonly Cause[] = [
  ...givenUp,
  'request.withdrawn.v1',
  'request.identity-stated.v1',
  'timer',
];
/** Every line was seen to be absent; at once where no clearance was ever signed. */
const absent: readonly Cause[] = ['observer.observed.v1', ...takenBack];

/**
 * The life of a request. What was approved and then held keeps its votes: held may become cleared. Never from a no to a yes, and never out
 * of a final state.
 */
export const requestLife: Life<RequestState> = {
  of: 'a request',
  first: 'asked',
  table: {
    asked: { held: judged, vetoed: judged, assessed: judged, withdrawn: takenBack },
    held: {
      ...{ held: decided, vetoed: decided, assessed: decided, cleared: decided },
      ...{ denied: ['approval.denied.v1'], lapsed: ['approval.lapsed.v1'], withdrawn: takenBack },
    },
    assessed: {
      ...{ held: decided, vetoed: decided, assessed: decided, cleared: [...decided, 'request.submitted.v1'] },
      ...{ denied: ['approval.denied.v1'], lapsed: ['approval.lapsed.v1'], withdrawn: takenBack },
    },
    cleared: {
      ...{ cleared: ['timer'], denied: ['approval.denied.v1'] },
      ...{ withdrawn: [...takenBack, 'connector.answered.v1', 'connector.ended.v1'], ended: absent },
    },
    denied: { ended: [...absent, 'approval.denied.v1'] },
    withdrawn: { ended: absent },
    vetoed: {},
    lapsed: {},
    ended: {},
  },
};

/** Throws `POLICY_ILLEGAL_TRANSITION` unless a request may go there. */
export const assertRequestMove = (from: RequestState, to: RequestState): void =>
  assertMove(requestLife, from, to);

/** How a request is closed by somebody else than policy. */
export type Closing = Extract<RequestState, 'withdrawn' | 'denied' | 'lapsed'>;

/** Whether there is still something to close in this way; a request that is closed already, or has nothing of the kind, is left as it is. */
export const canClose = (from: RequestState, to: Closing): boolean => mayMove(requestLife, from, to);
