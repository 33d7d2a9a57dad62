import { inRequestSpan } from '@countersign/service-kit/messaging';
import type { EntityManager } from 'typeorm';
import { eachAlone } from '../each-alone.js';
import { type Clearance, clearancesToConfirm, runOutAt, saveConfirmAt } from '../order/clearance.store.js';
import { isServed, orderPlaces } from '../order/compose-orders.handler.js';
import { isConfirmed } from '../order/desired.decision.js';
import { type Desired, lockPlaces } from '../order/desired.store.js';
import type { ProvisioningDeps } from '../provisioning-deps.js';
import { systemsLookedAt } from '../reality/dealt-with.store.js';

/** Clearances looked at per run of the timer. */
const batch = 100;
/** How long (ms) a connector has to answer, and its clock to come after ours, until it is looked for again. */
const patienceMs = 5_000;
/** The same (ms) for a system that is not served: until somebody serves it again. */
const unservedMs = 3_600_000;

/**
 * Orders anew what a clearance may have been used for before it ran out, where the connector has not spoken since: policy frees a slot only on a
 * word from after every clearance of it ran out (DESIGN, section 4). The order asks for nothing that was not ordered before, and fences all that was. While our own topic
 * holds more than we remember nothing is: what was given and forgotten would be taken away. Run by a timer.
 */
export async function confirmRunOut(deps: ProvisioningDeps, turn: EntityManager): Promise<void> {
  if (await deps.hasGap(turn, 'provisioning')) return;
  await eachAlone(
    deps,
    { turn, items: await clearancesToConfirm(turn, deps.clock.now(), batch) },
    (tx, clearance) =>
      inRequestSpan(tx, clearance.request, 'confirm', () => confirmClearance(deps, tx, clearance)),
    ({ request }, error) => deps.log.error('what ended cannot be confirmed yet', { request, error }),
  );
}

/**
 * Waits while the newest order is not answered: it is asked again by itself. What lies in a system that is not served comes up where nothing else is open.
 * Places are locked before the clearance, which waits no longer.
 */
async function confirmClearance(
  deps: ProvisioningDeps,
  tx: EntityManager,
  clearance: Clearance,
): Promise<void> {
  const runOut = runOutAt(clearance);
  const places = await lockPlaces(tx, clearance.lines);
  const open = places.filter((place) => !isConfirmed(place, clearance.hash, runOut));
  const asked = await withoutUnseen(tx, open);
  const served = asked.filter((place) => isServed(deps, place));
  const patience = served.length > 0 || asked.length < open.length ? patienceMs : unservedMs;
  const next = open.length === 0 ? null : deps.clock.now() + patience;
  await saveConfirmAt(tx, clearance.hash, next);
  await orderPlaces(
    deps,
    tx,
    (served.length > 0 ? served : asked).filter(({ token, answered }) => answered >= token),
    { key: clearance.request, lane: 'urgent', compose: (grants) => grants },
  );
}

/** Without what nothing was ever ordered at, in a system that nobody has looked at: it may hold there what is to be adopted. */
async function withoutUnseen(tx: EntityManager, places: readonly Desired[]): Promise<readonly Desired[]> {
  const fresh = places.filter(({ token }) => token === 0);
  const looked = await systemsLookedAt(
    tx,
    fresh.map(({ system }) => system),
  );
  return places.filter((place) => place.token > 0 || looked.has(place.system));
}
