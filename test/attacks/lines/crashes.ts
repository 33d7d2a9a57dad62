import { connect, eventually, readSecret } from '@countersign/demo/stage';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attempts, Line } from '../frame/line.js';
import { clerk, firstOwner, secondOwner } from '../stage/company.js';
import { accountOf, personOf, type Scene } from '../stage/scene.js';
import { whileDead } from '../stage/stopped.js';
import { crashPoints } from './crash-points.js';
import { forgets, readSoFar, untilReadAgain } from './hostile.js';
import { ordered } from './reality.js';

const order = 'erp:purchase-order:create';
const ordering = 'role:erp_po_create';

/** How often each type of statement was said about a request, by its hash: what was said once is one, however often it was sent. */
function said(scene: Scene, request: string): string {
  const types = new Map<string, Set<string>>();
  for (const { type, hash } of scene.wire.about(request))
    types.set(type, (types.get(type) ?? new Set()).add(hash));
  return [...types]
    .map(([type, hashes]) => `${type} ${hashes.size}`)
    .sort()
    .join(', ');
}

/** A service has committed its effects, and not that it has read what they came of: it reads that again. */
async function readsAgain(
  scene: Scene,
  attempts: Attempts,
  service: string,
  request: string,
  n: number,
): Promise<void> {
  const database = service.replace('-', '_');
  const before = said(scene, request);
  let moved = 0;
  await whileDead(scene, [service], async () => {
    moved = await readSoFar(scene, service);
    await forgets(scene, database, 'UPDATE consumer_offset SET next_offset = greatest(0, next_offset - 400)');
  });
  await untilReadAgain(scene, service, moved);
  attempts.saw(
    `${service} reads again what it had dealt with`,
    before,
    said(scene, request),
    said(scene, request) === before,
    moved > 0,
  );
  attempts.equal(
    `what that took or gave (${service})`,
    'true',
    String((await scene.erp.holds(accountOf(n))).includes(ordering)),
  );
}

/** kill -9 of one service after the other, while requests are on their way. */
async function killed(scene: Scene, attempts: Attempts): Promise<void> {
  const services = ['request', 'policy', 'approval', 'provisioning', 'connector-erp', 'observer-erp'];
  for (const service of services) {
    const numbers = await scene.workforce.hires(3);
    const requests = await Promise.all(
      numbers.map((n) => scene.requests.asks({ requester: clerk, beneficiary: personOf(n), items: [order] })),
    );
    await Promise.all(requests.map((request) => scene.requests.assessed(request)));
    const ballots = await Promise.all(requests.map((request) => scene.desks.ballot(firstOwner, request)));
    const pid = scene.about.processes[service]?.pid;
    const voting =
      service === 'approval' ? [] : ballots.map((ballot) => scene.desks.handsIn(firstOwner, ballot));
    await scene.system.kill(service);
    await scene.system.start(service);
    if (service === 'approval')
      await Promise.all(ballots.map((ballot) => scene.desks.handsIn(firstOwner, ballot)));
    await Promise.all(voting);
    const ended = await Promise.all(requests.map((request) => scene.requests.ending(request, 240_000)));
    const approvals = requests.map(
      (request) => new Set(scene.wire.about(request, 'approval.approved.v1').map(({ hash }) => hash)).size,
    );
    const seen = `${ended.join(' ')}, approvals ${approvals.join(' ')}`;
    const bit = pid !== scene.about.processes[service]?.pid;
    attempts.saw(
      `${service} is killed in the middle`,
      'applied applied applied, approvals 1 1 1',
      seen,
      seen === 'applied applied applied, approvals 1 1 1',
      bit,
    );
  }
}

const k02: Line<Scene> = {
  id: 'K02',
  required: 'converges, one effect',
  play: async (scene, attempts) => {
    const [n = 0] = await scene.workforce.hires(1);
    const request = await scene.requests.gets({ requester: clerk, beneficiary: personOf(n), items: [order] });
    await sleep(2_000);
    for (const service of ['request', 'policy', 'approval', 'provisioning', 'connector-erp'])
      await readsAgain(scene, attempts, service, request, n);
    await killed(scene, attempts);
    await crashPoints(scene, attempts);
    await scene.requests.tidies();
  },
};

/** The effect is in the target, its receipt is lost with the process; later the connector is back, or it is not. */
const k16: Line<Scene> = {
  id: 'K16',
  required: 'in doubt, the slot kept; one effect when it is back',
  play: async (scene, attempts) => {
    const [n = 0, silent = 0] = await scene.workforce.hires(2);
    const request = await scene.requests.asks({ requester: clerk, beneficiary: personOf(n), items: [order] });
    await scene.requests.assessed(request);
    const lock = await connect(scene.about.addresses['platform-postgres'], {
      ...{
        user: 'postgres',
        password: readSecret(scene.about.secrets.database['postgres']),
        database: 'connector_erp',
      },
    });
    // the outbox takes no row: what the connector does in the target it cannot say
    await lock.query('BEGIN; LOCK TABLE outbox IN SHARE ROW EXCLUSIVE MODE');
    await scene.desks.votes(firstOwner, request);
    await ordered(scene, n, ordering);
    const effect = await eventually(
      'the effect',
      async () => (await scene.erp.holds(accountOf(n))).includes(ordering),
      20_000,
    ).catch(() => false);
    await scene.system.kill('connector-erp');
    await lock.query('ROLLBACK');
    await lock.end();
    attempts.saw(
      'nothing is said of it',
      'no answer',
      scene.requests.endingOf(request) ?? 'no answer',
      scene.requests.endingOf(request) === undefined,
      effect,
    );
    await other(scene, attempts, n, 'while the receipt is lost', effect);
    await scene.system.start('connector-erp');
    attempts.saw(
      'the connector is back',
      'applied',
      await scene.requests.ending(request),
      scene.requests.endingOf(request) === 'applied',
      effect,
    );
    await never(scene, attempts, silent);
    await scene.requests.tidies();
  },
};

/** The other half is asked while the first is in doubt. */
async function other(scene: Scene, attempts: Attempts, n: number, name: string, bit: boolean): Promise<void> {
  const request = await scene.requests.asks({
    requester: clerk,
    beneficiary: personOf(n),
    items: ['erp:goods-receipt:post'],
  });
  const answer = await scene.wire.until('an answer', () =>
    scene.wire.about(request).find(({ type }) => /^policy\.(vetoed|held|assessed)/.test(type)),
  );
  attempts.saw(`the other half, ${name}`, 'refused', answer.type, answer.type !== 'policy.assessed.v1', bit);
  if (scene.requests.endingOf(request) === undefined)
    await scene.requests.withdraws(request, personOf(clerk));
}

/** No answer comes, clearance after clearance: the slot is kept, and somebody is told. */
async function never(scene: Scene, attempts: Attempts, n: number): Promise<void> {
  const request = await scene.requests.asks({ requester: clerk, beneficiary: personOf(n), items: [order] });
  await scene.requests.assessed(request);
  await whileDead(scene, ['connector-erp'], async () => {
    await scene.desks.votes(secondOwner, request);
    await ordered(scene, n, ordering);
    await other(scene, attempts, n, 'while no answer comes', true);
    const found = await scene.finding(request, 'NEVER_APPLIED', 480_000).catch(() => 'nothing');
    attempts.saw('what is found', 'NEVER_APPLIED', found, found.includes('NEVER_APPLIED'));
  });
  attempts.equal('when it is back after all', 'applied', await scene.requests.ending(request, 300_000));
}

/** What dies and comes back. */
export const crashes: readonly Line<Scene>[] = [k02, k16];
