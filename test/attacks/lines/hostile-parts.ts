import { connect, eventually, forge, readSecret, whileDown } from '@countersign/demo/stage';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attempts, Line } from '../frame/line.js';
import { clerk, firstOwner, secondOwner } from '../stage/company.js';
import { accountOf, item, personOf, type Scene } from '../stage/scene.js';
import type { Heard } from '../stage/wire.js';
import { effectMs, got, lookedAt, says } from './hostile.js';
import { ordered } from './reality.js';

const order = 'erp:purchase-order:create';
const ordering = 'role:erp_po_create';
const critical = 'role:erp_audit_archive';
const always = { effective: '2025-01-01T00:00:00.000Z', until: null };

/** Whether a forged statement really lies on its topic. */
const isThere = (scene: Scene, hash: string): Promise<boolean> =>
  scene.wire.until('the forgery', () => scene.wire.heard.some((one) => one.hash === hash)).catch(() => false);

/** The request service invents a hire, an approver and a birthright. */
async function request(scene: Scene, attempts: Attempts, n: number): Promise<void> {
  const stated = (type: string, subject: string, data: object) => ({
    ...{
      source: 'hr',
      id: `forged-${type}-${n}`,
      type,
      subject,
      time: new Date().toISOString(),
      signature: null,
    },
    data: Buffer.from(JSON.stringify(data)).toString('base64url'),
  });
  const accounts = [{ system: 'erp', account: accountOf(n) }];
  const hired = {
    worker: personOf(n),
    ...{ effective: always.effective, department: 'accounts-payable', job: 'clerk', manager: null, accounts },
  };
  const fact = await says(
    scene,
    'request',
    'request.identity-stated.v1',
    stated('worker.hired.v1', personOf(n), hired),
    { key: personOf(n) },
  );
  const cause = { birthright: 'birthright:accounts-payable-clerk', fact };
  const id = (text: string) =>
    `r-${createHash('sha256').update(`${text}${n}`).digest('base64url').slice(0, 22)}`;
  const born = {
    ...{
      request: id('born'),
      requester: personOf(n),
      actors: [],
      beneficiary: personOf(n),
      reason: 'born',
      source: 'source:hr',
    },
    ...{
      items: [{ ...item('role:vendor-clerk'), version: 1 }],
      window: { from: Date.now(), until: null },
      cause,
    },
  };
  const hash = await says(scene, 'request', 'request.submitted.v1', born);
  const bit = await isThere(scene, hash);
  attempts.saw(
    'request: a hire and a birthright of its own',
    'nothing got',
    await got(scene, n, 'table:erp.vendors:INSERT'),
    (await got(scene, n, 'table:erp.vendors:INSERT')) === '',
    bit,
  );
  const member = { group: 'group:process-owners', person: personOf(clerk), ...always };
  await says(
    scene,
    'request',
    'request.identity-stated.v1',
    stated('group.membership.v1', personOf(clerk), member),
    { key: personOf(clerk) },
  );
  await lookedAt(scene, 'request');
  await sleep(2_000);
  const asked = await scene.requests.asks({
    requester: firstOwner,
    beneficiary: personOf(n),
    items: [order],
  });
  const task = await scene.requests.assessed(asked);
  attempts.saw(
    'request: an approver of its own',
    'not counted',
    await scene.desks.handsIn(clerk, await anyBallot(scene, clerk, asked, task)),
    true,
  );
  attempts.equal('request: what its approver gave', '', await got(scene, n, ordering));
}

/** A vote of somebody who has no key: signed with the key of another. */
const anyBallot = async (
  scene: Scene,
  n: number,
  asked: string,
  { hash: ha, body }: Heard,
): Promise<string> =>
  (await scene.desks.person(secondOwner)).sign(
    { deployment: scene.about.deployment, request: asked, hr: body.hr, ha } as never,
    'yes',
    personOf(n),
  );

