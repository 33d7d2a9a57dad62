import { eachApart } from '@countersign/service-kit/persistence';
import type { RequestId } from '@countersign/contracts';
import { factsAround } from '@countersign/service-kit/facts';
import { inForce } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { insertBirthright, knowsLaterBundle } from '../birthright/birthright.store.js';
import type { RequestDeps } from '../request-deps.js';
import { stepsOf } from '../story/step.store.js';
import { isOver, lastBody, type Story, storyOf } from '../story/story.decision.js';
import { submitWish } from '../submit/submit.handler.js';
import { findRequest, lockWish } from '../submit/request.store.js';
import { withdrawRequest } from '../withdraw/withdraw.handler.js';
import type { Wish } from '../submit/normalise.decision.js';
import { type Given, swapOf, versionsOf } from './swap.decision.js';
import { isFor, timesForestalled } from './given-up.js';
import { dueForSwap, exchangesOf, lookLater, settleSwap } from './swap.store.js';

/** Requests looked at per run of the timer. */
const batch = 50;
/** ms after which a request that is under way is looked at again. */
const lookAgainMs = 60_000;

/**
 * Opens, for what is in force by requests that are due, the exchange for what the law now makes of it: judged, voted on or carried by its birthright
 * like every request, and the old is given up only with the new. What is refused stays as it is until the law changes again. One that
 * fails stays due and keeps no other waiting. Run by a timer.
 */
export async function openSwaps(deps: RequestDeps, tx: EntityManager): Promise<void> {
  if (await knowsLaterBundle(tx, deps.trust().bundle.number)) return;
  await eachApart(
    tx,
    await dueForSwap(tx, deps.clock.now(), batch),
    (request) => openSwap(deps, tx, request),
    (request, error) => deps.log.error('an exchange cannot be opened yet', { request, error }),
  );
}

/** INVARIANT: under the lock of the request that is given up, so that it is not taken back meanwhile. */
async function openSwap(deps: RequestDeps, tx: EntityManager, request: string): Promise<void> {
  await lockWish(tx, request as RequestId);
  const story = storyOf(await stepsOf(tx, request));
  if (isOver(story)) return endSwaps(deps, tx, request, story);
  const at = deps.clock.now();
  const given = story.state === 'applied' ? await givenBy(tx, story) : null;
  if (!given || (await isGivenUp(tx, request))) return lookLater(tx, request, at + lookAgainMs);
  const wish = swapOf(deps.trust().bundle, given, at);
  if (!wish || (await peopleRefused(deps, tx, request, wish))) return settleSwap(tx, request);
  const { request: opened, fresh } = await submitWish(deps, tx, wish);
  if (!fresh) return settleSwap(tx, request);
  if (wish.cause) {
    const { birthright, fact: ground } = wish.cause;
    const asked = { request: opened, person: wish.beneficiary, birthright, ground };
    await insertBirthright(tx, { ...asked, bundle: deps.trust().bundle.number });
  }
  await lookLater(tx, request, at + lookAgainMs);
}

/** What was opened by itself instead of a request falls with it, unless that was given up for it. */
async function endSwaps(
  deps: RequestDeps,
  tx: EntityManager,
  request: string,
  { steps }: Story,
): Promise<void> {
  const ends = lastBody(steps, 'policy.withdrew.v1')?.reasons ?? [];
  for (const { request: opened, byLaw } of await exchangesOf(tx, request)) {
    const known = byLaw && !isFor(ends, opened) ? await findRequest(tx, opened) : null;
    if (known) await withdrawRequest(deps, tx, known, { by: known.source, reason: `\`${request}\` is over` });
  }
  await settleSwap(tx, request);
}

/** Whether a request that would give it up, opened by itself or asked by somebody, is under way. */
async function isGivenUp(tx: EntityManager, request: string): Promise<boolean> {
  for (const one of await exchangesOf(tx, request))
    if (!isOver(storyOf(await stepsOf(tx, one.request)))) return true;
  return false;
}

/** Whether people have said no to the very same exchange, under whatever law: they are not asked again and again. */
async function peopleRefused(
  { trust }: RequestDeps,
  tx: EntityManager,
  request: string,
  wish: Wish,
): Promise<boolean> {
  const now = versionsOf(wish.items.map((item) => inForce(trust().bundle, item)));
  for (const { request: earlier, byLaw } of await exchangesOf(tx, request)) {
    const steps = byLaw ? await stepsOf(tx, earlier) : [];
    const asked = lastBody(steps, 'request.submitted.v1')?.items ?? [];
    const denied = lastBody(steps, 'approval.denied.v1') !== undefined;
    if (denied && versionsOf(asked) === now) return true;
  }
  return false;
}

async function givenBy(tx: EntityManager, { steps }: Story): Promise<Given | null> {
  const submitted = lastBody(steps, 'request.submitted.v1');
  const cleared = lastBody(steps, 'policy.cleared.v1');
  if (!submitted || !cleared) return null;
  const facts = await factsAround(tx, [submitted.beneficiary, submitted.requester]);
  const forestalled = await timesForestalled(tx, submitted.request);
  return { submitted, lines: cleared.lines, until: cleared.until, facts, forestalled };
}
