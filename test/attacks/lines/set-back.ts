import { eventually } from '@countersign/demo/stage';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attempts, Line } from '../frame/line.js';
import { clerk, secondOwner } from '../stage/company.js';
import { accountOf, personOf, type Scene } from '../stage/scene.js';
import { holds, order, ordering, receive, receiving, settledMs } from './ending.js';
import { untilAllCount } from './hostile.js';
import { isFreed, repeats, waitsForLook } from './set-back-observer.js';
import { copied, effectMs, gets, restored, seesIt, takenBack, tries } from './set-back-steps.js';

const report = 'erp:report:run';
const reporting = 'role:erp_report_run';
/** Everybody who has a database. */
const everybody = [
  ...['request', 'policy', 'approval', 'provisioning'],
  ...['connector-erp', 'connector-bank', 'observer-erp', 'observer-bank'],
];

/** One that decides or gives. */
async function oneIsSetBack(scene: Scene, attempts: Attempts, service: string): Promise<void> {
  const name = `${service} is set back`;
  const [before = 0, after = 0, later = 0] = await scene.workforce.hires(3);
  await copied(scene, [service]);
  const given = await scene.requests.gets({
    requester: clerk,
    beneficiary: personOf(before),
    items: [report],
  });
  await restored(scene, [service]);
  await seesIt(scene, attempts, service, name);
  const request = await tries(scene, after, report);
  attempts.equal(
    `${name}: granted before anybody looked`,
    'false',
    String(await holds(scene, after, reporting)),
  );
  await scene.requests.withdraws(request, personOf(clerk));
  await takenBack(scene, attempts, name, { request: given, n: before, permission: reporting });
  await untilAllCount(scene);
  attempts.equal(
    `${name}: once somebody has looked, everywhere`,
    'applied',
    await gets(scene, later, report),
  );
}

/**
 * One that only looks. While it is dead a half is taken back, and all that its reservation still waits for is a look. What it says under numbers that
 * it has said before frees nothing, until somebody has looked and its chain counts again.
 */
async function observerIsSetBack(scene: Scene, attempts: Attempts): Promise<void> {
  const service = 'observer-erp';
  const name = `${service} is set back`;
  const [n = 0] = await scene.workforce.hires(1);
  await copied(scene, [service]);
  const given = await scene.requests.gets({
    ...{ requester: clerk, beneficiary: personOf(n), items: [order] },
  });
  let waits = false;
  await restored(scene, [service], async () => {
    await takenBack(
      ...[scene, attempts, name],
      { request: given, n, permission: ordering },
      ' while it is dead',
    );
    await waitsForLook(scene, given);
    waits = !(await isFreed(scene, given));
  });
  const from = scene.wire.heard.length;
  await seesIt(scene, attempts, service, name);
  const saidAgain = await repeats(scene, service, from);
  const other = await tries(scene, n, receive);
  attempts.equal(
    `${name}: the slot of what was taken back is free before anybody looked`,
    'false',
    String(await isFreed(scene, given)),
    waits && saidAgain,
  );
  attempts.equal(
    `${name}: the other half before anybody looked`,
    'false',
    String(await holds(scene, n, receiving)),
    waits && saidAgain,
  );
  if (scene.requests.endingOf(other) === undefined) await scene.requests.withdraws(other, personOf(clerk));
  await untilAllCount(scene);
  const freed = await eventually('its slot to be free', () => isFreed(scene, given), settledMs).catch(
    () => false,
  );
  attempts.equal(`${name}: the slot is free once somebody has looked`, 'true', String(freed), waits);
  attempts.equal(`${name}: the other half, then`, 'applied', await gets(scene, n, receive));
}

/** All at once, by one backup: nobody remembers what was given since, and only its target and the topics know. */
async function allAreSetBack(scene: Scene, attempts: Attempts): Promise<void> {
  const name = 'all are set back at once';
  const [before = 0, after = 0, later = 0] = await scene.workforce.hires(3);
  await copied(scene, everybody);
  await scene.requests.gets({ requester: clerk, beneficiary: personOf(before), items: [order] });
  let isThere = false;
  await restored(scene, everybody, async () => {
    isThere = await holds(scene, before, ordering);
  });
  const both = await bothWhile(scene, before, () => othersAreTried(scene, attempts, name, { before, after }));
  attempts.equal(`${name}: both halves, of which nobody remembers one`, 'false', String(both), isThere);
  const gone = await eventually(
    'what nobody remembers to be gone',
    async () => !(await holds(scene, before, ordering)),
    settledMs,
  ).catch(() => false);
  attempts.equal(`${name}: what nobody remembers is taken away`, 'true', String(gone), isThere);
  attempts.equal(
    `${name}: once somebody has looked, everywhere`,
    'applied',
    await gets(scene, later, report),
  );
}

/** Something harmless for somebody new, and the other half for whoever has one that nobody remembers: before anybody has looked, and after. */
async function othersAreTried(
  scene: Scene,
  attempts: Attempts,
  name: string,
  { before, after }: { readonly before: number; readonly after: number },
): Promise<void> {
  for (const service of everybody) await seesIt(scene, attempts, service, name);
  const [harmless, other] = await Promise.all([tries(scene, after, report), tries(scene, before, receive)]);
  const granted = (await holds(scene, after, reporting)) || (await holds(scene, before, receiving));
  attempts.equal(`${name}: granted before anybody looked`, 'false', String(granted));
  await scene.requests.withdraws(harmless, personOf(clerk));
  await untilAllCount(scene);
  await scene.wire
    .until('an assessment', () => scene.wire.about(other, 'policy.assessed.v1').at(-1), effectMs)
    .then(() => scene.desks.votes(secondOwner, other))
    .catch(() => undefined);
  await sleep(effectMs);
  if (scene.requests.endingOf(other) === undefined) await scene.requests.withdraws(other, personOf(clerk));
}

/** Whether somebody holds both halves at some time during `part`, looked at twice a second. */
async function bothWhile(scene: Scene, n: number, part: () => Promise<void>): Promise<boolean> {
  let [both, going] = [false, true];
  const watching = (async () => {
    while (going) {
      const held = await scene.erp.holds(accountOf(n));
      both ||= held.includes(ordering) && held.includes(receiving);
      await sleep(500);
    }
  })();
  await part().finally(() => (going = false));
  await watching;
  return both;
}

/** A service's database is set back to an older copy of itself; or all of them. */
const k08: Line<Scene> = {
  id: 'K08',
  required: 'no grants on its word until somebody has looked',
  play: async (scene, attempts) => {
    await observerIsSetBack(scene, attempts);
    await allAreSetBack(scene, attempts);
    for (const service of ['approval', 'policy', 'provisioning', 'request', 'connector-erp'])
      await oneIsSetBack(scene, attempts, service);
    await scene.requests.tidies();
  },
};

/** What forgets. */
export const setBack: readonly Line<Scene>[] = [k08];
