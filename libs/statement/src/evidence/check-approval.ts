import type { Vote } from '@countersign/contracts/approval';
import type { Bundle } from '../bundle.js';
import type { KeyRegistry } from '../registry.js';
import type { Dossier } from './dossier.js';
import { decidesNothing } from './exclusion.js';
import type { Expansion } from './expansion.js';
import { groupsOf } from './groups.js';
import { isAsked, routeFor, stagesMet, type YesVote } from './route.js';
import { later, refuse, type Trail } from './trail.js';
import { verifyVote } from './votes.js';

/** A verified vote that counts, with the groups it counts for. */
interface Voice extends YesVote {
  readonly decision: Vote['decision'];
}

/**
 * Checks that people decided: stages and end are at least what the bundle demands for this expansion, and the votes meet every stage.
 * Throws `ROUTE_DIFFERS`, `EVIDENCE_MISSING`, `EVIDENCE_MISMATCH`, `VOTED_NO`, `QUORUM_NOT_MET`, or what a vote's verification throws.
 */
export async function checkApproval(
  trail: Trail,
  dossier: Dossier,
  law: { readonly bundle: Bundle; readonly registry: KeyRegistry },
  expansion: Expansion,
): Promise<void> {
  checkRoute(trail, law.bundle, expansion);
  const voices = await voicesOf(trail, dossier, law);
  if (voices.some(({ decision }) => decision === 'no'))
    throw refuse('VOTED_NO', 'somebody who may decide said no');
  if (!stagesMet(trail.assessed.body.stages, voices))
    throw refuse('QUORUM_NOT_MET', 'the votes do not meet the route');
}

/** Policy may ask for more stages than the bundle and for an earlier end, never for less. */
function checkRoute({ assessed, submitted }: Trail, bundle: Bundle, { entitlements }: Expansion): void {
  const { conflicts, stages, until } = assessed.body;
  const route = routeFor(bundle, entitlements, conflicts, submitted.body.window, assessed.iat);
  const routed = JSON.stringify(stages.slice(0, route.stages.length)) === JSON.stringify(route.stages);
  if (!routed || later(until, route.until))
    throw refuse('ROUTE_DIFFERS', 'stages or end are weaker than the bundle demands');
}

/** The votes of those who may decide this, each in the groups she was in at her vote and still when policy cleared. */
async function voicesOf(
  trail: Trail,
  dossier: Dossier,
  { bundle, registry }: { readonly bundle: Bundle; readonly registry: KeyRegistry },
): Promise<readonly Voice[]> {
  const { cleared, assessed } = trail;
  const approved = dossier.find(cleared.body.approval, 'approval.approved.v1');
  if (approved.body.ha !== assessed.hash || approved.body.hr !== assessed.body.hr)
    throw refuse('EVIDENCE_MISMATCH', 'the approval is about another assessment');
  const { request, hr, stages } = assessed.body;
  const ballot = { deployment: registry.deployment, request, hr, ha: assessed.hash };
  const votes = await Promise.all(
    approved.body.votes.map((vote) => verifyVote(vote, ballot, dossier.facts, cleared.iat)),
  );
  const matter = { ...trail.submitted.body, ...assessed.body };
  return votes
    .filter(({ voter, iat }) => !decidesNothing(matter, bundle, dossier.facts, [iat, cleared.iat]).has(voter))
    .map(({ voter, decision, iat }) => {
      const now = groupsOf(dossier.facts, voter, cleared.iat);
      const groups = groupsOf(dossier.facts, voter, iat).filter((group) => now.includes(group));
      return { person: voter, decision, groups };
    })
    .filter(({ groups }) => isAsked(stages, groups));
}
