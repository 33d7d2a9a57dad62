import type { DesiredGrant, Hash, IdentityId, Line } from '@countersign/contracts';
import { CountersignError } from '@countersign/contracts';
import { clearanceLifeMs } from '@countersign/contracts/policy';
import type { Bundle } from '../bundle.js';
import type { Custodians } from '../custody.js';
import { EvidenceError, type EvidenceCode } from '../errors.js';
import type { KeyRegistry } from '../registry.js';
import type { Statement } from '../statements.js';
import { Dossier } from './dossier.js';
import {
  birthrightFits,
  type Expansion,
  expandRequest,
  itemName,
  withinBirthrightBound,
} from './expansion.js';
import { accountsOf, groupsOf, workerAt } from './people.js';
import { routeFor, stagesMet, type YesVote } from './route.js';
import { verifyVote } from './votes.js';

/** What a verifier believes before it looks at evidence: whom, which law, which keys. */
export interface Trust {
  readonly custodians: Custodians;
  readonly bundle: Bundle;
  readonly registry: KeyRegistry;
}

/** A grant of an order that the evidence carries: what may be added, until when, and what must be met before it is added. */
export interface VerifiedGrant {
  readonly clearance: Hash;
  readonly request: string;
  readonly beneficiary: string;
  readonly line: Line;
  readonly until: number | null;
  readonly applyBefore: number;
  readonly verified: readonly Hash[];
}

export type GrantVerdict =
  | { readonly ok: true; readonly grant: VerifiedGrant }
  | { readonly ok: false; readonly clearance: Hash; readonly error: CountersignError };

/** The order's place and bounds; of a verified `provisioning.ordered.v1`, or of one about to be signed. */
export interface OrderedPlace {
  readonly system: string;
  readonly account: string;
  readonly permission: string;
  readonly applyBefore: number | null;
}

const refuse = (code: EvidenceCode, message: string) => new EvidenceError(code, message);
const later = (a: number | null, b: number | null) => (a ?? Infinity) > (b ?? Infinity);

/** The chain of documents behind one grant, each naming the one before by hash. */
interface Trail {
  readonly cleared: Statement<'policy.cleared.v1'>;
  readonly assessed: Statement<'policy.assessed.v1'>;
  readonly submitted: Statement<'request.submitted.v1'>;
}

function follow(dossier: Dossier, grant: DesiredGrant): Trail {
  const cleared = dossier.find(grant.clearance, 'policy.cleared.v1');
  const assessed = dossier.find(cleared.body.ha, 'policy.assessed.v1');
  const submitted = dossier.find(cleared.body.hr, 'request.submitted.v1');
  const one = (body: { readonly request: string; readonly hr: string }) =>
    body.request === grant.request && body.hr === submitted.hash;
  if (!one(cleared.body) || !one(assessed.body) || submitted.body.request !== grant.request)
    throw refuse('EVIDENCE_MISMATCH', 'the documents are not about one request');
  return { cleared, assessed, submitted };
}

function checkFreshness({ cleared, submitted, assessed }: Trail, trust: Trust): void {
  if (trust.bundle.number < cleared.body.bundleAtLeast)
    throw refuse(
      'BUNDLE_TOO_OLD',
      `clearance demands bundle ${cleared.body.bundleAtLeast}, here is ${trust.bundle.number}`,
    );
  if (trust.registry.number < cleared.body.registryAtLeast)
    throw refuse(
      'REGISTRY_TOO_OLD',
      `clearance demands registry ${cleared.body.registryAtLeast}, here is ${trust.registry.number}`,
    );
  if (cleared.body.applyBefore > cleared.iat + clearanceLifeMs)
    throw refuse('APPLY_BEFORE_TOO_LATE', 'clearance claims to live longer than one can');
  if (
    later(cleared.body.until, assessed.body.until) ||
    later(assessed.body.until, submitted.body.window.until)
  )
    throw refuse('UNTIL_TOO_LATE', 'access would last longer than was asked for or assessed');
}

function recomputeExpansion(
  { cleared, assessed, submitted }: Trail,
  dossier: Dossier,
  bundle: Bundle,
): Expansion {
  const accounts = accountsOf(dossier.facts, submitted.body.beneficiary, cleared.iat);
  const expansion = expandRequest(bundle, submitted.body.items, accounts);
  const expected = JSON.stringify(expansion.lines.map(lineKey));
  const same = (lines: readonly Line[]) => JSON.stringify(lines.map(lineKey)) === expected;
  if (!same(cleared.body.lines) || !same(assessed.body.lines))
    throw refuse('EXPANSION_DIFFERS', 'lines are not what the request comes down to under this bundle');
  return expansion;
}

const lineKey = (line: Line) => [line.system, line.account, line.permission, line.entitlement];

function checkBirthright(
  { submitted, cleared }: Trail,
  dossier: Dossier,
  bundle: Bundle,
  expansion: Expansion,
): void {
  const { cause, items } = submitted.body;
  const beneficiary: IdentityId = submitted.body.beneficiary;
  const rule = bundle.document.birthrights.find(({ id }) => id === cause?.birthright);
  const worker = workerAt(dossier.facts, beneficiary, cleared.iat);
  const fact = dossier.facts.find(({ hash }) => hash === cause?.fact);
  const about = fact?.power === true && 'worker' in fact.data && fact.data.worker === beneficiary;
  const asked = items.every((item) =>
    (rule?.items as readonly string[] | undefined)?.includes(itemName(item)),
  );
  const carried = rule && worker && about && asked && birthrightFits(rule, worker);
  if (!carried || !withinBirthrightBound(bundle, expansion.entitlements))
    throw refuse('BIRTHRIGHT_NOT_FOUND', `no birthright rule and fact carry \`${submitted.body.request}\``);
}

