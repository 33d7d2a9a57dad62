import { CountersignError, type Hash, type RequestId } from '@countersign/contracts';
import { submitted } from '@countersign/contracts/request/issue';
import type { EntityManager } from 'typeorm';
import { type RequestDeps, requestTopic } from '../request-deps.js';
import { stepsOf, tellOwn } from '../story/step.store.js';
import { isOver, storyOf } from '../story/story.decision.js';
import { digestOf, normalise, requestIdOf, type Wish } from './normalise.decision.js';
import { knowsLaterBundle } from '../birthright/birthright.store.js';
import { forestalls } from '../swap/given-up.js';
import { exchangesOf, insertExchange, noteForSwap } from '../swap/swap.store.js';
import { withdrawRequest } from '../withdraw/withdraw.handler.js';
import { findRequest, insertRequest, lockWish, withdrawalAhead } from './request.store.js';

/** One key, two different wishes: the second is refused, the first stands. */
export class DifferentWish extends CountersignError {
  readonly code = 'REQUEST_KEY_REUSED';
  readonly retriable = false;
}

/** What would be given up is nothing of the beneficiary's own. */
export class CannotDrop extends CountersignError {
  readonly code = 'REQUEST_CANNOT_DROP';
  readonly retriable = false;
}

/** A request by its id and h(r); `fresh` is false when the very same wish had come before. */
export interface Submission {
  readonly request: RequestId;
  readonly hr: Hash;
  readonly fresh: boolean;
}

/**
 * Signs a wish as a request, once: the same wish again gives the same answer and has no further effect. Throws {@link DifferentWish} when
 * its identity was used for another wish, `CANNOT_EXPAND` when the catalogue does not know what is asked. `REQUEST_CANNOT_DROP` when it would give up what is not the beneficiary's. One that was taken back before it
 * came is withdrawn at once.
 */
export async function submitWish(deps: RequestDeps, tx: EntityManager, wish: Wish): Promise<Submission> {
  const id = requestIdOf(wish.identity);
  await lockWish(tx, id);
  const digest = digestOf(wish);
  const known = await findRequest(tx, id);
  if (known && known.digest !== digest)
    throw new DifferentWish('this key was used for another request; use a new key for a new request', {
      details: { request: id },
    });
  if (known) return { request: id, hr: known.hr, fresh: false };
  await assertDroppable(tx, wish);
  const draft = submitted(normalise(wish, deps.trust().bundle, deps.clock.now()));
  const signed = await deps.issuer.issue(tx, draft, { topic: requestTopic, key: id });
  await insertRequest(tx, draft.body, signed.hash, digest);
  await tellOwn(tx, 'request.submitted.v1', signed, [id], draft.body);
  for (const dropped of draft.body.drops) {
    if (!wish.byLaw) await forestall(deps, tx, dropped, wish);
    await insertExchange(tx, { request: id, dropped, byLaw: wish.byLaw ?? false });
  }
  const { number } = deps.trust().bundle;
  if (await knowsLaterBundle(tx, number)) await noteForSwap(tx, id, deps.clock.now());
  const takenBack = await withdrawalAhead(tx, id);
  if (takenBack) await withdrawRequest(deps, tx, { id, hr: signed.hash }, takenBack);
  return { request: id, hr: signed.hash, fresh: true };
}

/** What a request gives up was asked for the same beneficiary: nobody gives up what is another's. Says nothing of what others asked for. */
async function assertDroppable(tx: EntityManager, { drops = [], beneficiary }: Wish): Promise<void> {
  for (const id of drops)
    if ((await findRequest(tx, id))?.beneficiary !== beneficiary)
      throw new CannotDrop(`\`${id}\` is no request for \`${beneficiary}\`: name what she holds now`);
}

/** Who gives a request up for something else wants no newer version of it: what was opened by itself for that, and is not given yet, is taken back; opened anew where hers comes to nothing. */
async function forestall(deps: RequestDeps, tx: EntityManager, dropped: string, wish: Wish): Promise<void> {
  // what is given up already is kept by nobody: its exchange is all that she has of it
  if (isOver(storyOf(await stepsOf(tx, dropped)))) return;
  for (const { request, byLaw } of await exchangesOf(tx, dropped)) {
    const story = storyOf(byLaw ? await stepsOf(tx, request) : []);
    const gives = byLaw && story.state !== 'applied' && !isOver(story);
    const opened = gives ? await findRequest(tx, request) : null;
    if (opened) await withdrawRequest(deps, tx, opened, { by: wish.requester, reason: forestalls(dropped) });
  }
}
