import type { Fact } from './facts.js';
import { isBy, read } from './signed.js';
import type { Statement } from './statements.js';
import type { Setting } from './trail.js';

/** That what a clearance gave is over: who said so, and when (ms). */
export interface Over {
  readonly why: string;
  readonly at: number;
}

/** What ends a whole request, whatever was cleared for it. That nobody decided in time does not: what was cleared was decided. */
const endsAll: Readonly<Record<string, (setting: Setting, statement: Statement) => boolean>> = {
  'request.withdrawn.v1': () => true,
  'policy.vetoed.v1': () => true,
  'policy.withdrew.v1': (_, { body }) => body.clearance === null,
  'approval.denied.v1': isNo,
};

/** Whether somebody really said no, by her own key, to an assessment of this request. */
function isNo({ deployment, peopleAt, statements }: Setting, { body }: Statement): boolean {
  const vote = read(String(body.vote));
  if (!vote) return false;
  const { dep, voter, decision, ha, iat } = vote.payload as Record<string, string>;
  const x = peopleAt(Number(iat)).votingKey(String(voter), vote.kid);
  const isAboutThis = statements.byHash(ha ?? null)?.body.request === body.request;
  return x !== undefined && isBy(x, vote) && dep === deployment && decision === 'no' && isAboutThis;
}

/** When (ms) somebody left first since something was asked for her, hired again or not; null: she has been here ever since. */
function leftAt(
  left: readonly Fact['data'][],
  hired: readonly Fact['data'][],
  worker: string,
  asked: number,
): number | null {
  const instants = (facts: readonly Fact['data'][]) =>
    facts.filter((one) => one.worker === worker).map(({ effective }) => Date.parse(String(effective)));
  const hiredBefore = Math.max(-Infinity, ...instants(hired).filter((at) => at <= asked));
  const since = instants(left).filter((at) => at >= hiredBefore);
  return since.length === 0 ? null : Math.min(...since);
}

const sooner = (one: Over | undefined, other: Over): Over => (one && one.at <= other.at ? one : other);

/**
 * What is over by now, by clearance: its request was taken back, refused or left behind by whoever benefits, policy took the clearance back, or
 * the connector says that it ended it. Of several the first.
 */
export function overBy(setting: Setting): (cleared: Statement) => Over | null {
  const requests = new Map<string, Over>();
  const clearances = new Map<string, Over>();
  const note = (all: Map<string, Over>, key: string, over: Over) => all.set(key, sooner(all.get(key), over));
  for (const [why, ends] of Object.entries(endsAll))
    for (const one of setting.statements.of(why))
      if (ends(setting, one)) note(requests, one.body.request, { why, at: one.iat });
  for (const { type: why, iat: at, body } of setting.statements.of('policy.withdrew.v1'))
    if (body.clearance !== null) note(clearances, body.clearance, { why, at });
  for (const { type: why, body } of setting.statements.of('connector.ended.v1'))
    for (const hash of body.ended as string[]) note(clearances, hash, { why, at: body.at });
  const people = setting.peopleAt(setting.now);
  const [gone, hired] = [people.left(), people.hirings()];
  return ({ hash, body }) => {
    const asked = setting.statements.byHash(body.hr);
    const beneficiary = String(asked?.body.beneficiary);
    const left = leftAt(gone, hired, beneficiary, asked?.iat ?? -Infinity);
    const all = [
      requests.get(body.request),
      clearances.get(hash),
      left === null ? undefined : { why: `\`${beneficiary}\` left`, at: left },
    ].filter((one) => one !== undefined);
    return all.length === 0 ? null : all.reduce(sooner);
  };
}