/** People who decide nothing about this request, whatever group they are in. */
function excluded({ submitted, assessed }: Trail, bundle: Bundle): ReadonlySet<string> {
  const { requester, beneficiary, actors, items } = submitted.body;
  const authors = items.flatMap((item) => bundle.authorsOf(itemName(item)));
  return new Set<string>([...assessed.body.excluded, requester, beneficiary, ...actors, ...authors]);
}

async function checkVotes(trail: Trail, dossier: Dossier, trust: Trust, expansion: Expansion): Promise<void> {
  const { cleared, assessed, submitted } = trail;
  const { body } = assessed;
  const route = routeFor(
    trust.bundle,
    expansion.entitlements,
    body.conflicts,
    submitted.body.window,
    assessed.iat,
  );
  const routed = JSON.stringify(body.stages.slice(0, route.stages.length)) === JSON.stringify(route.stages);
  if (!routed || later(body.until, route.until))
    throw refuse('ROUTE_DIFFERS', 'stages or end are weaker than the bundle demands');
  const approved = dossier.find(cleared.body.approval, 'approval.approved.v1');
  const ballot = {
    deployment: trust.registry.deployment,
    request: body.request,
    hr: body.hr,
    ha: assessed.hash,
  };
  if (approved.body.ha !== ballot.ha || approved.body.hr !== ballot.hr)
    throw refuse('EVIDENCE_MISMATCH', 'the approval is about another assessment');
  const votes = await Promise.all(
    approved.body.votes.map((vote) => verifyVote(vote, ballot, dossier.facts, cleared.iat)),
  );
  const out = excluded(trail, trust.bundle);
  const yes: YesVote[] = votes
    .filter((vote) => vote.decision === 'yes' && !out.has(vote.voter))
    .map((vote) => ({ person: vote.voter, groups: bothTimes(dossier, vote.voter, vote.iat, cleared.iat) }));
  if (!stagesMet(body.stages, yes)) throw refuse('QUORUM_NOT_MET', 'the votes do not meet the route');
}

/** Groups at the vote and still when policy cleared. */
function bothTimes(dossier: Dossier, person: string, voted: number, cleared: number): readonly string[] {
  const now = groupsOf(dossier.facts, person, cleared);
  return groupsOf(dossier.facts, person, voted).filter((group) => now.includes(group));
}

function lineOf({ cleared }: Trail, order: OrderedPlace, grant: DesiredGrant): Line {
  const line = cleared.body.lines.find(
    (candidate) =>
      candidate.system === order.system &&
      candidate.account === order.account &&
      candidate.permission === order.permission,
  );
  if (!line) throw refuse('CLEARANCE_LINE_MISSING', 'this account and permission were not cleared');
  if (later(grant.until, cleared.body.until))
    throw refuse('UNTIL_TOO_LATE', 'order lasts longer than its clearance');
  return line;
}

/**
 * Verifies everything behind one grant of an order and recomputes from the bundle whatever can be recomputed: expansion, accounts, route,
 * stages, caps, quorum. Policy is believed only where policy alone can know: that there is no conflict, and who is excluded by control.
 * Pure but for the key cache: no clock, no network. Whether it is still in time (`applyBefore`) the applier decides by its own clock.
 */
export async function verifyGrant(
  order: OrderedPlace,
  grant: DesiredGrant,
  documents: readonly string[],
  trust: Trust,
): Promise<GrantVerdict> {
  try {
    const dossier = await Dossier.open(documents, trust.registry);
    const trail = follow(dossier, grant);
    checkFreshness(trail, trust);
    const expansion = recomputeExpansion(trail, dossier, trust.bundle);
    if (trail.assessed.body.birthright) checkBirthright(trail, dossier, trust.bundle, expansion);
    else await checkVotes(trail, dossier, trust, expansion);
    const line = lineOf(trail, order, grant);
    const { beneficiary } = trail.submitted.body;
    const { applyBefore } = trail.cleared.body;
    const verified = dossier.hashes;
    return { ok: true, grant: { ...grant, beneficiary, line, applyBefore, verified } };
  } catch (error) {
    if (error instanceof CountersignError) return { ok: false, clearance: grant.clearance, error };
    throw error;
  }
}

/** {@link verifyGrant} for every grant of an order. `documents` are the compact JWS by the request they belong to. */
export function verifyEvidence(
  order:
    | Statement<'provisioning.ordered.v1'>
    | { readonly body: OrderedPlace & { desired: { grants: readonly DesiredGrant[] } } },
  documents: ReadonlyMap<string, readonly string[]>,
  trust: Trust,
): Promise<GrantVerdict[]> {
  const { desired, ...place } = order.body;
  return Promise.all(
    desired.grants.map((grant) => verifyGrant(place, grant, documents.get(grant.request) ?? [], trust)),
  );
}
