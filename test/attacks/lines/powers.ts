import { eventually } from '@countersign/demo/stage';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attempts, Line } from '../frame/line.js';
import { clerk, fact, firstOwner, secondOwner } from '../stage/company.js';
import { untilKnown } from '../stage/known.js';
import { publishesLaw } from '../stage/law.js';
import { personOf, type Scene } from '../stage/scene.js';
import { holds, order, receive, settledMs } from './ending.js';
import { refusal } from './refusal.js';

/** Internal control, who decides beside a process owner where more harm can be done. */
const control = 1017;
const bot = 'service:payment-file-bot';
const reading = 'erp:interface-secret:read';
const making = 'erp:service-key:create';
const editing = 'erp:access-policy:change';
const owningGroup = 'erp:buyers-group:own';
const owningApp = 'erp:procurement-app:own';
/** Whose power to reset everybody the sample law recognises. */
const helpdesk = 1008;

/** Rights that are none of the halves and give one: by an identity that holds it, and by themselves. */
export const law = {
  entitlements: [
    [making, 'Make a key of a service account', 'role:erp_key_create'],
    [editing, 'Change what the policy of purchasing allows oneself', 'role:erp_access_policy_change'],
    [owningGroup, 'Own the group of the buyers', 'role:erp_buyers_group_own'],
    [owningApp, 'Own the application that buys', 'role:erp_procurement_app_own'],
  ].map(([id, title, permission]) => ({
    ...{ id, title, permission },
    sensitivity: 'low',
    blastRadius: 'low',
  })),
  edges: [
    {
      ...{ id: 'edge:attack-key', title: 'Whoever makes a key can act as what it is for' },
      premises: [making],
      gives: {
        control: { kind: 'service', identity: 'service:a25-keyed-*' },
        how: 'secret-holder',
        strength: 'acts-as',
      },
    },
    {
      ...{ id: 'edge:attack-policy', title: 'Whoever edits the policy gives herself what it allows' },
      premises: [editing],
      gives: { entitlement: order },
    },
    {
      ...{ id: 'edge:attack-group', title: 'Whoever owns a group puts herself into it' },
      premises: [owningGroup],
      gives: { entitlement: order },
    },
    {
      ...{ id: 'edge:attack-app', title: 'Whoever owns an application can act as it' },
      premises: [owningApp],
      gives: {
        control: { kind: 'workload', identity: 'workload:a25-app-*' },
        how: 'owner',
        strength: 'acts-as',
      },
    },
  ],
};

/** The target's owner makes what the law has a new name for, and hands it over to the connector. */
async function handsOver(scene: Scene): Promise<void> {
  const roles = law.entitlements.map(({ permission = '' }) => permission.replace('role:', ''));
  for (const role of roles)
    await scene.erp.run(`CREATE ROLE ${role}; SELECT countersign.manage_role('${role}')`);
}

/** A machine that holds the half which orders. */
async function machineThatOrders(scene: Scene, machine: string, account: string): Promise<void> {
  await scene.workforce.controls(machine, await scene.workforce.hiresOwner(), 'owner', [account]);
  await scene.requests.gets(
    { requester: firstOwner, beneficiary: machine, items: ['erp:login:use', order] },
    secondOwner,
  );
}

/** Whoever holds what leads to one half asks for the other; and the other way round, and both at once. */
async function bothWays(scene: Scene, attempts: Attempts, name: string, right: string): Promise<void> {
  const [first = 0, second = 0, third = 0] = await scene.workforce.hires(3);
  const asks = (n: number, ...items: string[]) =>
    refusal(scene, { requester: clerk, beneficiary: personOf(n), items });
  await scene.requests.gets(
    { requester: clerk, beneficiary: personOf(first), items: [right] },
    firstOwner,
    control,
  );
  attempts.equal(`${name}: she has it, and asks for the other half`, 'P2P-03', await asks(first, receive));
  await scene.requests.gets({ requester: clerk, beneficiary: personOf(second), items: [receive] });
  attempts.equal(`${name}: she has the other half, and asks for it`, 'P2P-03', await asks(second, right));
  attempts.equal(`${name}: she asks for both at once`, 'P2P-03', await asks(third, receive, right));
}

/** What was read once is known, until there is another secret. */
async function known(scene: Scene, attempts: Attempts): Promise<void> {
  const [n = 0] = await scene.workforce.hires(1);
  const asked = { requester: clerk, beneficiary: personOf(n), items: [receive] };
  const read = await scene.requests.gets({ ...asked, items: [reading] }, firstOwner, control);
  await scene.requests.withdraws(read, personOf(clerk));
  await scene.requests.ending(read);
  const permission = 'role:erp_interface_secret_read';
  const isGone = async () => !(await holds(scene, n, permission));
  const gone = await eventually('what she could read to be gone', isGone, 60_000).catch(() => false);
  const before = await refusal(scene, asked);
  attempts.saw(
    'a secret that she could read, and no longer can',
    'P2P-03',
    before,
    before === 'P2P-03',
    gone,
  );
  const isOver = async () =>
    (await scene.lookInto('policy', `SELECT FROM request WHERE id = $1 AND state = 'ended'`, [read])).length >
    0;
  await eventually('policy to know that it is gone', isOver, settledMs);
  const now = new Date().toISOString();
  await scene.workforce.states(
    fact('identity.secret-rotated.v1', `rotated-${n}`, { identity: bot, effective: now }),
  );
  await untilKnown(scene.about, [`attack-rotated-${n}`]);
  const seen = await refusal(scene, asked);
  attempts.saw('once there is another secret', 'assessed', seen, seen.startsWith('policy.assessed.v1'));
}

