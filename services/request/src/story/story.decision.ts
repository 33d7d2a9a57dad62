import type { Statements, StatementType } from '@countersign/contracts';
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

const last = <T extends StatementType>(steps: readonly StoryStep[], type: T): Statements[T] | undefined =>
  steps.filter((step) => step.type === type).at(-1)?.body as Statements[T] | undefined;

const atOf = (steps: readonly StoryStep[], type: StatementType): number =>
  Math.max(-1, ...steps.filter((step) => step.type === type).map(({ iat }) => iat));

function approvalWait(steps: readonly StoryStep[]): WaitsFor {
  const assessed = last(steps, 'policy.assessed.v1');
  const groups = (assessed?.stages ?? []).flatMap((stage) =>
    stage.groups.map(({ group, need }) => `${need} of ${group}`),
  );
  return { on: 'people', what: `votes: ${groups.join(', ')}`, until: assessed?.deadline ?? null };
}

/** Whether every line of the newest clearance was answered as applied. */
function applied(steps: readonly StoryStep[]): 'all' | 'some' | 'refused' {
  const cleared = last(steps, 'policy.cleared.v1');
  const answers = steps
    .filter(({ type }) => type === 'connector.answered.v1')
    .map(({ body }) => body as Statements['connector.answered.v1']);
  const request = cleared?.request;
  const has = (answer: Statements['connector.answered.v1']) =>
    answer.state.grants.some((grant) => grant.request === request);
  const lines = cleared?.lines ?? [];
  const done = lines.every((line) =>
    answers.some(
      (answer) => answer.account === line.account && answer.permission === line.permission && has(answer),
    ),
  );
  if (done) return 'all';
  return answers.some(
    (answer) => answer.outcome === 'refused' || answer.results.some(({ result }) => result === 'refused'),
  )
    ? 'refused'
    : 'some';
}

/** The state that the statements about a request add up to, and what it waits for. Pure; the order of arrival does not matter. */
export function storyOf(steps: readonly StoryStep[]): Story {
  const [state, waitsFor] = standing(steps);
  return { state, waitsFor, steps };
}

/** Statements after which nothing else counts, the strongest first. */
const finals: readonly (readonly [StatementType, StoryState])[] = [
  ['connector.ended.v1', 'ended'],
  ['request.withdrawn.v1', 'withdrawn'],
  ['policy.withdrew.v1', 'withdrawn'],
  ['policy.vetoed.v1', 'vetoed'],
  ['approval.denied.v1', 'denied'],
  ['approval.lapsed.v1', 'lapsed'],
];

function heldFor(steps: readonly StoryStep[]): WaitsFor | null {
  if (atOf(steps, 'policy.held.v1') <= atOf(steps, 'policy.assessed.v1')) return null;
  const reasons = last(steps, 'policy.held.v1')?.reasons ?? [];
  return { on: 'policy', what: reasons.map(({ message }) => message).join('; ') };
}

function standing(steps: readonly StoryStep[]): [StoryState, WaitsFor | null] {
  const has = (type: StatementType) => steps.some((step) => step.type === type);
  const final = finals.find(([type]) => has(type));
  if (final) return [final[1], null];
  if (has('policy.cleared.v1')) return granted(steps, has);
  const held = heldFor(steps);
  if (held) return ['held', held];
  if (has('approval.approved.v1')) return ['approved', { on: 'policy', what: 'clearance' }];
  if (has('policy.assessed.v1')) return ['awaiting approval', approvalWait(steps)];
  return ['asked', { on: 'policy', what: 'assessment' }];
}

function granted(
  steps: readonly StoryStep[],
  has: (type: StatementType) => boolean,
): [StoryState, WaitsFor | null] {
  const how = applied(steps);
  if (how === 'all') return ['applied', null];
  if (how === 'refused')
    return ['refused', { on: 'operator', what: 'the connector refused; see its answers' }];
  if (has('provisioning.ordered.v1')) return ['ordered', { on: 'connector', what: 'answers for every line' }];
  return ['cleared', { on: 'provisioning', what: 'orders' }];
}
