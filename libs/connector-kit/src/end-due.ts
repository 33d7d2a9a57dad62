import type { Millis } from '@countersign/contracts';
import { decideEnding } from './ending.decision.js';
import type { OrderContext } from './handle-order.js';
import type { Place } from './place.decision.js';
import type { PlaceTransaction } from './target-driver.js';

/** What one round of the timer did. One place that fails keeps no other from ending. */
export interface EndingRound {
  readonly ended: number;
  readonly failures: readonly { readonly place: Place; readonly error: unknown }[];
}

/** Places that one round ends; the next round takes the rest. */
const roundSize = 100;

/**
 * Ends access whose time is over, from the target's own memory: needs neither broker nor platform, and catches up after a restart.
 * Each place in a transaction of its own; run it every second. Places that fail are passed by, however many they are, and tried again in
 * the next round. Reports are read from {@link TargetDriver.unreported}.
 */
export async function endDue(context: OrderContext): Promise<EndingRound> {
  const { driver } = context;
  const at = await laterNow(context);
  const failures: { place: Place; error: unknown }[] = [];
  const tried = new Set<string>();
  let ended = 0;
  for (let page = await next(); page.length > 0 && ended < roundSize; page = await next())
    for (const place of page) {
      tried.add(nameOf(place));
      try {
        if (await endAt(context, place, at)) ended += 1;
      } catch (error) {
        failures.push({ place, error });
      }
    }
  await driver.settle();
  return { ended, failures };

  /** What failed is listed again, before what comes later. */
  async function next(): Promise<readonly Place[]> {
    const due = await driver.due(at, roundSize + tried.size - ended);
    return due.filter((place) => !tried.has(nameOf(place)));
  }
}

/** Doubt takes away: of our own clock and the target's the later counts, so that access ends on time though one of them is behind. */
async function laterNow({ driver, clock }: OrderContext): Promise<Millis> {
  const own = clock.now();
  return Math.max(own, await driver.now());
}

const nameOf = ({ account, permission }: Place): string => JSON.stringify([account, permission]);

/** Whether there was something to end at the place, which is now ended. */
const endAt = ({ driver, system }: OrderContext, place: Place, at: Millis): Promise<boolean> =>
  driver.transact(place, async (tx) => {
    const ending = decideEnding(await tx.read([]), system, place, at);
    if (ending) await carryOut(tx, ending);
    return ending !== null;
  });

async function carryOut(tx: PlaceTransaction, ending: NonNullable<ReturnType<typeof decideEnding>>) {
  const findings = ending.effect === 'remove' ? [...(await tx.remove())].slice(0, 20) : [];
  await tx.remember(ending.memory, ending.ended.ended);
  await tx.recordEnding({ ...ending.ended, findings });
}
