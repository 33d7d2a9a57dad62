import { cleared } from '@countersign/contracts/policy/issue';
import { clearanceLifeMs } from '@countersign/contracts/policy';
import { CountersignError } from '@countersign/contracts';
import { sha256 } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import type { Passing } from '../assess/assess.decision.js';
import type { Judged } from '../assess/judge-now.handler.js';
import { type PolicyDeps, policyTopic } from '../policy-deps.js';
import { type KnownRequest, moveRequest } from '../requests/request.store.js';
import { asksForControl } from '../world/law-reach.decision.js';
import { nestedNames, reservedName } from '../world/reserved-items.decision.js';
import { markToScan } from '../world/root.store.js';
import { insertClearance, lapseClearances } from './clearance.store.js';
import { giveUp } from './give-up.handler.js';
import { pauseAfter } from './pause.decision.js';
import {
  continuationLeadMs,
  continuesHeld,
  countClearance,
  insertReservation,
  postponeClearances,
  type Reservation,
} from './reservation.store.js';
import { slotsOf } from './slot.decision.js';
import { takeSlots } from './slot.store.js';

/** A clearance was asked for a request that was never assessed: a defect. */
class NeverAssessed extends CountersignError {
  readonly code = 'POLICY_NEVER_ASSESSED';
  readonly retriable = false;
}

/**
 * Holds the slots of a judged request. Whom it lets act as somebody is to be scanned: how far that reaches is no matter of judgement. INVARIANT: called only under the locks of `lockWorld`, on a judgement made under them. Throws
 * `SLOT_TAKEN` when the second guard knows better.
 */
export async function reserve(
  deps: PolicyDeps,
  tx: EntityManager,
  { id, hr, submitted }: KnownRequest,
  { world, at }: Pick<Judged, 'world' | 'at'>,
  { lines, route }: Passing,
): Promise<Reservation> {
  const { bundle } = deps.trustForGrants();
  const reservation = {
    id: `v-${sha256(hr).slice(0, 22)}`,
    request: id,
    starts: submitted.window.from,
    ends: route.until,
    clearances: 0,
  };
  await insertReservation(tx, {
    ...reservation,
    beneficiary: submitted.beneficiary,
    items: submitted.items.map(reservedName),
    nested: nestedNames(bundle, submitted.items),
    lines,
    allOrNothing: submitted.allOrNothing,
  });
  const { beneficiary } = submitted;
  await takeSlots(tx, reservation.id, slotsOf(bundle, lines, { ...world, beneficiary, at }));
  if (asksForControl(bundle, submitted.items))
    await markToScan(
      tx,
      world.roots.map(({ root }) => root),
    );
  return reservation;
}

/** Whether a reservation that has not started yet continues held access, and is as near to its start as a clearance for that may be. */
const isContinuation = async (tx: EntityManager, { id, starts }: Reservation, at: number): Promise<boolean> =>
  starts - continuationLeadMs <= at && (await continuesHeld(tx, id));

/** When one that has not started is looked at: where it may continue something, and at its start. */
const untilDue = ({ starts }: Reservation, at: number): number =>
  at < starts - continuationLeadMs ? starts - continuationLeadMs : starts;

/**
 * Policy's final yes on a reservation, fresh for `clearanceLifeMs`; what the request gives up ends with it. A start in the future gets none yet;
 * the timer clears it at its start, or shortly before where it continues held access.
 * INVARIANT: called only under the locks of `lockWorld`, on a judgement made under them, and by the time of that judgement: whoever waited for
 * its locks until a window began, or another one ended, has not judged that.
 */
export async function clearReserved(
  deps: PolicyDeps,
  tx: EntityManager,
  request: KnownRequest,
  reservation: Reservation,
  { world, at }: Pick<Judged, 'world' | 'at'>,
): Promise<void> {
  const { assessed, ha } = request;
  if (!assessed || !ha) throw new NeverAssessed(`request \`${request.id}\` has no assessment`);
  const { roots } = world;
  await lapseClearances(tx, request.id, at);
  const moved = await moveRequest(tx, request, 'cleared');
  if (reservation.starts > at && !(await isContinuation(tx, reservation, at)))
    return postponeClearances(tx, [moved.id], untilDue(reservation, at));
  const { bundle, registry } = deps.trustForGrants();
  const applyBefore = at + clearanceLifeMs;
  const draft = cleared({
    request: moved.id,
    hr: moved.hr,
    ha,
    approval: moved.approval,
    lines: assessed.lines,
    roots: [...roots],
    reservation: reservation.id,
    until: assessed.until,
    applyBefore,
    bundleAtLeast: bundle.number,
    registryAtLeast: registry.number,
  });
  const { hash } = await deps.issuer.issue(tx, draft, { topic: policyTopic, key: moved.id });
  const about = { request: moved.id, reservation: reservation.id, roots, applyBefore };
  await insertClearance(tx, { ...about, hash, bundle: bundle.number });
  await countClearance(tx, reservation.id, applyBefore + pauseAfter(reservation.clearances + 1));
  await giveUp(deps, tx, moved);
}
