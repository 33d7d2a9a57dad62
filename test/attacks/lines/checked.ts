import { setTimeout as sleep } from 'node:timers/promises';
import { check } from '../checker/check.js';
import { isPlanted, judgePlants, plants } from '../checker/planted.js';
import type { Attempts, Line } from '../frame/line.js';
import { clerk, fact } from '../stage/company.js';
import { accountOf, personOf, type Scene } from '../stage/scene.js';
import { boundMs, goneAfter, order, ordering } from './ending.js';

/** Beyond the bound after which nothing of what was taken back may be there: so long is waited before the checker looks, ms. */
const beyondMs = boundMs + 5_000;

/** Everything that was played so far leaves nothing behind that is held without right, doubled or lost. */
const after: Line<Scene> = {
  id: 'checker',
  required: 'nothing wrong after all lines; every planted double found, and what stays without right',
  play: async (scene, attempts, run) => {
    await scene.requests.tidies();
    await sleep(beyondMs);
    const { accepted, invented } = scene.requests;
    const { doubles, unjustified, seen, ...told } = await check(scene.where, { accepted });
    const lost = told.lost.filter(({ request }) => !invented.has(request));
    run.log(`  ${JSON.stringify({ doubles, lost, unjustified }).slice(0, 2_000)}`);
    const looked = ` (${JSON.stringify(seen)})`;
    attempts.equal('doubles after all lines', '0', String(doubles.length));
    attempts.equal('requests lost after all lines', '0', String(lost.length));
    attempts.saw(
      'access without right after all lines',
      '0',
      `${unjustified.length}${looked}`,
      unjustified.length === 0,
    );
    await stays(scene, attempts);
    await planted(scene, attempts);
  },
};

/** What was given, and taken back, stands in the target again, by its superuser's hand and out of the connector's reach. */
async function stays(scene: Scene, attempts: Attempts): Promise<void> {
  const [n = 0] = await scene.workforce.hires(1);
  const given = await scene.requests.gets({ requester: clerk, beneficiary: personOf(n), items: [order] });
  await scene.requests.withdraws(given, personOf(clerk));
  await scene.requests.ending(given);
  await goneAfter(scene, n, ordering, Date.now());
  await sleep(beyondMs);
  await scene.erp.run(`GRANT erp_po_create TO ${accountOf(n)}`);
  const { unjustified } = await check(scene.where);
  await scene.erp.run(`REVOKE erp_po_create FROM ${accountOf(n)}`);
  const found = unjustified.find((one) => one.account === accountOf(n) && one.permission === ordering);
  const why = found?.why ?? 'nothing';
  const isFound = why.includes('request.withdrawn.v1');
  attempts.saw('what was taken back and stands there again', 'found as over', why, isFound);
}

/** Doubles are put into the target by its superuser, with facts that make them some; the checker, which knows nothing of it, has to find them. */
async function planted(scene: Scene, attempts: Attempts): Promise<void> {
  const facts = plants.flatMap((plant, at) =>
    plant.facts.map(({ type, data }, k) => fact(type, `plant-${at}-${k}`, data)),
  );
  await scene.workforce.states(...facts);
  for (const { gives } of plants)
    for (const [account, permissions] of Object.entries(gives)) {
      await scene.erp.run(`CREATE ROLE ${account} LOGIN`);
      for (const permission of permissions) await scene.erp.run(grant(account, permission));
    }
  const { doubles } = await check(scene.where);
  const { missed, invented, planted: count } = judgePlants(doubles);
  attempts.equal(`${count} planted doubles: missed`, '', missed.join(', '));
  attempts.equal('and what is none: invented', '', invented.join(', '));
  attempts.equal(
    'and what nobody planted',
    '',
    doubles
      .filter(({ root }) => !isPlanted(root))
      .map(({ root }) => root)
      .join(' '),
  );
}

function grant(account: string, permission: string): string {
  const [, kind = '', name = '', privilege = ''] =
    /^(?:via:)?(role|table):([^:]+):?(.*)$/.exec(permission) ?? [];
  if (kind === 'table') return `GRANT ${privilege} ON ${name} TO ${account}`;
  if (!permission.startsWith('via:')) return `GRANT ${name} TO ${account}`;
  return `CREATE ROLE planted_group; GRANT ${name} TO planted_group; GRANT planted_group TO ${account}`;
}

/** Played last. */
export const checked: readonly Line<Scene>[] = [after];