/** Policy clears what nobody voted for, for another account, and for longer. */
async function policy(scene: Scene, attempts: Attempts, n: number, other: number): Promise<void> {
  const asked = await scene.requests.asks({
    requester: clerk,
    beneficiary: personOf(n),
    items: ['erp:report:run'],
  });
  const assessed = await scene.requests.assessed(asked);
  const { hr, lines, until, roots, bundle } = assessed.body;
  const cleared = (change: object) => ({
    ...{ request: asked, hr, ha: assessed.hash, approval: null, lines, roots, until },
    ...{ reservation: `v-${hr.slice(0, 22)}`, applyBefore: Date.now() + 55_000 },
    ...{ bundleAtLeast: bundle.number, registryAtLeast: 1 },
    ...change,
  });
  const tries: [string, object, number, string][] = [
    ['what nobody voted for', {}, n, 'role:erp_report_run'],
    [
      'a line that was not asked for',
      { lines: [...lines, { ...lines[0], permission: critical, entitlement: 'erp:audit-log:archive' }] },
      n,
      critical,
    ],
    [
      'another account',
      { lines: lines.map((line: object) => ({ ...line, account: accountOf(other) })) },
      other,
      'role:erp_report_run',
    ],
  ];
  for (const [name, change, who, permission] of tries) {
    const hash = await says(scene, 'policy', 'policy.cleared.v1', cleared(change));
    attempts.saw(
      `policy: ${name}`,
      'nothing got',
      await got(scene, who, permission),
      !(await scene.erp.holds(accountOf(who))).includes(permission),
      await isThere(scene, hash),
    );
  }
  await lookedAt(scene, 'policy');
  await scene.desks.votes(firstOwner, asked);
  await scene.requests.ending(asked);
  const approved = scene.wire.about(asked, 'approval.approved.v1').at(-1)?.hash;
  const longer = await says(
    scene,
    'policy',
    'policy.cleared.v1',
    cleared({ approval: approved, until: until + 900 * 86_400_000 }),
  );
  await sleep(effectMs);
  const untils = scene.wire.heard
    .filter(({ type, body }) => type === 'connector.answered.v1' && body.account === accountOf(n))
    .flatMap(({ body }) => body.state.grants.map((grant: { until: number }) => grant.until));
  attempts.saw(
    'policy: for longer than the route allows',
    'not longer',
    `${untils.some((one) => one > until) ? 'longer' : 'not longer'}`,
    untils.every((one) => one <= until),
    await isThere(scene, longer),
  );
  const wide = { ...assessed.body, stages: [], birthright: true };
  const weak = await says(scene, 'policy', 'policy.assessed.v1', wide);
  await says(
    scene,
    'policy',
    'policy.cleared.v1',
    cleared({
      ha: weak,
      lines: [{ ...lines[0], permission: critical, entitlement: 'erp:audit-log:archive' }],
    }),
  );
  attempts.saw(
    'policy: an assessment that asks nobody',
    'nothing got',
    await got(scene, n, critical),
    !(await scene.erp.holds(accountOf(n))).includes(critical),
    await isThere(scene, weak),
  );
  await lookedAt(scene, 'policy');
}

/** Provisioning orders for another, for longer, and what was taken back. */
async function provisioning(scene: Scene, attempts: Attempts, n: number, other: number): Promise<void> {
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
  await says_({ desired: { grants: longer, adopted: false }, token: body.token + 500 });
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
async function observer(scene: Scene, attempts: Attempts, n: number): Promise<void> {
  const given = await scene.requests.gets({ requester: clerk, beneficiary: personOf(n), items: [order] });
  let seen = '';
  await whileDown(scene.system, ['observer-erp'], async () => {
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
    await isThere(scene, hash);
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
  attempts.equal('observer: all is absent, it says', '', seen);
  await lookedAt(scene, 'observer-erp');
  await scene.requests.withdraws(given, personOf(clerk));
}

/** A source that only logs in says what gives power; the broker's super user writes an order. */
async function outside(scene: Scene, attempts: Attempts, n: number): Promise<void> {
  const data = {
    identity: `service:f20-${n}`,
    controller: personOf(clerk),
    how: 'owner',
    accounts: [{ system: 'erp', account: accountOf(n) }],
    ...always,
  };
  await scene.sources.itsm.publish({ type: 'identity.controlled.v1', id: `f20-${n}`, data });
  await sleep(1_500);
  const asked = await scene.requests.asks({
    requester: firstOwner,
    beneficiary: `service:f20-${n}`,
    items: [order],
  });
  await sleep(2_000);
  const assessed = scene.wire.about(asked, 'policy.assessed.v1').length > 0;
  if (assessed) await scene.desks.votes(secondOwner, asked);
  attempts.equal('a source without a key: an account for a machine', '', await got(scene, n, ordering));
  const desired = {
    grants: [{ clearance: 'A'.repeat(43), request: 'r-AAAAAAAAAAAAAAAAAAAAAA', until: null }],
    adopted: false,
  };
  const body = {
    system: 'erp',
    account: accountOf(n),
    permission: critical,
    desired,
    token: 950,
    applyBefore: Date.now() + 55_000,
  };
  const hash = await forge(scene.about, {
    ...{ type: 'provisioning.ordered.v1', body, signer: 'provisioning', key: 'unregistered', login: 'admin' },
    ...{ topic: 'provisioning.erp', partitionKey: 'forged' },
  });
  attempts.saw(
    'the broker’s operator: an order',
    'nothing got',
    await got(scene, n, critical),
    !(await scene.erp.holds(accountOf(n))).includes(critical),
    await isThere(scene, hash),
  );
  const row = await connect(scene.about.addresses['platform-postgres'], {
    ...{
      user: 'postgres',
      password: readSecret(scene.about.secrets.database['postgres']),
      database: 'provisioning',
    },
  });
  await row
    .query(`UPDATE desired SET account = $1 WHERE account = $2`, [accountOf(n), accountOf(n - 1)])
    .catch(() => undefined);
  await row.end();
  attempts.equal(
    'an operator of a database: rows of provisioning',
    '',
    await got(scene, n, ordering, critical),
  );
}

const f20: Line<Scene> = {
  id: 'F20',
  required: '0 access beyond its row of DESIGN §7',
  play: async (scene, attempts) => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = await scene.workforce.hires(7);
    await request(scene, attempts, a);
    await policy(scene, attempts, b, c);
    await provisioning(scene, attempts, d, e);
    await observer(scene, attempts, f);
    await outside(scene, attempts, g);
    await scene.requests.tidies();
  },
};

/** Each part alone, hostile, with all that it has. */
export const hostileParts: readonly Line<Scene>[] = [f20];
