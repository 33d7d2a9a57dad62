import { eventually, quarantine } from '@countersign/demo/stage';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attempts } from '../frame/line.js';
import { clerk, firstOwner, secondOwner } from '../stage/company.js';
import { personOf, type Scene } from '../stage/scene.js';
import { whileDead } from '../stage/stopped.js';
import { boundMs, goneAfter, holds } from './ending.js';
import { forgets } from './hostile.js';

/** How long a request is given to become access that must not be, ms. */
export const effectMs = 8_000;
const databaseOf = (service: string): string => service.replace('-', '_');

/** The databases of services that are dead are copied, as a backup would, once their last sessions have ended. */
export const copied = (scene: Scene, services: readonly string[]): Promise<void> =>
  whileDead(scene, services, async () => {
    for (const name of services.map(databaseOf))
      await eventually(`a copy of ${name}`, () =>
        forgets(scene, 'postgres', `CREATE DATABASE copy_of_${name} TEMPLATE ${name}`).then(
          () => true,
          () => false,
        ),
      );
  });

/** The copies take the place of what the databases are now; `meanwhile` happens first, while those services are dead. */
export const restored = (
  scene: Scene,
  services: readonly string[],
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<void> =>
  whileDead(scene, services, async () => {
    await meanwhile();
    for (const name of services.map(databaseOf)) {
      await forgets(scene, 'postgres', `DROP DATABASE ${name} WITH (FORCE)`);
      await forgets(scene, 'postgres', `ALTER DATABASE copy_of_${name} RENAME TO ${name}`);
      for (const role of [name, `${name}_owner`])
        await forgets(scene, 'postgres', `GRANT CONNECT ON DATABASE ${name} TO ${role}`);
    }
  });

/** What a service says of its own chains once it has found out that it was set back. */
export async function seesIt(scene: Scene, attempts: Attempts, service: string, name: string): Promise<void> {
  const ahead = 'TOPIC_AHEAD_OF_DATABASE';
  const chains = await eventually(`${service} to see that it was set back`, async () => {
    const open = await quarantine(scene.about, service, 'chains');
    return open.includes(ahead) && open;
  }).catch(() => 'nothing');
  const line = chains.split('\n').find((one) => one.includes(ahead)) ?? chains;
  attempts.saw(`${name}: ${service} sees that`, ahead, line, line.includes(ahead));
}

/** Somebody asks, and votes are cast as far as there is something to vote on; gives the request. */
export async function tries(scene: Scene, n: number, item: string): Promise<string> {
  const request = await scene.requests.asks({ requester: clerk, beneficiary: personOf(n), items: [item] });
  const task = await scene.wire
    .until('an assessment', () => scene.wire.about(request, 'policy.assessed.v1').at(-1), 15_000)
    .catch(() => null);
  if (task) await scene.desks.votes(firstOwner, request).catch(() => undefined);
  await sleep(effectMs);
  return request;
}

export const gets = (scene: Scene, n: number, item: string): Promise<string> =>
  scene.requests
    .gets({ requester: clerk, beneficiary: personOf(n), items: [item] }, secondOwner)
    .then(() => 'applied')
    .catch((error: Error) => error.message);

/** What was given since the copy was made, and nobody may remember, is taken back: removals go on. Void where it is not there (any more) when it is taken back. */
export async function takenBack(
  scene: Scene,
  attempts: Attempts,
  name: string,
  given: { readonly request: string; readonly n: number; readonly permission: string },
  when = ' before anybody looked',
): Promise<void> {
  const { request, n, permission } = given;
  const isThere = await holds(scene, n, permission);
  const since = Date.now();
  await scene.requests.withdraws(request, personOf(clerk));
  const late = await goneAfter(scene, n, permission, since).catch(() => Infinity);
  const name_ = `${name}: what was given since is taken back${when}`;
  attempts.saw(name_, `gone within ${boundMs} ms`, `after ${late} ms`, late < boundMs, isThere);
}
