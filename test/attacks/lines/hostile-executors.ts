import { eventually } from '@countersign/demo/stage';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attempts } from '../frame/line.js';
import { clerk, secondOwner } from '../stage/company.js';
import { accountOf, personOf, type Scene } from '../stage/scene.js';
import { whileDead } from '../stage/stopped.js';
import { order, ordering } from './ending.js';
import { effectMs, got, isThere, lookedAt, says } from './hostile.js';
import { ordered } from './reality.js';

const critical = 'role:erp_audit_archive';

/** Provisioning orders for another, for longer, and what was taken back. */
export async function provisioning(
  scene: Scene,
  attempts: Attempts,
  n: number,
  other: number,
): Promise<void> {
  const given = await scene.requests.gets({ requester: clerk, beneficiary: personOf(n), items: [order] });
  const { body } = await ordered(scene, n, ordering);
  const says_ = (change: object) =>
    says(
      scene,
      'provisioning',
      'provisioning.ordered.v1',
      { ...body, applyBefore: Date.now() + 55_000, ...change },
      { topic: 'provisioning.erp', key: 'forged' },
    );
  const swapped = await says_({ account: accountOf(other), token: 900 });
  attempts.saw(
    'provisioning: another account',
    'nothing got',
    await got(scene, other, ordering),
    !(await scene.erp.holds(accountOf(other))).includes(ordering),
    await isThere(scene, swapped),
  );
  const wider = await says_({ permission: critical, token: 901 });
  attempts.saw(
    'provisioning: another permission',
    'nothing got',
    await got(scene, n, critical),
    !(await scene.erp.holds(accountOf(n))).includes(critical),
    await isThere(scene, wider),
  );
  const longer = body.desired.grants.map((grant: object) => ({ ...grant, until: 4_000_000_000_000 }));
  const lengthened = await says_({
    desired: { grants: longer, adopted: false },
    token: body.token + 500,
  });
  await sleep(effectMs);
  const answered = scene.wire.heard.filter(
    ({ type, body: of }) =>
      type === 'connector.answered.v1' && of.account === accountOf(n) && of.permission === ordering,
  );
  const untils = answered.flatMap(({ body: of }) =>
    of.state.grants.map(({ until }: { until: number }) => until),
  );
  attempts.equal(
    'provisioning: for longer',
    'not longer',
    untils.some((until) => until > 3_900_000_000_000) ? 'longer' : 'not longer',
    untils.length > 0 && (await isThere(scene, lengthened)),
  );
  await lookedAt(scene, 'provisioning');
  await scene.requests.withdraws(given, personOf(clerk));
  await eventually('it to be gone', async () => !(await scene.erp.holds(accountOf(n))).includes(ordering));
  const revived = await says_({ token: body.token + 1_000 });
  attempts.saw(
    'provisioning: a clearance that is spent',
    'nothing got',
    await got(scene, n, ordering),
    !(await scene.erp.holds(accountOf(n))).includes(ordering),
    await isThere(scene, revived),
  );
  await lookedAt(scene, 'provisioning');
}

/** The observer says that everything is absent, and the other half is asked. */
export async function observer(scene: Scene, attempts: Attempts, n: number): Promise<void> {
  const given = await scene.requests.gets({ requester: clerk, beneficiary: personOf(n), items: [order] });
  let [seen, isSaid, isHeld] = ['', false, false];
  await whileDead(scene, ['observer-erp'], async () => {
    const observation = `o-${createHash('sha256').update(String(n)).digest('base64url').slice(0, 22)}`;
    const now = Date.now();
    const reading = {
      system: 'erp',
      observation,
      begun: now,
      ended: now,
      part: 1,
      of: 1,
      holdings: [],
      oddities: [],
    };
    const hash = await says(scene, 'observer-erp', 'observer.observed.v1', reading, { key: 'erp' });
    isSaid = await isThere(scene, hash);
    isHeld = (await scene.erp.holds(accountOf(n))).includes(ordering);
    await sleep(3_000);
    const other = await scene.requests.asks({
      requester: clerk,
      beneficiary: personOf(n),
      items: ['erp:goods-receipt:post'],
    });
    const answer = await scene.wire.until('an answer', () =>
      scene.wire.about(other).find(({ type }) => /^policy\.(vetoed|held|assessed)/.test(type)),
    );
    if (answer.type === 'policy.assessed.v1') await scene.desks.votes(secondOwner, other);
    seen = await got(scene, n, 'role:erp_goods_receipt');
    await scene.requests.withdraws(other, personOf(clerk));
  });
  attempts.equal('observer: all is absent, it says', '', seen, isSaid && isHeld);
  await lookedAt(scene, 'observer-erp');
  await scene.requests.withdraws(given, personOf(clerk));
}

/** Those who serve the bank say, with all that is theirs, that what the ERP holds is gone; the other half is asked. */
export async function neighbours(scene: Scene, attempts: Attempts, n: number): Promise<void> {
  const given = await scene.requests.gets({ requester: clerk, beneficiary: personOf(n), items: [order] });
  const { body, hash: of } = await ordered(scene, n, ordering);
  const { account, permission, token, desired } = body;
  const answer = await says(scene, 'connector-bank', 'connector.answered.v1', {
    ...{ system: 'erp', account, permission, token: token + 1, newest: token + 1, order: of },
    ...{ outcome: 'done', code: null, verified: [of], findings: [] },
    results: desired.grants.map(({ clearance }: { clearance: string }) => ({
      ...{ clearance, result: 'removed', code: null },
    })),
    state: { grants: [], adopted: false },
  });
  const now = Date.now();
  const observation = `o-${createHash('sha256').update(`bank ${n}`).digest('base64url').slice(0, 22)}`;
  const look = await says(scene, 'observer-bank', 'observer.observed.v1', {
    ...{ system: 'erp', observation, begun: now, ended: now, part: 1, of: 1 },
    ...{ holdings: [], oddities: [] },
  });
  const areSaid = (await isThere(scene, answer)) && (await isThere(scene, look));
  const isHeld = (await scene.erp.holds(accountOf(n))).includes(ordering);
  await sleep(3_000);
  const asked = { requester: clerk, beneficiary: personOf(n), items: ['erp:goods-receipt:post'] };
  const other = await scene.requests.asks(asked);
  const said = await scene.wire.until('an answer', () =>
    scene.wire.about(other).find(({ type }) => /^policy\.(vetoed|held|assessed)/.test(type)),
  );
  if (said.type === 'policy.assessed.v1') await scene.desks.votes(secondOwner, other);
  const seen = await got(scene, n, 'role:erp_goods_receipt');
  const name = 'connector and observer of the bank: all is absent in the ERP, they say';
  attempts.equal(name, '', seen, areSaid && isHeld);
  if (scene.requests.endingOf(other) === undefined) await scene.requests.withdraws(other, personOf(clerk));
  await scene.requests.withdraws(given, personOf(clerk));
}
