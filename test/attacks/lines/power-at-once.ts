import { eventually } from '@countersign/demo/stage';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attempts, Line } from '../frame/line.js';
import { clerk, firstOwner, secondOwner } from '../stage/company.js';
import { publishesLaw } from '../stage/law.js';
import { accountOf, personOf, type Scene } from '../stage/scene.js';
import { order, ordering, receive, receiving } from './ending.js';
import { law } from './powers.js';

/** Rights that are none of the halves, and give control of machines by the law: two before they are given, the last once somebody holds it. */
const keying = { name: 'keyed', right: 'erp:report:run', permission: 'role:erp_report_run' } as const;
const locking = { name: 'locked', right: 'erp:sales-order:read', permission: 'role:erp_sales_read' } as const;
const running = 'erp:purchase-order:read';
const edge = (name: string, premise: string) => ({
  ...{ id: `edge:attack-${name}`, title: `Whoever holds ${premise} can act as machines that are ${name}` },
  premises: [premise],
  gives: {
    control: { kind: 'service', identity: `service:t17-${name}-*` },
    ...{ how: 'secret-holder', strength: 'acts-as' },
  },
});
const keyed = {
  ...law,
  edges: [...law.edges, ...[keying, locking].map(({ name, right }) => edge(name, right))],
};
const alsoEdged = { ...keyed, edges: [...keyed.edges, edge('edged', running)] };

/** How long (ms) everybody may take to be looked at under a new law; a busy machine is slow, not wrong. */
const foundMs = 150_000;

/** What is asked and approved in the same instant as `also` happens: by whom each is voted on, and what it is for. */
interface AtOnce {
  readonly name: string;
  readonly requests: readonly (readonly [request: string, ...voters: number[]])[];
  readonly also: () => Promise<unknown>;
  /** Whether somebody has, in the target, all that conflicts. */
  readonly areMet: () => Promise<boolean>;
  /** Whose conflict it would be. */
  readonly root: string;
}

/** Takes back what stands, so that nothing of it meets what comes next. */
async function cleansUp(scene: Scene, { requests, areMet }: AtOnce): Promise<void> {
  for (const [request] of requests)
    if (scene.requests.endingOf(request) === 'applied')
      await scene.requests.withdraws(request, personOf(clerk));
  await eventually('what met to be gone', async () => !(await areMet()));
}

/** All but the last vote come before; the last ones, and what else happens, in one instant. Void unless every vote was taken. */
async function plays(scene: Scene, attempts: Attempts, tried: AtOnce): Promise<void> {
  const { name, requests, also, areMet, root } = tried;
  const last: [number, string][] = [];
  for (const [request, ...voters] of requests)
    for (const [at, voter] of voters.entries())
      if (at === voters.length - 1) last.push([voter, await scene.desks.ballot(voter, request)]);
      else await scene.desks.votes(voter, request);
  const [answers] = await Promise.all([
    Promise.all(last.map(([voter, ballot]) => scene.desks.handsIn(voter, ballot))),
    also(),
  ]);
  const ended = await Promise.all(requests.map(([request]) => scene.requests.ending(request)));
  await scene.workforce.untilKnown();
  await sleep(500);
  const both = await areMet();
  const found = both ? await scene.finding(root, 'CONFLICT_HELD', foundMs).catch(() => 'no finding') : '';
  attempts.saw(
    name,
    'one stands, or CONFLICT_HELD',
    `${ended.join(' ')} ${found}`,
    !both || found.includes('CONFLICT_HELD'),
    answers.every((answer) => answer === 'approved'),
  );
  if (both) await cleansUp(scene, tried);
}

const asks = (scene: Scene, beneficiary: string, ...items: string[]): Promise<string> =>
  scene.requests.asks({ requester: clerk, beneficiary, items });
const areHeld = async (scene: Scene, hers: string, its: string): Promise<boolean> =>
  (await scene.erp.holds(hers)).includes(ordering) && (await scene.erp.holds(its)).includes(receiving);

