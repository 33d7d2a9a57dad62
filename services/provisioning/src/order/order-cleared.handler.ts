import { evidence } from '@countersign/contracts/provisioning/issue';
import type { SystemId } from '@countersign/contracts';
import { clearanceLifeMs, clearanceSkewMs } from '@countersign/contracts/policy';
import { TrustRunOut } from '@countersign/service-kit/governance';
import { inRequestSpan, UnknownTopic } from '@countersign/service-kit/messaging';
import { stopOf } from '@countersign/service-kit/stop-switch';
import { type GrantVerdict, mayBegin, mayPass, type Trust, verifyEvidence } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { collectEvidence } from '../collect/collect-evidence.handler.js';
import { fitsIntoEvidence } from '../collect/evidence-size.decision.js';
import { eachAlone } from '../each-alone.js';
import { orderTopic, type ProvisioningDeps } from '../provisioning-deps.js';
import {
  type Clearance,
  closeClearance,
  confirmOnceRunOut,
  openClearances,
  requestsWaiting,
  saveHeldBack,
  saveWaitsFor,
} from './clearance.store.js';
import { orderPlaces, orderWithoutRequest } from './compose-orders.handler.js';
import { hasRoom, isThere, withGrant } from './desired.decision.js';
import { type Desired, lockPlaces, type Place } from './desired.store.js';
import { lockPlacesLeft, type PlacesLeft } from './places-left.handler.js';
import { lockRequest } from './request.store.js';

/** Least time (ms) an order needs to reach its target; a clearance with less left is not used but asked for anew. */
const wayMs = 2_000;
/** Requests looked at per run of the timer. */
const batch = 100;
/** Whose word a grant rests on; our own topic, too: when it holds more than we remember, our database was rolled back. */
const signers = ['request', 'policy', 'approval', 'provisioning'];
/** Whose time a grant rests on. */
const timed = ['request', 'policy', 'approval'];

/**
 * Turns clearances of a request into orders, once for each line: gathers the documents, verifies everything again for every line, sends the evidence
 * once per system, orders the new desired states. A place whose target has what is cleared keeps the older clearance. Waits while a document
 * or the law it was cleared by is missing, clocks differ, or an operator has stopped grants there; a line waits while what it needs of the same request does not stand. One bad line
 * spoils the clearance; a request that has ended, or a clearance that ran out, is spent.
 * INVARIANT: the places of all are locked before the first of them is ordered: whoever has signed waits for nobody.
 */
export async function orderCleared(
  deps: ProvisioningDeps,
  tx: EntityManager,
  request: string,
): Promise<void> {
  const known = await lockRequest(tx, request);
  if (!known) return;
  const open = await lockOpen(tx, request);
  const differ = open.length > 0 && (await deps.clocks.skews(tx, timed)).length > 0;
  for (const clearance of open) {
    if (known.ended !== null) await refuseEnded(deps, tx, clearance, known.ended);
    else if (differ) continue;
    else if (deps.clock.now() + wayMs >= clearance.applyBefore) await runOut(deps, tx, clearance);
    else if (clearance.applyBefore > deps.clock.now() + clearanceLifeMs + clearanceSkewMs)
      await closeClearance(tx, clearance.hash, 'spent', 'CLEARED_IN_FUTURE');
    else await orderClearance(deps, tx, clearance);
  }
}

/** What is open of a request, with its places locked where more than one clearance is, or an answer may be ending one. */
async function lockOpen(tx: EntityManager, request: string): Promise<Clearance[]> {
  const open = await openClearances(tx, request);
  if (open.length < 2 && open.every(({ heldBack }) => heldBack === null)) return open;
  await lockPlaces(
    tx,
    open.flatMap(({ lines }) => lines),
  );
  return openClearances(tx, request);
}

/** What can be used no more is spent, with what it has waited for in vain where that is known. */
const runOut = (deps: ProvisioningDeps, tx: EntityManager, clearance: Clearance): Promise<void> =>
  clearance.waitsFor === null
    ? closeClearance(tx, clearance.hash, 'spent', 'RAN_OUT')
    : refuse(deps, tx, clearance, clearance.waitsFor);

/** What ended before it was ordered is ordered away all the same: only the connector's word on it frees what is reserved. */
async function refuseEnded(
  deps: ProvisioningDeps,
  tx: EntityManager,
  { hash, request, lines }: Clearance,
  why: string,
): Promise<void> {
  await closeClearance(tx, hash, 'spent', why);
  await orderWithoutRequest(deps, tx, request, lines);
  await confirmOnceRunOut(tx, [request]);
}

