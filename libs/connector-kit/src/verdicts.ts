import type { Hash, RequestId } from '@countersign/contracts';
import type { Ordered } from '@countersign/contracts/provisioning';
import { type GrantVerdict, mayPass, type Trust, verifyEvidence } from '@countersign/statement';
import type { Verdict } from './place.decision.js';

/**
 * Verifies the evidence behind every grant of an order, each by itself, so that one bad grant takes no other with it. `documents` are
 * compact JWS by the clearance they came with; `trust` null (no valid bundle or registry here) leaves every grant `missing`. Throws
 * nothing.
 */
export async function verdictsOf(
  body: Ordered,
  documents: ReadonlyMap<Hash, readonly string[]>,
  trust: Trust | null,
): Promise<ReadonlyMap<Hash, Verdict>> {
  if (!trust) return allMissing(body, 'TRUST_MISSING');
  const { desired, ...place } = body;
  const judged = desired.grants.map(async (grant): Promise<[Hash, Verdict]> => {
    const { clearance } = grant;
    const verdict = await verifyEvidence(place, grant, documents.get(clearance) ?? [], trust).catch(
      () => null,
    );
    return [clearance, verdict ? translate(verdict) : { kind: 'missing', code: 'VERIFICATION_FAILED' }];
  });
  return new Map(await Promise.all(judged));
}

/** Every grant of an order without a verdict yet, for the reason given: nothing is added on it. */
export const allMissing = (body: Ordered, code: string): ReadonlyMap<Hash, Verdict> =>
  new Map(body.desired.grants.map(({ clearance }) => [clearance, { kind: 'missing', code }]));

function translate(verdict: GrantVerdict): Verdict {
  if (verdict.ok) {
    const { request, line, from, until, applyBefore, verified } = verdict.grant;
    return {
      kind: 'verified',
      grant: { request: request as RequestId, line, from, until, applyBefore },
      hashes: verified,
    };
  }
  const { code, message } = verdict.error;
  return mayPass(verdict.error) ? { kind: 'missing', code } : { kind: 'refused', code, message };
}
