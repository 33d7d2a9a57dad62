import type { EntityManager } from 'typeorm';
import type { PolicyDeps } from '../policy-deps.js';
import { type KnownRequest, lockRequest } from '../requests/request.store.js';
import { hold } from '../assess/refuse.handler.js';
import type { Why } from '../assess/assess.decision.js';
import { givenUpBefore, keepGivenUp } from './given-up.store.js';
import { withdrawRequest } from './withdraw.handler.js';

/**
 * Ends what a request gives up, in the transaction in which what it asks for is cleared, or in which it begins to wait for the absence of what it
 * gives up. Only requests for the same beneficiary; what is over already is left as it is, and what is not known yet is remembered. INVARIANT: they were locked together with it
 * (`lockTogether`); one that was not known then, and is somebody else's to lock now, is waited for by doing all of it again.
 */
export async function giveUp(
  deps: PolicyDeps,
  tx: EntityManager,
  { id, submitted }: KnownRequest,
): Promise<void> {
  for (const drop of submitted.drops) {
    const dropped = await lockRequest(tx, drop, 'now');
    if (!dropped) await keepGivenUp(tx, { request: drop, beneficiary: submitted.beneficiary, instead: id });
    else if (dropped.submitted.beneficiary === submitted.beneficiary)
      await withdrawRequest(deps, tx, dropped, [givenUpFor(id)]);
  }
}

const givenUpFor = (id: string): Why => ({ code: 'GIVEN_UP', message: `given up for \`${id}\`` });

/**
 * A request that was given up before policy knew it, for the same beneficiary, ends as soon as it is known. Returns whether it did. INVARIANT: asked
 * once its roots are locked (`lockWorld`): whoever gives it up holds that of its beneficiary as well, so that either knows of the other.
 */
export async function closeIfGivenUp(
  deps: PolicyDeps,
  tx: EntityManager,
  request: KnownRequest,
): Promise<boolean> {
  const instead = await givenUpBefore(tx, request.id, request.submitted.beneficiary);
  if (instead === null) return false;
  await withdrawRequest(deps, tx, request, [givenUpFor(instead)]);
  return true;
}

/**
 * What a request gives up goes first, once its time has come; what it asks for waits for that to be seen, keeps its votes, and is judged anew then.
 */
export async function giveUpFirst(
  deps: PolicyDeps,
  tx: EntityManager,
  request: KnownRequest,
  at: number,
): Promise<void> {
  const { from } = request.submitted.window;
  if (from > at) return hold(deps, tx, request, [startsLater], from);
  await giveUp(deps, tx, request);
  await hold(deps, tx, request, [dropsLeave]);
}

const startsLater = {
  code: 'STARTS_LATER',
  message: 'what it gives up goes when it begins, and what it asks for comes after',
};
const dropsLeave = {
  code: 'WAITS_FOR_ABSENCE',
  message: 'what it gives up has to be seen to be gone before it is cleared',
};
