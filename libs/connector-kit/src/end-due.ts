import { decideEnding } from './ending.decision.js';
import type { OrderContext } from './handle-order.js';
import type { Place } from './place.decision.js';
import type { PlaceTransaction } from './target-driver.js';

/** What one round of the timer did. One place that fails keeps no other from ending. */
export interface EndingRound {
  readonly ended: number;
  readonly failures: readonly { readonly place: Place; readonly error: unknown }[];
}

/** Places handled in one round; the next round takes the rest. */
const roundSize = 100;

/**
 * Ends access whose time is over, from the target's own memory: needs neither broker nor platform, and catches up after a restart.
 * Each place in a transaction of its own; run it every second. Reports are read from {@link TargetDriver.unreported}.
 */
export async function endDue({ driver, system, clock }: OrderContext): Promise<EndingRound> {
  const failures: { place: Place; error: unknown }[] = [];
  let ended = 0;
  for (const place of await driver.due(clock.now(), roundSize)) {
    try {
      const happened = await driver.transact(place, async (tx) => {
        const ending = decideEnding(await tx.read([]), system, place, clock.now());
        if (ending) await carryOut(tx, ending);
        return ending !== null;
      });
      if (happened) ended += 1;
    } catch (error) {
      failures.push({ place, error });
    }
  }
  await driver.settle();
  return { ended, failures };
}

async function carryOut(tx: PlaceTransaction, ending: NonNullable<ReturnType<typeof decideEnding>>) {
  const findings = ending.effect === 'remove' ? [...(await tx.remove())].slice(0, 20) : [];
  await tx.remember(ending.memory, ending.ended.ended);
  await tx.recordEnding({ ...ending.ended, findings });
}
