import { eventually, forge, quarantine } from '@countersign/demo/stage';
import type { Scene } from '../stage/scene.js';

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
