import { factsAbout } from '@countersign/service-kit/facts';
import { eachApart } from '@countersign/service-kit/persistence';
import type { Fact } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import type { RequestDeps } from '../request-deps.js';
import { findRequest } from '../submit/request.store.js';
import { submitWish } from '../submit/submit.handler.js';
import { withdrawRequest } from '../withdraw/withdraw.handler.js';
import { stepsOf } from '../story/step.store.js';
import { isOver, storyOf } from '../story/story.decision.js';
import { isGivenUpForAnother } from '../swap/given-up.js';
import { birthrightChange, groundOf, type Standing } from './birthright.decision.js';
import {
  type BirthrightAsked,
  birthrightsOf,
  duePeople,
  forgetDue,
  insertBirthright,
  knowsLaterBundle,
  noteBundle,
  rememberDue,
} from './birthright.store.js';

/** People looked at per run of the timer. */
const batch = 100;

/**
 * Takes in a fact about a worker: at once when it is in effect, else on its day; but for a leaver by whoever goes by the newest bundle. What she
 * leaves behind is taken back, too: it ended for everybody else, and would stand in the way of what she gets when she is hired again.
 */
export async function considerFact(deps: RequestDeps, tx: EntityManager, fact: Fact): Promise<void> {
  if (fact.type !== 'worker.hired.v1' && fact.type !== 'worker.changed.v1' && fact.type !== 'worker.left.v1')
    return;
  const { clock, trust } = deps;
  const { worker } = fact.data;
  if (fact.effective > clock.now()) return rememberDue(tx, worker, fact.effective);
  if (fact.type !== 'worker.left.v1' && (await knowsLaterBundle(tx, trust().bundle.number)))
    return rememberDue(tx, worker, clock.now());
  await considerWorker(deps, tx, worker);
}

/**
 * Opens the birthright requests that a worker's facts give her under the active bundle and takes back those that they no longer give. What fell
 * at policy, or was taken back because an earlier law did not have it, is asked again once under each later bundle. Judges nothing: policy, provisioning and the connector each look for the same rule and fact again.
 */
export async function considerWorker(deps: RequestDeps, tx: EntityManager, person: string): Promise<void> {
  const at = deps.clock.now();
  const facts = await factsAbout(tx, [person]);
  const ground = groundOf(facts, person, at);
  if (!ground) return;
  const source = `source:${ground.source}`;
  const { bundle } = deps.trust();
  const { standing, fallen } = await birthrightsNow(tx, person);
  const { open, takeBack } = birthrightChange(bundle, facts, person, standing, at);
  for (const id of takeBack) {
    const request = await findRequest(tx, id);
    if (request)
      await withdrawRequest(deps, tx, request, {
        by: source,
        reason: 'the birthright no longer fits the worker',
        bundle: bundle.number,
      });
  }
  for (const { birthright, items } of open) {
    const before = fallen.filter((one) => one.birthright === birthright && one.ground === ground.hash);
    if (before.some((one) => one.notBefore > bundle.number)) continue;
    const again = before.length > 0 ? ` again ${before.length}` : '';
    const { request } = await submitWish(deps, tx, {
      requester: source,
      actors: [],
      beneficiary: person,
      items,
      reason: `birthright \`${birthright}\``,
      source,
      cause: { birthright, fact: ground.hash },
      identity: `birthright ${birthright} ${ground.hash}${again}`,
    });
    await insertBirthright(tx, { request, person, birthright, ground: ground.hash, bundle: bundle.number });
  }
}

/** A birthright request that is over; `notBefore`: the first bundle under which it may be asked again; Infinity: whoever took it back, or was asked, said no. */
interface Fallen extends BirthrightAsked {
  readonly notBefore: number;
}

/** The birthright requests of a person that stand, or were given up for something that stands; and those that fell. */
async function birthrightsNow(tx: EntityManager, person: string) {
  const [standing, fallen]: [Standing[], Fallen[]] = [[], []];
  for (const { isTakenBack, unfitFrom, ...asked } of await birthrightsOf(tx, person)) {
    const steps = await stepsOf(tx, asked.request);
    const story = storyOf(steps);
    const over = isTakenBack || isOver(story);
    if (!over || (!isTakenBack && (await isGivenUpForAnother(tx, asked.request, steps))))
      standing.push({ ...asked, isOver: over });
    else {
      const saidNo = isTakenBack ? unfitFrom === null : ['denied', 'lapsed'].includes(story.state);
      fallen.push({ ...asked, notBefore: saidNo ? Infinity : Math.max(asked.bundle, unfitFrom ?? 0) + 1 });
    }
  }
  return { standing, fallen };
}

/**
 * Considers people whose facts have taken effect since, and everybody once when a new bundle is in force; a batch a run, so that no bundle waits
 * for anybody. One who cannot be considered stays due and keeps no other waiting. Run by a timer.
 */
export async function considerDue(deps: RequestDeps, tx: EntityManager): Promise<void> {
  const at = deps.clock.now();
  const { number } = deps.trust().bundle;
  await noteBundle(tx, number, at);
  if (await knowsLaterBundle(tx, number)) return;
  await eachApart(
    tx,
    await duePeople(tx, at, batch),
    async (due) => {
      await considerWorker(deps, tx, due.person);
      await forgetDue(tx, due);
    },
    ({ person }, error) =>
      deps.log.error('birthrights of a worker cannot be considered yet', { person, error }),
  );
}
