import type { DesiredGrant, Hash, Line } from '@countersign/contracts';
import { CountersignError } from '@countersign/contracts';
import { clearanceLifeMs } from '@countersign/contracts/policy';
import type { Bundle } from '../bundle.js';
import type { Custodians } from '../custody.js';
import type { KeyRegistry } from '../registry.js';
import { scopeKey } from '../scope.js';
import { checkApproval } from './check-approval.js';
import { checkBirthright } from './check-birthright.js';
import { Dossier } from './dossier.js';
import { type Expansion, expandRequest } from './expansion.js';
import { accountsOf, hasLeftSince } from './people.js';
import { follow, later, refuse, type Trail } from './trail.js';

/** What a verifier believes before it looks at evidence: whom, which law, which keys. */
export interface Trust {
  readonly custodians: Custodians;
  readonly bundle: Bundle;
  readonly registry: KeyRegistry;
}

/**
 * A grant of an order that the evidence carries: what may be added, from when until when, and what must be met before it is added: the applier's
 * own clock is before `applyBefore` and not before `clearedAt` (beyond the clocks' known skew), else a clearance dated ahead would never lapse;
 * and before `from` it is added only to a place that another grant holds until then ({@link mayBegin}).
 */
export interface VerifiedGrant {
  readonly clearance: Hash;
  readonly request: string;
  readonly beneficiary: string;
  readonly line: Line;
  readonly from: number;
  readonly until: number | null;
  readonly applyBefore: number;
  readonly clearedAt: number;
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

function checkFreshness({ cleared, submitted }: Trail, trust: Trust): void {
  const { registryAtLeast, applyBefore } = cleared.body;
  const bundleAtLeast = Math.max(cleared.body.bundleAtLeast, submitted.body.bundleAtLeast);
  if (trust.bundle.number < bundleAtLeast)
    throw refuse(
      'BUNDLE_TOO_OLD',
      `clearance or request demands bundle ${bundleAtLeast}, here is ${trust.bundle.number}`,
    );
  if (trust.registry.number < registryAtLeast)
    throw refuse(
      'REGISTRY_TOO_OLD',
      `clearance demands registry ${registryAtLeast}, here is ${trust.registry.number}`,
    );
  if (applyBefore > cleared.iat + clearanceLifeMs)
    throw refuse('APPLY_BEFORE_TOO_LATE', 'clearance claims to live longer than one can');
}

/**
 * Access begins no sooner and ends no later than was asked: a clearance comes at its start, or within its own life before it, for what continues
 * held access. A bound of the bundle counts from the start or the assessment, so neither may lie ahead.
 */
function checkWindow({ cleared, assessed, submitted }: Trail): void {
  const { window } = submitted.body;
  if (cleared.iat < window.from - clearanceLifeMs || cleared.iat < assessed.iat)
    throw refuse('CLEARED_TOO_EARLY', 'a clearance comes after its assessment and not long before the start');
  if (later(cleared.body.until, assessed.body.until) || later(assessed.body.until, window.until))
    throw refuse('UNTIL_TOO_LATE', 'access would last longer than was asked for or assessed');
}

/** Who left since she asked, or it was asked for her, is given nothing for that, hired again or not. */
function checkNotLeftSince({ cleared, submitted }: Trail, { facts }: Dossier): void {
  const beneficiary: string = submitted.body.beneficiary;
  if (hasLeftSince(facts, beneficiary, submitted.iat, cleared.iat))
    throw refuse(
      'WORKER_LEFT',
      `\`${beneficiary}\` had left when this was asked for, or has since; it has to be asked for again`,
    );
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

const lineKey = ({ system, account, permission, entitlement, scope }: Line) => [
  ...[system, account, permission, entitlement],
  scopeKey(scope),
];

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
 * Whether what starts at `from` may be added at `now` (both ms) to a place where these grants are: once it has started, or as the continuation of
 * one that lasts until then, so that there is neither a gap nor a moment more than was asked.
 */
export const mayBegin = (from: number, now: number, present: readonly DesiredGrant[]): boolean =>
  from <= now || present.some(({ until }) => until === null || until >= from);

const boundsOf = ({ submitted, cleared }: Trail) => ({
  beneficiary: submitted.body.beneficiary,
  from: submitted.body.window.from,
  applyBefore: cleared.body.applyBefore,
  clearedAt: cleared.iat,
});

const passing: ReadonlySet<string> = new Set(['EVIDENCE_MISSING', 'BUNDLE_TOO_OLD', 'REGISTRY_TOO_OLD']);

/** Whether a verdict may change when a document, a newer bundle or a newer key registry arrives. */
export const mayPass = ({ code, retriable }: CountersignError): boolean => retriable || passing.has(code);

/**
 * Verifies everything behind one grant of an order, for provisioning, connector and auditor alike, and recomputes from the bundle whatever can be recomputed: expansion, accounts, route,
 * stages, caps, quorum. Policy is believed only where policy alone can know: that there is no conflict, and who is excluded by control.
 * Pure but for the key cache: no clock, no network. Whether it is still in time (`applyBefore`) the applier decides by its own clock.
 */
export async function verifyEvidence(
  order: OrderedPlace,
  grant: DesiredGrant,
  documents: readonly string[],
  trust: Trust,
): Promise<GrantVerdict> {
  try {
    const dossier = await Dossier.open(documents, trust.registry);
    const trail = follow(dossier, grant);
    checkFreshness(trail, trust);
    checkWindow(trail);
    const expansion = recomputeExpansion(trail, dossier, trust.bundle);
    checkNotLeftSince(trail, dossier);
    if (trail.assessed.body.birthright) checkBirthright(trail, dossier, trust.bundle, expansion);
    else await checkApproval(trail, dossier, trust, expansion);
    const line = lineOf(trail, order, grant);
    return { ok: true, grant: { ...grant, ...boundsOf(trail), line, verified: dossier.hashes } };
  } catch (error) {
    if (error instanceof CountersignError) return { ok: false, clearance: grant.clearance, error };
    throw error;
  }
}
