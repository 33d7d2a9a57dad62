import type { AskedItem } from '@countersign/contracts';
import { factsAbout } from '@countersign/service-kit/facts';
import { eachApart } from '@countersign/service-kit/persistence';
import { contentOf, type Fact } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import type { RequestDeps } from '../request-deps.js';
import { findRequest } from '../submit/request.store.js';
import { submitWish } from '../submit/submit.handler.js';
import { withdrawRequest } from '../withdraw/withdraw.handler.js';
import { birthrightChange, groundOf } from './birthright.decision.js';
import {
  duePeople,
  forgetDue,
  insertBirthright,
  noteBundle,
  rememberDue,
  standingBirthrights,
} from './birthright.store.js';

/** People looked at per run of the timer. */
const batch = 100;

const toItem = (content: Parameters<typeof contentOf>[0]): AskedItem => {
  const { item, scope } = contentOf(content);
  return (item.startsWith('role:') ? { role: item, scope } : { entitlement: item, scope }) as AskedItem;
};

/**
 * Takes in a fact about a worker: at once when it is in effect, else on its day. What she leaves behind is taken back, too: it ended for
 * everybody else, and would stand in the way of what she gets when she is hired again.
 */
export async function considerFact(deps: RequestDeps, tx: EntityManager, fact: Fact): Promise<void> {
  if (fact.type !== 'worker.hired.v1' && fact.type !== 'worker.changed.v1' && fact.type !== 'worker.left.v1')
    return;
  if (fact.effective > deps.clock.now()) return rememberDue(tx, fact.data.worker, fact.effective);
  await considerWorker(deps, tx, fact.data.worker);
}

/**
 * Opens the birthright requests that a worker's facts give her under the active bundle and takes back those that they no longer give. Judges
 * nothing: policy, provisioning and the connector each look for the same rule and fact again.
 */
export async function considerWorker(deps: RequestDeps, tx: EntityManager, person: string): Promise<void> {
  const at = deps.clock.now();
  const facts = await factsAbout(tx, [person]);
  const ground = groundOf(facts, person, at);
  if (!ground) return;
  const source = `source:${ground.source}`;
  const { open, takeBack } = birthrightChange(
    deps.trust().bundle,
    facts,
    person,
    await standingBirthrights(tx, person),
    at,
  );
  for (const id of takeBack) {
    const request = await findRequest(tx, id);
    if (request)
      await withdrawRequest(deps, tx, request, {
        by: source,
        reason: 'the birthright no longer fits the worker',
      });
  }
  for (const { birthright, items } of open) {
    const { request } = await submitWish(deps, tx, {
      requester: source,
      actors: [],
      beneficiary: person,
      items: items.map(toItem),
      reason: `birthright \`${birthright}\``,
      source,
      cause: { birthright, fact: ground.hash },
      identity: `birthright ${birthright} ${ground.hash}`,
    });
    await insertBirthright(tx, request, person, birthright);
  }
}

/**
 * Considers people whose facts have taken effect since, and everybody once when a new bundle is in force; a batch a run, so that no bundle waits
 * for anybody. One who cannot be considered stays due and keeps no other waiting. Run by a timer.
 */
export async function considerDue(deps: RequestDeps, tx: EntityManager): Promise<void> {
  const at = deps.clock.now();
  if (!(await noteBundle(tx, deps.trust().bundle.number, at))) return;
  await eachApart(
    tx,
    await duePeople(tx, at, batch),
    async (person) => {
      await considerWorker(deps, tx, person);
      await forgetDue(tx, person, at);
    },
    (person, error) => deps.log.error('birthrights of a worker cannot be considered yet', { person, error }),
  );
}
