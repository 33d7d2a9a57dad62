import { eventually, quarantine } from '@countersign/demo/stage';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attempts, Line } from '../frame/line.js';
import { clerk, firstOwner, secondOwner } from '../stage/company.js';
import { personOf, type Scene } from '../stage/scene.js';
import { whileDead } from '../stage/stopped.js';
import { boundMs, goneAfter, holds } from './ending.js';
import { forgets, untilAllCount } from './hostile.js';

const report = 'erp:report:run';
const reporting = 'role:erp_report_run';
/** How long a request is given to become access that must not be, ms. */
const effectMs = 8_000;
const databaseOf = (service: string): string => service.replace('-', '_');

/** The databases of services that are dead are copied, as a backup would, once their last sessions have ended. */
const copied = (scene: Scene, services: readonly string[]): Promise<void> =>
  whileDead(scene, services, async () => {
    for (const name of services.map(databaseOf))
      await eventually(`a copy of ${name}`, () =>
        forgets(scene, 'postgres', `CREATE DATABASE copy_of_${name} TEMPLATE ${name}`).then(
          () => true,
          () => false,
        ),
      );
  });

/** The copies take the place of what the databases are now. */
const restored = (scene: Scene, services: readonly string[]): Promise<void> =>
  whileDead(scene, services, async () => {
    for (const name of services.map(databaseOf)) {
      await forgets(scene, 'postgres', `DROP DATABASE ${name} WITH (FORCE)`);
      await forgets(scene, 'postgres', `ALTER DATABASE copy_of_${name} RENAME TO ${name}`);
      for (const role of [name, `${name}_owner`])
        await forgets(scene, 'postgres', `GRANT CONNECT ON DATABASE ${name} TO ${role}`);
    }
  });

/** What a service says of its own chains once it has found out that it was set back. */
async function seesIt(scene: Scene, attempts: Attempts, service: string, name: string): Promise<void> {
  const ahead = 'TOPIC_AHEAD_OF_DATABASE';
  const chains = await eventually(`${service} to see that it was set back`, async () => {
    const open = await quarantine(scene.about, service, 'chains');
    return open.includes(ahead) && open;
  }).catch(() => 'nothing');
  const line = chains.split('\n').find((one) => one.includes(ahead)) ?? chains;
  attempts.saw(`${name}: ${service} sees that`, ahead, line, line.includes(ahead));
}

/** Somebody asks, and votes are cast as far as there is something to vote on; gives the request. */
async function tries(scene: Scene, n: number, item: string): Promise<string> {
  const request = await scene.requests.asks({ requester: clerk, beneficiary: personOf(n), items: [item] });
  const task = await scene.wire
    .until('an assessment', () => scene.wire.about(request, 'policy.assessed.v1').at(-1), 15_000)
    .catch(() => null);
  if (task) await scene.desks.votes(firstOwner, request).catch(() => undefined);
  await sleep(effectMs);
  return request;
}

const gets = (scene: Scene, n: number, item: string): Promise<string> =>
  scene.requests
    .gets({ requester: clerk, beneficiary: personOf(n), items: [item] }, secondOwner)
    .then(() => 'applied')
    .catch((error: Error) => error.message);

/** What was given since the copy was made, and nobody may remember, is taken back before anybody has looked: removals go on. */
async function takenBack(
  scene: Scene,
  attempts: Attempts,
  name: string,
  given: { readonly request: string; readonly n: number; readonly permission: string },
): Promise<void> {
  const { request, n, permission } = given;
  const isThere = await holds(scene, n, permission);
  const since = Date.now();
  await scene.requests.withdraws(request, personOf(clerk));
  const late = await goneAfter(scene, n, permission, since).catch(() => Infinity);
  const name_ = `${name}: what was given since is taken back before anybody looked`;
  attempts.saw(name_, `gone within ${boundMs} ms`, `after ${late} ms`, late < boundMs, isThere);
}

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

/** A service's database is set back to an older copy of itself. */
const k08: Line<Scene> = {
  id: 'K08',
  required: 'no grants on its word until somebody has looked',
  play: async (scene, attempts) => {
    for (const service of ['approval', 'policy', 'provisioning', 'request', 'connector-erp'])
      await oneIsSetBack(scene, attempts, service);
    await scene.requests.tidies();
  },
};

/** What forgets. */
export const setBack: readonly Line<Scene>[] = [k08];
