import { connect, eventually, forge, quarantine, readSecret } from '@countersign/demo/stage';
import { setTimeout as sleep } from 'node:timers/promises';
import { accountOf, type Scene } from '../stage/scene.js';

/** A service turned hostile says something with its own key, on its own topic, as its own principal. Gives the hash of what it said. */
export function says(
  scene: Scene,
  signer: string,
  type: string,
  body: object,
  to: { readonly topic?: string; readonly key?: string } = {},
): Promise<string> {
  const { topic = signer.replace('-', '.'), key = String((body as { request?: string }).request ?? signer) } =
    to;
  return forge(scene.about, { type, body, signer, key: 'own', topic, partitionKey: key, login: signer });
}

/** An operator has looked at what a service never said and its topic holds; from now on it counts, and grants, again. */
export async function lookedAt(scene: Scene, service: string): Promise<void> {
  const chains = await eventually(`${service} to see what it never signed`, async () => {
    const open = await quarantine(scene.about, service, 'chains');
    return open.includes('TOPIC_AHEAD_OF_DATABASE') && open;
  });
  for (const line of chains.split('\n').filter((one) => one.includes('TOPIC_AHEAD_OF_DATABASE')))
    await quarantine(
      scene.about,
      service,
      'count-again',
      line.split(' ')[0] ?? '',
      '--actor',
      'attacks',
      '--reason',
      'a forger',
    );
}

/** The approval service, hostile, gathers these ballots as if they met the route; gives what policy found about it. */
export async function gathers(scene: Scene, request: string, ballots: readonly string[]): Promise<string> {
  const { hash: ha, body } = await scene.assessed(request);
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
  const held = (await scene.holds(account)).includes(permission);
  return cleared === 0 && !held ? 'nothing' : `${cleared} clearances, ${held ? permission : 'nothing held'}`;
}

/** How long a forgery is given to have an effect, ms. */
export const effectMs = 6_000;
/** What somebody was not to get, and has: nothing, if all is well. */
export async function got(scene: Scene, n: number, ...permissions: readonly string[]): Promise<string> {
  await sleep(effectMs);
  const held = await scene.holds(accountOf(n));
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
