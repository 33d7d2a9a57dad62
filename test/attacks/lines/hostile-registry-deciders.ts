import { eventually, openSource } from '@countersign/demo/stage';
import type { Attempts } from '../frame/line.js';
import { clerk, fact, firstOwner, secondOwner } from '../stage/company.js';
import { registersSpare, type SpareKey, withheldFrom } from '../stage/registry.js';
import { personOf, type Scene } from '../stage/scene.js';
import { order, ordering } from './ending.js';
import { got, says } from './hostile.js';

/** Decides beside a process owner where more harm can be done, and never alone about this. */
const control = 1017;
const always = { effective: '2025-01-01T00:00:00.000Z', until: null };
/** A clearance that came to nothing is followed by others, at growing distances, ms. */
const clearedAnewMs = 300_000;

/** What came of a request: to be applied, once the registry is there. */
export const afterwards = async (
  scene: Scene,
  attempts: Attempts,
  name: string,
  asked: string,
  bit: boolean,
) =>
  attempts.equal(
    `${name}: once it has the registry`,
    'applied',
    await scene.requests.ending(asked, clearedAnewMs).catch((error: Error) => error.message),
    bit,
  );

/** Who has the withdrawn key of HR says that somebody decides for a group; gives the event's id. */
async function makesApprover(scene: Scene, { jwk }: SpareKey, who: number, id: string): Promise<string> {
  const event = fact('group.membership.v1', id, {
    ...{ group: 'group:process-owners', person: personOf(who) },
    ...always,
  });
  const thief = await openSource(scene.about, 'hr', jwk);
  await thief.publish(event);
  await thief.close();
  return String(event.id);
}

/** How far `request` has read what HR said. */
const readOfHr = async (scene: Scene): Promise<number> =>
  (
    await scene.lookInto<{ n: number }>(
      'request',
      `SELECT coalesce(sum(next_offset), 0)::int AS n FROM consumer_offset WHERE topic = 'upstream.hr'`,
    )
  )[0]?.n ?? 0;

const isStated = (scene: Scene, event: string): boolean =>
  scene.wire.heard.some(({ type, body }) => type === 'request.identity-stated.v1' && body.id === event);

/** Request goes by the old registry: it passes on what the withdrawn key of HR says, and nobody else believes it. */
export async function fromRequest(scene: Scene, attempts: Attempts, n: number): Promise<void> {
  const name = 'a registry is withheld from request';
  const stolen = await registersSpare(scene, 'hr');
  const friend = await scene.workforce.hiresWithLogin();
  const key = await scene.workforce.enrolsAnotherKey(friend);
  const asked = await scene.requests.asks({
    requester: firstOwner,
    beneficiary: personOf(n),
    items: [order],
  });
  const { hash: ha, body } = await scene.requests.assessed(asked);
  await withheldFrom(scene, 'request', stolen, async (_, isWithheld) => {
    const event = await makesApprover(scene, stolen, friend, `stolen-${friend}`);
    const isPassedOn = await scene.wire
      .until('it to be passed on', () => isStated(scene, event))
      .catch(() => false);
    const task = { deployment: scene.about.deployment, request: asked, hr: body.hr, ha };
    const ballot = await (await scene.desks.withKey(friend, key)).sign(task as never, 'yes');
    const answer = await scene.desks.handsIn(friend, ballot);
    const seen = `${answer}, ${(await got(scene, n, ordering)) || 'nothing'} got`;
    const bit = isPassedOn && (await isWithheld());
    attempts.equal(
      `${name}: an approver, made with the withdrawn key`,
      'VOTE_NOT_IN_GROUP, nothing got',
      seen,
      bit,
    );
  });
  const before = await readOfHr(scene);
  const event = await makesApprover(scene, stolen, friend, `stolen-again-${friend}`);
  const isRead = await eventually('it to be read', async () => (await readOfHr(scene)) > before).catch(
    () => false,
  );
  // that request was open for votes all the time
  attempts.equal(`${name}: a vote that counts`, 'approved', await scene.desks.votes(secondOwner, asked));
  await afterwards(scene, attempts, name, asked, true);
  // had it been believed, it would have been passed on before what came afterwards was
  const seen = isStated(scene, event) ? 'passed on' : 'refused';
  attempts.equal(`${name}: the withdrawn key, once it has the registry`, 'refused', seen, isRead);
}

/** Policy goes by the old registry: it hears approval's withdrawn key say that people agreed, and looks for their own signatures. */
export async function fromPolicy(scene: Scene, attempts: Attempts, n: number): Promise<void> {
  const name = 'a registry is withheld from policy';
  const stolen = await registersSpare(scene, 'approval');
  const asked = await scene.requests.asks({ requester: clerk, beneficiary: personOf(n), items: [order] });
  const { hash: ha, body } = await scene.requests.assessed(asked);
  const bit = await withheldFrom(scene, 'policy', stolen, async (_, isWithheld) => {
    const stranger = { deployment: scene.about.deployment, request: asked, hr: body.hr, ha };
    const vote = await (
      await scene.desks.person(firstOwner)
    ).sign(stranger as never, 'yes', personOf(secondOwner));
    const approved = { request: asked, hr: body.hr, ha, votes: [vote] };
    await says(scene, 'approval', 'approval.approved.v1', approved, { signed: stolen.jwk });
    const found = await scene.finding(asked, 'APPROVAL_NOT_BELIEVED').catch(() => 'nothing');
    const isBit = found.includes('APPROVAL_NOT_BELIEVED') && (await isWithheld());
    const cleared = scene.wire.about(asked, 'policy.cleared.v1').length;
    const seen = `${cleared} clearances, ${(await got(scene, n, ordering)) || 'nothing'} got`;
    attempts.equal(`${name}: approved with the withdrawn key`, '0 clearances, nothing got', seen, isBit);
    return isBit;
  });
  await scene.desks.votes(secondOwner, asked);
  await afterwards(scene, attempts, name, asked, bit);
}

/** Approval goes by the old registry: policy's withdrawn key asks somebody else, who agrees; nobody else believes what she was asked. */
export async function fromApproval(scene: Scene, attempts: Attempts, n: number): Promise<void> {
  const name = 'a registry is withheld from approval';
  const stolen = await registersSpare(scene, 'policy');
  const asked = await scene.requests.asks({ requester: clerk, beneficiary: personOf(n), items: [order] });
  const { body } = await scene.requests.assessed(asked);
  await withheldFrom(scene, 'approval', stolen, async (_, isWithheld) => {
    const others = JSON.stringify(body.stages).replaceAll('group:process-owners', 'group:internal-control');
    const weak = { ...body, stages: JSON.parse(others) as object };
    const ha = await says(scene, 'policy', 'policy.assessed.v1', weak, { signed: stolen.jwk });
    await scene.desks.handsIn(control, await scene.desks.ballot(control, asked, 'yes', { ha }));
    const isApproved = await scene.wire
      .until('it to be approved', () =>
        scene.wire.about(asked, 'approval.approved.v1').some((one) => one.body.ha === ha),
      )
      .catch(() => false);
    const cleared = scene.wire.about(asked, 'policy.cleared.v1').length;
    const seen = `${cleared} clearances, ${(await got(scene, n, ordering)) || 'nothing'} got`;
    const bit = isApproved && (await isWithheld());
    attempts.equal(`${name}: assessed with the withdrawn key`, '0 clearances, nothing got', seen, bit);
  });
  if (scene.requests.endingOf(asked) === undefined) await scene.requests.withdraws(asked, personOf(clerk));
}
