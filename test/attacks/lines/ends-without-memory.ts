import { connect, readSecret } from '@countersign/demo/stage';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attempts, Line } from '../frame/line.js';
import { clerk } from '../stage/company.js';
import { personOf, type Scene } from '../stage/scene.js';
import { boundMs, goneAfter, holds, order, ordering } from './ending.js';
import { forgets } from './hostile.js';

/** Whether a database lets nobody in, not even its superuser. */
const isShut = (scene: Scene, database: string): Promise<boolean> =>
  connect(scene.about.addresses['platform-postgres'], {
    ...{ user: 'postgres', password: readSecret(scene.about.secrets.database['postgres']), database },
  }).then(
    async (client) => {
      await client.end();
      return false;
    },
    () => true,
  );

/** One database lets nobody in, and whoever was in it is out, for as long as `part` takes; gives whether it was so before and after. */
async function whileShut(scene: Scene, database: string, part: () => Promise<void>): Promise<boolean> {
  const allow = (is: boolean) =>
    forgets(scene, 'postgres', `ALTER DATABASE ${database} ALLOW_CONNECTIONS ${String(is)}`);
  const throwsOut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}'`;
  await allow(false);
  try {
    await forgets(scene, 'postgres', throwsOut);
    const before = await isShut(scene, database);
    await part();
    return before && (await isShut(scene, database));
  } finally {
    await allow(true);
  }
}

/** Access ends while the connector's own database is away: the connector has the target and a clock, and says so once it can. */
async function withoutDatabase(scene: Scene, attempts: Attempts): Promise<void> {
  const [n = 0] = await scene.workforce.hires(1);
  const until = Date.now() + 30_000;
  const request = await scene.requests.gets({
    ...{ requester: clerk, beneficiary: personOf(n), items: [order] },
    until: new Date(until).toISOString(),
  });
  let [held, late] = [false, Infinity];
  const wasShut = await whileShut(scene, 'connector_erp', async () => {
    held = Date.now() < until && (await holds(scene, n, ordering));
    late = await goneAfter(scene, n, ordering, until);
    await sleep(3_000);
  });
  const isInTime = late < boundMs && late > -1_000;
  const name = 'the connector’s own database is down';
  attempts.saw(name, `gone within ${boundMs} ms of its end`, `after ${late} ms`, isInTime, wasShut && held);
  const back = Date.now();
  const cleared = scene.wire.about(request, 'policy.cleared.v1').map(({ hash }) => hash);
  const said = await scene.wire.until('the connector to say that it ended it', () =>
    scene.wire.heard.find(
      ({ type, body }) =>
        type === 'connector.ended.v1' && body.ended.some((hash: string) => cleared.includes(hash)),
    ),
  );
  const at = said.body.at - until;
  // what it could have said at once was said to nobody
  const wasSilent = said.iat >= back - 1_000;
  attempts.saw(
    `${name}: it says when it ended it, once that is back`,
    'when that was',
    `${at} ms after its end`,
    at >= 0 && at < boundMs,
    wasShut && held && wasSilent,
  );
}

/** The end of a window needs the connector, its clock and its target. */
const t08: Line<Scene> = {
  id: 'T08',
  required: 'also when its own database is away',
  play: (scene, attempts) => withoutDatabase(scene, attempts),
};

/** What ends although nobody could look up that it does. */
export const endsWithoutMemory: readonly Line<Scene>[] = [t08];
