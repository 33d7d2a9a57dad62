import { connect, eventually, forge, quarantine, readSecret } from '@countersign/demo/stage';
import { setTimeout as sleep } from 'node:timers/promises';
import { accountOf, type Scene } from '../stage/scene.js';

/**
 * A service turned hostile says something with its own key, or (`signed`, a JWK) with another that was registered for it, on its own topic, as its
 * own principal. Gives the hash of what it said.
 */
export function says(
  scene: Scene,
  signer: string,
  type: string,
  body: object,
  to: { readonly topic?: string; readonly key?: string; readonly signed?: object } = {},
): Promise<string> {
  const { topic = signer.replace('-', '.'), key = String((body as { request?: string }).request ?? signer) } =
    to;
  const { signed = 'own' } = to;
  return forge(scene.about, { type, body, signer, key: signed, topic, partitionKey: key, login: signer });
}

/** An operator has looked at what a service never said and its topic holds; from now on it counts, and grants, again. */
export async function lookedAt(scene: Scene, service: string): Promise<void> {
  const chains = await eventually(`${service} to see what it never signed`, async () => {
    const open = await quarantine(scene.about, service, 'chains');
    return open.includes('TOPIC_AHEAD_OF_DATABASE') && open;
  });
  await countAgain(scene, service, chains);
}

/** What a service complains of in a chain until an operator has looked. */
const broken = /TOPIC_AHEAD_OF_DATABASE|TWO_WITH_ONE_NUMBER|WRONG_PREDECESSOR/;

/** An operator lets every chain count again that a service complains of in these lines of `chains`; gives how many there were. */
async function countAgain(scene: Scene, service: string, chains: string): Promise<number> {
  const lines = chains.split('\n').filter((one) => broken.test(one));
  for (const line of lines) {
    const by = ['--actor', 'attacks', '--reason', 'a forger'];
    await quarantine(scene.about, service, 'count-again', line.split(' ')[0] ?? '', ...by);
  }
  return lines.length;
}

/** Looks that find nothing to complain of until everything is thought to count again, and how long (ms) between two. */
const [quietLooks, betweenMs] = [4, 4_000];

/**
 * After a service was set back: an operator has looked, and lets its chain count again wherever somebody complains. The service says numbers
 * again that it had said before, so readers go on complaining until it is past its former end.
 */
export async function untilAllCount(scene: Scene): Promise<void> {
  const services = Object.keys(scene.about.environments);
  let quiet = 0;
  const isQuiet = async () => {
    const looks = services.map(async (service) =>
      countAgain(scene, service, await quarantine(scene.about, service, 'chains')),
    );
    const open = (await Promise.all(looks)).reduce((sum, one) => sum + one);
    quiet = open === 0 ? quiet + 1 : 0;
    return quiet >= quietLooks || (await sleep(betweenMs, false));
  };
  await eventually('every chain to count again', isQuiet, 600_000);
}

/** How far a service has read, over all topics. */
export async function readSoFar(scene: Scene, service: string): Promise<number> {
  const [row] = await scene.lookInto<{ n: number }>(
    service.replace('-', '_'),
    'SELECT coalesce(sum(next_offset), 0)::int AS n FROM consumer_offset',
  );
  return row?.n ?? 0;
}

/**
 * Waits until a service that was set back has read as far as before. It has met again what was forged in its name earlier, and grants
 * nothing until an operator has looked again: here she does.
 */
export async function untilReadAgain(scene: Scene, service: string, before: number): Promise<void> {
  await eventually(
    `${service} to have read it all again`,
    async () => (await readSoFar(scene, service)) >= before,
  );
  await sleep(2_000);
  await countAgain(scene, service, await quarantine(scene.about, service, 'chains'));
}

/** The approval service, hostile, gathers these ballots as if they met the route; gives what policy found about it. */
export async function gathers(scene: Scene, request: string, ballots: readonly string[]): Promise<string> {
  const { hash: ha, body } = await scene.requests.assessed(request);
  await says(scene, 'approval', 'approval.approved.v1', { request, hr: body.hr, ha, votes: ballots });
  const code = await scene.finding(request, 'APPROVAL_NOT_BELIEVED');
  await lookedAt(scene, 'approval');
  return code;
}

/** Whether policy has cleared a request, and what its account holds of it: `nothing` when neither. */
export async function gained(
  scene: Scene,
  request: string,
  account: string,
  permission: string,
): Promise<string> {
  const cleared = scene.wire.about(request, 'policy.cleared.v1').length;
  const held = (await scene.erp.holds(account)).includes(permission);
  return cleared === 0 && !held ? 'nothing' : `${cleared} clearances, ${held ? permission : 'nothing held'}`;
}

/** How long a forgery is given to have an effect, ms. */
export const effectMs = 6_000;
/** What somebody was not to get, and has: nothing, if all is well. */
export async function got(scene: Scene, n: number, ...permissions: readonly string[]): Promise<string> {
  await sleep(effectMs);
  const held = await scene.erp.holds(accountOf(n));
  return permissions.filter((one) => held.includes(one)).join(' ');
}

/** A service's database loses something, by the hand of its superuser. */
export async function forgets(scene: Scene, database: string, sql: string): Promise<void> {
  const password = readSecret(scene.about.secrets.database['postgres']);
  const client = await connect(scene.about.addresses['platform-postgres'], {
    user: 'postgres',
    password,
    database,
  });
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Whether a forged statement really lies on its topic. */
export const isThere = (scene: Scene, hash: string): Promise<boolean> =>
  scene.wire.until('the forgery', () => scene.wire.heard.some((one) => one.hash === hash)).catch(() => false);