async function orderClearance(
  deps: ProvisioningDeps,
  tx: EntityManager,
  clearance: Clearance,
): Promise<void> {
  const { hash, request, until, applyBefore, lines, heldBack } = clearance;
  const left = heldBack ?? lines;
  const trust = await trustToGrant(deps, tx, systemsOf(left));
  if (!trust) return;
  const known = heldBack && (await lockPlacesLeft(tx, clearance, trust.bundle));
  if (known?.due.length === 0) return;
  const documents = await collectEvidence(deps, tx, clearance);
  if (!documents) return;
  if (!fitsIntoEvidence(documents)) return refuse(deps, tx, clearance, 'EVIDENCE_TOO_LARGE');
  const grant = { clearance: hash, request, until };
  const verdicts = await Promise.all(
    left.map((line) => verifyEvidence({ ...line, applyBefore }, grant, documents, trust)),
  );
  const errors = verdicts.flatMap((verdict) => (verdict.ok ? [] : [verdict.error]));
  const forGood = errors.find((error) => !mayPass(error));
  if (forGood) return refuse(deps, tx, clearance, forGood.code);
  const [waitsFor] = errors;
  if (waitsFor) return saveWaitsFor(tx, hash, waitsFor.code);
  const placesLeft = known ?? (await lockPlacesLeft(tx, clearance, trust.bundle));
  if (!placesLeft.due.every((place) => begins(deps, place, verdicts))) return;
  await orderPlacesLeft(deps, tx, clearance, placesLeft, documents);
}

/** What to verify by; null while something keeps every grant there waiting: a gap, an operator, no law that may still be used. */
async function trustToGrant(
  deps: ProvisioningDeps,
  tx: EntityManager,
  systems: readonly string[],
): Promise<Trust | null> {
  for (const signer of signers) if (await deps.hasGap(tx, signer)) return null;
  if (await stopOf(tx, systems)) return null;
  return lawInForce(deps);
}

/** Orders what is due of a clearance, and keeps what waits; that its system is served is asked now, so that no part is given alone whose other part never can be. */
async function orderPlacesLeft(
  deps: ProvisioningDeps,
  tx: EntityManager,
  clearance: Clearance,
  { due, waiting }: PlacesLeft,
  documents: readonly string[],
): Promise<void> {
  const { hash, request, until } = clearance;
  const grant = { clearance: hash, request, until };
  const places = due.filter((place) => !isThere(place, grant));
  if (!places.every(({ grants }) => hasRoom(grants, request))) return refuse(deps, tx, clearance, 'IN_DOUBT');
  for (const system of systemsOf(waiting))
    if (!deps.issuer.writes(orderTopic(system))) throw new UnknownTopic(`\`${system}\` is not served here`);
  await sendEvidence(deps, tx, clearance, places, documents);
  await orderPlaces(deps, tx, places, {
    key: request,
    lane: 'grants',
    compose: (grants) => withGrant(grants, grant),
  });
  if (waiting.length > 0) await saveHeldBack(tx, hash, waiting);
  else await closeClearance(tx, hash, 'ordered');
}

/** What continues something is ordered while that is there, what continues nothing waits for its start. */
const begins = (
  { clock }: ProvisioningDeps,
  { grants }: Desired,
  verdicts: readonly GrantVerdict[],
): boolean => verdicts.every((verdict) => verdict.ok && mayBegin(verdict.grant.from, clock.now(), grants));

/** Spends a clearance that cannot be ordered, never silently: policy clears anew, and an operator has to see why that comes to nothing. */
async function refuse(
  deps: ProvisioningDeps,
  tx: EntityManager,
  { hash, request }: Clearance,
  code: string,
): Promise<void> {
  deps.log.error('a clearance is refused', { request, clearance: hash, code });
  await closeClearance(tx, hash, 'spent', code);
}

/** Nothing is ordered on law or keys that have run out; it waits for newer ones. */
function lawInForce({ trustForGrants }: ProvisioningDeps): Trust | null {
  try {
    return trustForGrants();
  } catch (error) {
    if (error instanceof TrustRunOut) return null;
    throw error;
  }
}

const systemsOf = (places: readonly Pick<Place, 'system'>[]) =>
  [...new Set(places.map(({ system }) => system))].sort();

async function sendEvidence(
  deps: ProvisioningDeps,
  tx: EntityManager,
  { request, hr }: Clearance,
  places: readonly Place[],
  documents: readonly string[],
): Promise<void> {
  for (const system of systemsOf(places))
    await deps.issuer.issue(
      tx,
      evidence({ request, hr, system: system as SystemId, documents: [...documents] }),
      {
        topic: orderTopic(system),
        key: request,
      },
    );
}

/** Looks again at clearances that wait for a document or a gap to close, and at lines that wait for others. Run by a timer. */
export async function orderWaiting(deps: ProvisioningDeps, turn: EntityManager): Promise<void> {
  await eachAlone(
    deps,
    { turn, items: await requestsWaiting(turn, batch) },
    (tx, request) => inRequestSpan(tx, request, 'order waiting', () => orderCleared(deps, tx, request)),
    (request, error) => deps.log.error('a clearance cannot be ordered yet', { request, error }),
  );
}
