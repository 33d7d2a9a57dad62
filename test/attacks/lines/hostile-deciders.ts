import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attempts } from '../frame/line.js';
import { clerk, firstOwner, secondOwner } from '../stage/company.js';
import { accountOf, item, personOf, type Scene } from '../stage/scene.js';
import type { Heard } from '../stage/wire.js';
import { order, ordering } from './ending.js';
import { effectMs, got, isThere, lookedAt, says } from './hostile.js';

const critical = 'role:erp_audit_archive';
const always = { effective: '2025-01-01T00:00:00.000Z', until: null };

/** The request service invents a hire, an approver and a birthright. */
export async function request(scene: Scene, attempts: Attempts, n: number): Promise<void> {
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
      drops: [],
      allOrNothing: false,
      cause,
      bundleAtLeast: 1,
    },
  };
  scene.requests.invented.add(born.request);
  const hash = await says(scene, 'request', 'request.submitted.v1', born);
  const bit = await isThere(scene, hash);
  const inherited = await got(scene, n, 'table:erp.vendors:INSERT');
  attempts.saw(
    'request: a hire and a birthright of its own',
    'nothing got',
    inherited,
    inherited === '',
    bit,
  );
  const member = { group: 'group:process-owners', person: personOf(clerk), ...always };
  const joined = await says(
    scene,
    'request',
    'request.identity-stated.v1',
    stated('group.membership.v1', personOf(clerk), member),
    { key: personOf(clerk) },
  );
  const isSaid = await isThere(scene, joined);
  await lookedAt(scene, 'request');
  await sleep(2_000);
  const asked = await scene.requests.asks({
    requester: firstOwner,
    beneficiary: personOf(n),
    items: [order],
  });
  const task = await scene.requests.assessed(asked);
  const answer = await scene.desks.handsIn(clerk, await anyBallot(scene, clerk, asked, task));
  const isRefused = /^VOTE_(INVALID|NOT_IN_GROUP|EXCLUDED)$/.test(answer);
  attempts.saw('request: an approver of its own', 'not counted', answer, isRefused, isSaid);
  attempts.equal('request: what its approver gave', '', await got(scene, n, ordering), isSaid);
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
export async function policy(scene: Scene, attempts: Attempts, n: number, other: number): Promise<void> {
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
    untils.length > 0 && (await isThere(scene, longer)),
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