/** She comes to control what gets the other half, as HR says in the same instant. */
async function stated(scene: Scene, attempts: Attempts, n: number, how: string): Promise<void> {
  const machine = `service:t17_${n}`;
  const account = machine.slice(8);
  await scene.workforce.controls(machine, await scene.workforce.hiresOwner(), 'owner', [account]);
  await plays(scene, attempts, {
    name: `${how} of what gets the other half`,
    requests: [
      [await asks(scene, personOf(n), order), secondOwner],
      [await asks(scene, machine, 'erp:login:use', receive), secondOwner],
    ],
    also: () => scene.workforce.controls(machine, n, how, [account]),
    areMet: () => areHeld(scene, accountOf(n), account),
    root: personOf(n),
  });
}

/** A machine that nobody but its owner controls yet. */
async function machineOf(scene: Scene, name: string, n: number): Promise<readonly [string, string]> {
  const account = `t17_${name}_${n}`;
  const machine = `service:t17-${name}-${n}`;
  await scene.workforce.controls(machine, await scene.workforce.hiresOwner(), 'owner', [account]);
  return [machine, account];
}

/**
 * She holds a half; one grant gives her control of a machine, another gives that machine the other half. The power is over every machine of this
 * name and may stay, so that it is another one each time.
 */
async function granted(
  scene: Scene,
  attempts: Attempts,
  first: 'power' | 'half',
  { name, right, permission }: typeof keying | typeof locking,
): Promise<void> {
  const [n = 0] = await scene.workforce.hires(1);
  const [machine, account] = await machineOf(scene, name, n);
  await scene.requests.gets({ requester: clerk, beneficiary: personOf(n), items: [order] });
  const power = [await asks(scene, personOf(n), right), firstOwner] as const;
  const half = [await asks(scene, machine, 'erp:login:use', receive), secondOwner] as const;
  await plays(scene, attempts, {
    name: `a grant gives control of what another grant gives the other half, the ${first} first`,
    requests: first === 'power' ? [power, half] : [half, power],
    also: () => Promise.resolve(),
    areMet: async () =>
      (await scene.erp.holds(accountOf(n))).includes(permission) &&
      (await areHeld(scene, accountOf(n), account)),
    root: personOf(n),
  });
}

/** The law says in the same instant that what she holds gives control of what gets the other half. */
async function enacted(scene: Scene, attempts: Attempts): Promise<void> {
  const [n = 0] = await scene.workforce.hires(1);
  const [machine, account] = await machineOf(scene, 'edged', n);
  await scene.requests.gets({ requester: clerk, beneficiary: personOf(n), items: [running] });
  await plays(scene, attempts, {
    name: 'a law that says so comes into force',
    requests: [
      [await asks(scene, personOf(n), order), secondOwner],
      [await asks(scene, machine, 'erp:login:use', receive), secondOwner],
    ],
    also: () => publishesLaw(scene, alsoEdged),
    areMet: () => areHeld(scene, accountOf(n), account),
    root: personOf(n),
  });
}

const kinds = ['owner', 'deployer', 'delegate', 'can-reset'] as const;

/** Power over what gets the other half, stated, granted or enacted in the same instant. */
const t17: Line<Scene> = {
  id: 'T17',
  required: 'one stands, or the conflict is a finding and ends',
  play: async (scene, attempts) => {
    for (const [at, n] of (await scene.workforce.hires(12)).entries())
      await stated(scene, attempts, n, kinds[at % kinds.length] ?? 'owner');
    await publishesLaw(scene, keyed);
    await granted(scene, attempts, 'power', keying);
    await granted(scene, attempts, 'half', locking);
    await enacted(scene, attempts);
    await scene.requests.tidies();
  },
};

/** Control of what is given, in the instant in which it is given. */
export const powerAtOnce: readonly Line<Scene>[] = [t17];
