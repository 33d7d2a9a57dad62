import type { Hash, Line, StatementType, Statements } from '@countersign/contracts';
import type { StoryStep } from './story-step.js';

type Cleared = Statements['policy.cleared.v1'];
type Answered = Statements['connector.answered.v1'];
type Report = Answered | Statements['connector.ended.v1'];

/** Where one line of a request stands: what the newest report of its connector says. */
export type LineState = 'open' | 'applied' | 'refused' | 'ended';

/** A step of one type, with its body's type. */
type StepOf<T extends StatementType> = StoryStep & { readonly body: Statements[T] };

/** Steps of a type, oldest first. */
export const stepsOfType = <T extends StatementType>(steps: readonly StoryStep[], type: T): StepOf<T>[] =>
  steps.filter((step): step is StepOf<T> => step.type === type);

const isEnded = (report: Report): report is Statements['connector.ended.v1'] => 'ended' in report;
const isAt = (line: Line) => (report: Report) =>
  report.system === line.system && report.account === line.account && report.permission === line.permission;

/** Everything that connectors reported, the newest last: tokens rise with every order, and an ending comes after the answer to its order. */
function reportsIn(steps: readonly StoryStep[]): Report[] {
  const answered = stepsOfType(steps, 'connector.answered.v1');
  const ended = stepsOfType(steps, 'connector.ended.v1');
  return [...answered, ...ended]
    .sort(
      (a, b) =>
        a.body.token - b.body.token || Number(isEnded(a.body)) - Number(isEnded(b.body)) || a.iat - b.iat,
    )
    .map(({ body }) => body);
}

/** Whether an answer says no to this clearance, alone or with its whole order; what it said of an earlier one was judged anew since. */
function refuses(answer: Answered, clearance: Hash, steps: readonly StoryStep[]): boolean {
  if (answer.results.some((one) => one.clearance === clearance && one.result === 'refused')) return true;
  const order = stepsOfType(steps, 'provisioning.ordered.v1').find(({ hash }) => hash === answer.order);
  const ordered = order?.body.desired.grants.some((grant) => grant.clearance === clearance) ?? false;
  return answer.outcome === 'refused' && ordered;
}

/** The state of each line of a clearance, by the newest report about its place. Later removal, refusal and ending undo what was applied before. */
export function lineStates(
  { hash, body }: { readonly hash: string; readonly body: Cleared },
  steps: readonly StoryStep[],
): LineState[] {
  const reports = reportsIn(steps);
  return body.lines.map((line) => {
    const report = reports.filter(isAt(line)).at(-1);
    if (!report) return 'open';
    if (report.state.grants.some(({ request }) => request === body.request)) return 'applied';
    if (isEnded(report)) return report.ended.includes(hash as Hash) ? 'ended' : 'open';
    return refuses(report, hash as Hash, steps) ? 'refused' : 'open';
  });
}
