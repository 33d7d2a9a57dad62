import type { Statements, StatementType } from '@countersign/contracts';
import { type LineState, lineStates, stepsOfType } from './line-state.decision.js';
import type { StoryStep } from './story-step.js';

/** Where a request stands for the people who wait for it. */
export type StoryState =
  | 'asked'
  | 'held'
  | 'vetoed'
  | 'awaiting approval'
  | 'approved'
  | 'denied'
  | 'lapsed'
  | 'cleared'
  | 'ordered'
  | 'applied'
  | 'refused'
  | 'withdrawn'
  | 'ended';

/** What a request waits for and on whom. `until` in ms where there is a deadline. */
export interface WaitsFor {
  readonly on: string;
  readonly what: string;
  readonly until?: number | null;
}

export interface Story {
  readonly state: StoryState;
  readonly waitsFor: WaitsFor | null;
  readonly steps: readonly StoryStep[];
}

/** What the newest step of a type says; undefined when there is none. */
export const lastBody = <T extends StatementType>(
  steps: readonly StoryStep[],
  type: T,
): Statements[T] | undefined =>
  steps.filter((step) => step.type === type).at(-1)?.body as Statements[T] | undefined;

const atOf = (steps: readonly StoryStep[], type: StatementType): number =>
  Math.max(-1, ...steps.filter((step) => step.type === type).map(({ iat }) => iat));

function approvalWait(steps: readonly StoryStep[]): WaitsFor {
  const assessed = lastBody(steps, 'policy.assessed.v1');
  const groups = (assessed?.stages ?? []).flatMap((stage) =>
    stage.groups.map(({ group, need }) => `${need} of ${group}`),
  );
  return { on: 'people', what: `votes: ${groups.join(', ')}`, until: assessed?.deadline ?? null };
}

/** The state that the statements about a request add up to, and what it waits for. Pure; the order of arrival does not matter. */
export function storyOf(steps: readonly StoryStep[]): Story {
  const [state, waitsFor] = standing(steps);
  return { state, waitsFor, steps };
}

/** Statements after which nothing else counts, the strongest first. */
const finals: readonly (readonly [StatementType, StoryState])[] = [
  ['request.withdrawn.v1', 'withdrawn'],
  ['policy.vetoed.v1', 'vetoed'],
  ['approval.denied.v1', 'denied'],
  ['approval.lapsed.v1', 'lapsed'],
  ['policy.withdrew.v1', 'withdrawn'],
];

/** Policy may withdraw one clearance of several: only what it withdraws whole is over. */
const isFinal = (type: StatementType) => (step: StoryStep) =>
  step.type === type && (type !== 'policy.withdrew.v1' || (step.body as Withdrew).clearance === null);
type Withdrew = Statements['policy.withdrew.v1'];

/** Whether nothing more can come of a request. */
export const isOver = ({ state }: Story): boolean =>
  state === 'ended' || finals.some(([, final]) => final === state);

function heldFor(steps: readonly StoryStep[]): WaitsFor | null {
  if (atOf(steps, 'policy.held.v1') <= atOf(steps, 'policy.assessed.v1')) return null;
  const reasons = lastBody(steps, 'policy.held.v1')?.reasons ?? [];
  return { on: 'policy', what: reasons.map(({ message }) => message).join('; ') };
}

function standing(steps: readonly StoryStep[]): [StoryState, WaitsFor | null] {
  const has = (type: StatementType) => steps.some((step) => step.type === type);
  const cleared = stepsOfType(steps, 'policy.cleared.v1').at(-1);
  const lines = cleared ? lineStates(cleared, steps) : [];
  if (lines.length > 0 && lines.every((line) => line === 'ended')) return ['ended', null];
  const final = finals.find(([type]) => steps.some(isFinal(type)));
  if (final) return [final[1], null];
  if (cleared) return granted(lines, has('provisioning.ordered.v1'));
  const held = heldFor(steps);
  if (held) return ['held', held];
  if (has('approval.approved.v1')) return ['approved', { on: 'policy', what: 'clearance' }];
  if (has('policy.assessed.v1')) return ['awaiting approval', approvalWait(steps)];
  return ['asked', { on: 'policy', what: 'assessment' }];
}

function granted(lines: readonly LineState[], ordered: boolean): [StoryState, WaitsFor | null] {
  if (lines.includes('refused'))
    return ['refused', { on: 'operator', what: 'the connector refused; see its answers' }];
  if (lines.every((line) => line === 'applied' || line === 'ended')) return ['applied', null];
  if (ordered) return ['ordered', { on: 'connector', what: 'answers for every line' }];
  return ['cleared', { on: 'provisioning', what: 'orders' }];
}
