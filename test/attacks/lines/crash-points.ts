import type { Attempts } from '../frame/line.js';
import { clerk, firstOwner } from '../stage/company.js';
import { heldAt, type Point } from '../stage/gate.js';
import { accountOf, personOf, type Scene } from '../stage/scene.js';
import { pidsOf } from '../stage/stopped.js';
import { order, ordering } from './ending.js';

/** What each service says on the way of a request to access. */
const said = [
  ['request', 'request.submitted.v1'],
  ['policy', 'policy.assessed.v1'],
  ['approval', 'approval.approved.v1'],
  ['policy', 'policy.cleared.v1'],
  ['provisioning', 'provisioning.ordered.v1'],
  ['connector-erp', 'connector.answered.v1'],
] as const;
const points: Readonly<Record<Point, string>> = {
  commit: 'before it commits what it did',
  mark: 'when Kafka has it, before that is marked',
};

/** A wish that is voted for as soon as it can be; whatever is not there yet is waited for. */
async function goes(scene: Scene, n: number): Promise<string> {
  const request = await scene.requests.asks({ requester: clerk, beneficiary: personOf(n), items: [order] });
  const ballot = await scene.desks.ballot(firstOwner, request);
  const answer = await scene.desks.handsIn(firstOwner, ballot);
  // the answer may have died with who was to give it; then she hands it in again
  if (answer === 'CLI_NO_ANSWER') await scene.desks.handsIn(firstOwner, ballot);
  return request;
}

/**
 * Each service is killed between two commits, wherever it says something: held there by a gate and ended as a crash would, so that it is known
 * where it died. Everything comes to one end, with one effect.
 */
export async function crashPoints(scene: Scene, attempts: Attempts): Promise<void> {
  for (const [service, type] of said)
    for (const point of ['commit', 'mark'] as const) {
      const [n = 0] = await scene.workforce.hires(1);
      const before = scene.wire.heard.length;
      let going: Promise<string> = Promise.resolve('');
      let [isDead, pid] = [false, 0];
      await heldAt(
        scene,
        service,
        { point, type },
        () => (going = goes(scene, n)),
        async () => {
          [pid = 0] = pidsOf(scene, [service]);
          await scene.system.kill(service);
          isDead = scene.about.processes[service]?.pid === null;
        },
      );
      await scene.system.start(service);
      const request = await going;
      const ending = await scene.requests.ending(request, 240_000);
      const hashes = scene.wire.heard
        .slice(before)
        .filter((one) => one.type === type && isAbout(one.body, request, n))
        .map(({ hash }) => hash);
      const seen = `${ending}, ${new Set(hashes).size} ${type}`;
      const isHeld = (await scene.erp.holds(accountOf(n))).includes(ordering);
      attempts.saw(
        `${service} dies with ${type}, ${points[point]}`,
        `applied, 1 ${type}`,
        `${seen}, ${isHeld ? 'held' : 'not held'}`,
        seen === `applied, 1 ${type}` && isHeld,
        isDead && pid !== scene.about.processes[service]?.pid,
      );
    }
}

const isAbout = (body: Readonly<Record<string, unknown>>, request: string, n: number): boolean =>
  body['request'] === request || (body['account'] === accountOf(n) && body['permission'] === ordering);
