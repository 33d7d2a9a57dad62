import type { DesiredGrant, DesiredState, Hash, Millis } from '@countersign/contracts';
import type { GrantResult, TargetFinding } from '@countersign/contracts/connector';
import { earlier, isOver } from './place.decision.js';

/** What of the state before goes on, what has left it for ever, and what is new. */
export interface Comparison {
  readonly kept: readonly DesiredGrant[];
  readonly left: readonly Hash[];
  readonly additions: readonly DesiredGrant[];
  readonly results: readonly GrantResult[];
  readonly findings: readonly TargetFinding[];
}

/** One grant a clearance: of two that name the same one, the end that comes first counts. */
function byClearance(grants: readonly DesiredGrant[]): ReadonlyMap<Hash, DesiredGrant> {
  const map = new Map<Hash, DesiredGrant>();
  for (const grant of grants) {
    const same = map.get(grant.clearance);
    map.set(grant.clearance, same ? { ...same, until: earlier(same.until, grant.until) } : grant);
  }
  return map;
}

/**
 * Compares the state before with the state asked for. A known clearance is kept without new evidence; its `until` may only fall,
 * an order that would raise it keeps the old one and is a finding. Whatever is over has left.
 */
export function compare(before: DesiredState, desired: DesiredState, now: Millis): Comparison {
  const wanted = byClearance(desired.grants);
  const known = new Set(before.grants.map((grant) => grant.clearance));
  const kept: DesiredGrant[] = [];
  const left: Hash[] = [];
  const results: GrantResult[] = [];
  const findings: TargetFinding[] = [];
  for (const grant of before.grants) {
    const { clearance } = grant;
    const asked = wanted.get(clearance);
    const until = asked ? earlier(grant.until, asked.until) : grant.until;
    if (!asked || isOver(until, now)) {
      left.push(clearance);
      results.push({ clearance, result: 'removed', code: asked ? 'UNTIL_REACHED' : null });
    } else {
      kept.push({ ...grant, until });
      const raised = until !== asked.until;
      results.push({
        clearance,
        result: raised ? 'refused' : 'applied',
        code: raised ? 'UNTIL_RAISED' : null,
      });
      if (raised)
        findings.push({ code: 'UNTIL_RAISED', message: `order would lengthen clearance \`${clearance}\`` });
    }
  }
  const additions = [...wanted.values()].filter((grant) => !known.has(grant.clearance));
  return { kept, left, additions, results, findings };
}
