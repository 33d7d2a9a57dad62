import { eventually } from '@countersign/demo/stage';
import type { Attempts } from '../frame/line.js';
import { clerk, firstOwner } from '../stage/company.js';
import { registersSpare, withheldFrom } from '../stage/registry.js';
import { accountOf, personOf, type Scene } from '../stage/scene.js';
import type { Heard } from '../stage/wire.js';
import { order, ordering } from './ending.js';
import { got, isThere, says } from './hostile.js';
import { afterwards, fromApproval, fromPolicy, fromRequest } from './hostile-registry-deciders.js';
import { ordered } from './reality.js';

const critical = 'role:erp_audit_archive';
const answerTo = (scene: Scene, of: string): Promise<Heard> =>
  scene.wire.until(`an answer to ${of}`, () =>
    scene.wire.heard.find(({ type, body }) => type === 'connector.answered.v1' && body.order === of),
  );

/** Whether policy's newest clearance of a request asks for this registry. */
const demands = (scene: Scene, asked: string, registry: number): boolean =>
  scene.wire.about(asked, 'policy.cleared.v1').at(-1)?.body.registryAtLeast === registry;

/** The connector goes by the old registry: what was cleared under the new one waits, and whoever has the withdrawn key of provisioning gets nothing. */
async function fromConnector(scene: Scene, attempts: Attempts, n: number, other: number): Promise<void> {
  const name = 'a registry is withheld from the connector';
  const stolen = await registersSpare(scene, 'provisioning');
  const asked = await scene.requests.asks({ requester: clerk, beneficiary: personOf(n), items: [order] });
  await scene.requests.assessed(asked);
  const orders = async (heard: Heard, change: object) => {
    const body = { ...heard.body, applyBefore: Date.now() + 55_000, ...change };
    const to = { topic: 'provisioning.erp', key: 'forged', signed: stolen.jwk };
    return says(scene, 'provisioning', 'provisioning.ordered.v1', body, to);
  };
  const withheld = withheldFrom(scene, 'connector-erp', stolen, async (registry, isWithheld) => {
    await scene.desks.votes(firstOwner, asked);
    const honest = await ordered(scene, n, ordering);
    const answer = await answerTo(scene, honest.hash);
    const codes = answer.body.results.map(({ code }: { code: string }) => code).join(' ');
    const seen = `${codes}, ${(await got(scene, n, ordering)) || 'nothing'} got`;
    const bit = demands(scene, asked, registry) && (await isWithheld());
    attempts.equal(`${name}: what was cleared since`, 'REGISTRY_TOO_OLD, nothing got', seen, bit);
    const tries: [string, object, number, string][] = [
      ['another permission', { permission: critical, token: 1 }, n, critical],
      ['another account', { account: accountOf(other), token: 1 }, other, ordering],
    ];
    for (const [what, change, who, permission] of tries) {
      const hash = await orders(honest, change);
      // it believes the key still: it judges the order, and says so
      const isJudged = await answerTo(scene, hash).then(
        () => true,
        () => false,
      );
      const given = (await got(scene, who, permission)) || 'nothing';
      attempts.equal(`${name}: ${what}, with the withdrawn key`, 'nothing', given, isJudged && bit);
    }
    return { honest, bit };
  });
  const { honest, bit } = await withheld;
  await afterwards(scene, attempts, name, asked, bit);
  await noMore(scene, attempts, name, await orders(honest, { permission: critical, token: 2 }), n);
}

/** The withdrawn key is believed by nobody any more: what it signs is not even answered. */
async function noMore(
  scene: Scene,
  attempts: Attempts,
  name: string,
  hash: string,
  n: number,
): Promise<void> {
  const bit = await isThere(scene, hash);
  const given = (await got(scene, n, critical)) || 'nothing';
  const isJudged = scene.wire.heard.some(({ body }) => body.order === hash);
  const seen = `${given}, ${isJudged ? 'judged' : 'not judged'}`;
  attempts.equal(`${name}: the withdrawn key, once it has the registry`, 'nothing, not judged', seen, bit);
}

/** Provisioning goes by the old registry: it orders nothing that was cleared under the new one, and what the withdrawn key of policy cleared is not applied. */
async function fromProvisioning(scene: Scene, attempts: Attempts, n: number): Promise<void> {
  const name = 'a registry is withheld from provisioning';
  const stolen = await registersSpare(scene, 'policy');
  const asked = await scene.requests.asks({ requester: clerk, beneficiary: personOf(n), items: [order] });
  await scene.requests.assessed(asked);
  const bit = await withheldFrom(scene, 'provisioning', stolen, async (registry, isWithheld) => {
    await scene.desks.votes(firstOwner, asked);
    const cleared = await scene.wire.until('a clearance', () =>
      scene.wire.about(asked, 'policy.cleared.v1').at(-1),
    );
    const spent = `SELECT reason AS why FROM clearance WHERE hash = $1 AND state <> 'waiting'`;
    const why = await eventually('it to be spent', async () => {
      const [row] = await scene.lookInto<{ why: string }>('provisioning', spent, [cleared.hash]);
      return row?.why;
    });
    const seen = `${why}, ${(await got(scene, n, ordering)) || 'nothing'} got`;
    const isBit = demands(scene, asked, registry) && (await isWithheld());
    attempts.equal(`${name}: what was cleared since`, 'REGISTRY_TOO_OLD, nothing got', seen, isBit);
    const again = { ...cleared.body, registryAtLeast: registry - 1, applyBefore: Date.now() + 55_000 };
    const hash = await says(scene, 'policy', 'policy.cleared.v1', again, { signed: stolen.jwk });
    const isOrdered = await untilOrdered(scene, hash);
    const given = (await got(scene, n, ordering)) || 'nothing';
    attempts.equal(`${name}: cleared with the withdrawn key`, 'nothing', given, isOrdered && isBit);
    return isBit;
  });
  await afterwards(scene, attempts, name, asked, bit);
}

/** Whether provisioning orders what rests on this clearance: it believes its key. */
const untilOrdered = (scene: Scene, clearance: string): Promise<boolean> =>
  scene.wire
    .until('an order of it', () =>
      scene.wire.heard.some(
        ({ type, body }) =>
          type === 'provisioning.ordered.v1' &&
          body.desired.grants.some((grant: { clearance: string }) => grant.clearance === clearance),
      ),
    )
    .then(
      () => true,
      () => false,
    );

/**
 * The broker's operator keeps from one service that a key counts no longer, and somebody has that key. What nobody withheld is held to by everybody
 * else; whoever goes by the old registry grants nothing that was cleared under the new one.
 */
export async function registry(
  scene: Scene,
  attempts: Attempts,
  [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0]: readonly number[],
): Promise<void> {
  await fromConnector(scene, attempts, a, b);
  await fromProvisioning(scene, attempts, c);
  await fromRequest(scene, attempts, d);
  await fromPolicy(scene, attempts, e);
  await fromApproval(scene, attempts, f);
}
