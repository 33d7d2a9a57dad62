import { assertMove, type Cause, type Life } from './state-table.decision.js';

/**
 * How far a reserved line has come. `reserved`: asked of nobody yet, or asked and in doubt; `applied`: the connector's state has it; `held`: an
 * observation begun later has it too; `gone`: the connector's state lacks it; `absent`: an observation begun later lacks it too, or nothing
 * of it was ever on its way.
 */
export type LineState = 'reserved' | 'applied' | 'held' | 'gone' | 'absent';

/** Policy orders nothing: only what a connector says of its own target moves a line away from where it is. */
const spoken: readonly Cause[] = ['connector.answered.v1', 'connector.ended.v1'];
const seen: readonly Cause[] = ['observer.observed.v1'];
/** Nothing was ever cleared of it when it was taken back. */
const never: readonly Cause[] = [
  'request.submitted.v1',
  'approval.approved.v1',
  'request.withdrawn.v1',
  'request.identity-stated.v1',
  'approval.denied.v1',
  'timer',
];

/** The life of a line. A slot is kept until `absent`: never freed on time alone, never on one word. */
export const lineLife: Life<LineState> = {
  of: 'a line',
  first: 'reserved',
  table: {
    reserved: { reserved: spoken, applied: spoken, gone: spoken, absent: never },
    applied: { applied: spoken, held: seen, gone: spoken },
    held: { held: spoken, gone: spoken },
    gone: { applied: spoken, gone: spoken, absent: seen },
    absent: {},
  },
};

/** Throws `POLICY_ILLEGAL_TRANSITION` unless a line may go there. */
export const assertLineMove = (from: LineState, to: LineState): void => assertMove(lineLife, from, to);