/** Power by what the law says a right gives: a secret that can be read, a key that can be made, a policy that can be edited, a group or an application that is owned. */
const a25: Line<Scene> = {
  id: 'A25',
  required: 'and over whatever the law says a right of hers gives',
  play: async (scene, attempts) => {
    await machineThatOrders(scene, bot, 'svc_payment_file');
    await bothWays(scene, attempts, 'a secret that can be read', reading);
    await known(scene, attempts);
    await handsOver(scene);
    await publishesLaw(scene, law);
    const [n = 0] = await scene.workforce.hires(1);
    await machineThatOrders(scene, `service:a25-keyed-${n}`, `a25_keyed_${n}`);
    await bothWays(scene, attempts, 'a key that can be made', making);
    await bothWays(scene, attempts, 'a policy that can be edited', editing);
    await bothWays(scene, attempts, 'a group that she owns', owningGroup);
    await machineThatOrders(scene, `workload:a25-app-${n}`, `a25_app_${n}`);
    await bothWays(scene, attempts, 'an application that she owns', owningApp);
    const pipeline = `pipeline:a25-maker-${n}`;
    await scene.workforce.controls(pipeline, n, 'deployer', [`a25_maker_${n}`]);
    await scene.workforce.controls(pipeline, await scene.workforce.hiresOwner(), 'owner', [`a25_maker_${n}`]);
    await scene.requests.gets(
      { requester: firstOwner, beneficiary: pipeline, items: ['erp:login:use', making] },
      secondOwner,
    );
    const seen = await refusal(scene, { requester: clerk, beneficiary: personOf(n), items: [receive] });
    attempts.equal('she deploys what can make a key of what holds the other half', 'P2P-03', seen);
    await scene.requests.tidies();
  },
};

/** The law knows that the helpdesk can reset everybody: that makes nobody conflict with anybody, and forgives nothing else. */
const a32: Line<Scene> = {
  id: 'A32',
  required: 'recognised: others pass, and nothing else is forgiven',
  play: async (scene, attempts) => {
    const [one = 0, other = 0, mine = 0] = await scene.workforce.hires(3);
    await scene.workforce.hiresAs(helpdesk);
    for (const n of [one, other, mine]) await scene.workforce.controls(personOf(n), helpdesk, 'can-reset');
    await scene.requests.gets({ requester: clerk, beneficiary: personOf(one), items: [order] });
    const passes = async (name: string, n: number) => {
      const asked = { requester: clerk, beneficiary: personOf(n), items: [receive] };
      const ended = await scene.requests.gets(asked).then(
        () => 'applied',
        (error: Error) => error.message,
      );
      attempts.equal(`recognised: ${name}`, 'applied', ended);
    };
    await passes('the other half of another', other);
    const over = await elsewhere(scene, attempts, one);
    await scene.workforce.joins(helpdesk, 'group:process-owners');
    const hers = await scene.requests.asks({ requester: clerk, beneficiary: personOf(mine), items: [order] });
    const vote = await scene.desks.votes(helpdesk, hers);
    attempts.equal('recognised: she votes for whom she can reset', 'VOTE_EXCLUDED', vote);
    await sleep(Math.max(0, over - Date.now()) + 1_000);
    await passes('she herself, beside whom she can reset', helpdesk);
    const both = { requester: clerk, beneficiary: personOf(helpdesk), items: [order] };
    attempts.equal('recognised: both halves of her own', 'P2P-03', await refusal(scene, both));
    const found = await scene.findings(`${personOf(helpdesk)} can-reset`);
    attempts.equal('recognised: it stays in sight', 'POWER_RECOGNISED', found.join(' '));
    await scene.requests.tidies();
  },
};

/** Another's power of the same kind, and hers of another kind, are recognised by nobody. Gives when (ms) the latter is over. */
async function elsewhere(scene: Scene, attempts: Attempts, holder: number): Promise<number> {
  const [first = 0, second = 0] = await scene.workforce.hires(2);
  const refused = async (name: string, n: number, who: number, how: string, until: string | null) => {
    for (const over of [n, holder]) await scene.workforce.controls(personOf(over), who, how, [], { until });
    const seen = await refusal(scene, { requester: clerk, beneficiary: personOf(n), items: [receive] });
    attempts.equal(`not recognised: ${name}`, 'P2P-03', seen);
  };
  await refused('the same power of another', first, await scene.workforce.hiresOwner(), 'can-reset', null);
  const over = Date.now() + 45_000;
  await refused('another power of hers', second, helpdesk, 'administers', new Date(over).toISOString());
  return over;
}

/** What power leads to, by the law's own words. */
export const powers: readonly Line<Scene>[] = [a25, a32];
