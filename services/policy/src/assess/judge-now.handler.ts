import { ConflictsError } from '@countersign/conflicts';
import { cut, type Line, type PersonId } from '@countersign/contracts';
import { factsAbout, factsAround, factsOfGroups } from '@countersign/service-kit/facts';
import { everySystem, stopOf } from '@countersign/service-kit/stop-switch';
import { type Bundle, decidingGroups } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { excludedPersons } from '../identities/control-graph.decision.js';
import type { PolicyDeps } from '../policy-deps.js';
import type { KnownRequest } from '../requests/request.store.js';
import { heldBefore } from './held-before.store.js';
import { accountOfAnother } from '../world/account-use.store.js';
import { type LockedWorld, lockWorld, type Outlook } from '../world/world.store.js';
import { assess, type Assessment, type Why } from './assess.decision.js';
import { matrixOf } from './matrix.js';
import { watchersOf } from '../release/watchers.js';
import { clocksDiffer, standstill } from './standstill.js';

/** A judgement together with what it was made on, under lock. */
export interface Judged {
  readonly assessment: Assessment;
  readonly world: LockedWorld;
  readonly excluded: readonly PersonId[];
  readonly at: number;
}

/**
 * Locks what the request touches and judges it as things are now. The request's own reservation is left out. What stands in the way of any
 * judgement, and a bundle that cannot be judged by, is a hold.
 */
export async function judgeNow(deps: PolicyDeps, tx: EntityManager, request: KnownRequest): Promise<Judged> {
  const { beneficiary } = request.submitted;
  const at = deps.clock.now();
  const { bundle } = deps.trust();
  const outlook = outlookOf(request, bundle, at);
  const world = await lockWorld(tx, outlook);
  const excluded = excludedPersons(world.independence, outlook.parties, at);
  const obstacle = await standstill(deps, tx, {
    request: request.id,
    askedUnder: request.submitted.bundleAtLeast,
    identities: world.identities,
    bundle: bundle.number,
  });
  const assessment: Assessment = obstacle
    ? { outcome: 'hold', reasons: [obstacle] }
    : await atTargets(deps, tx, beneficiary, await assessIn(deps, tx, request, { world, excluded, at }));
  return { assessment, world, excluded, at };
}

/** What a request is judged by: around whom, and without its own reservation. */
export function outlookOf(
  { id, submitted }: Pick<KnownRequest, 'id' | 'submitted'>,
  bundle: Bundle,
  at: number,
): Outlook {
  const { requester, beneficiary, items, actors, drops } = submitted;
  const parties = [requester, beneficiary, ...actors];
  return { beneficiary, parties, items, at, withoutRequest: id, drops, bundle };
}

const dayMs = 86_400_000;
/** A total counts within a period of twice its length, which may end that long after what is asked begins: nothing older ever counts. */
const lookBackMs = ({ document }: Bundle): number =>
  Math.max(0, ...document.routes.map(({ maxTotalDays = 0 }) => 2 * maxTotalDays * dayMs));

/**
 * What only the targets asked for can stand in the way of, whatever the law says: an operator has stopped grants there, their connectors' and
 * observers' clocks differ, or somebody else is still on an account.
 */
async function atTargets(
  deps: PolicyDeps,
  tx: EntityManager,
  beneficiary: string,
  assessment: Assessment,
): Promise<Assessment> {
  if (assessment.outcome !== 'pass') return assessment;
  const { lines } = assessment;
  const systems = [...new Set<string>(lines.map(({ system }) => system))];
  const why =
    (await stopped(tx, systems)) ??
    (await clocksDiffer(deps, tx, systems.flatMap(watchersOf))) ??
    (await notAlone(tx, lines, beneficiary));
  return why === null ? assessment : { outcome: 'hold', reasons: [why] };
}

async function stopped(tx: EntityManager, systems: readonly string[]): Promise<Why | null> {
  const stop = await stopOf(tx, systems);
  if (stop === null) return null;
  const message = `grants ${stop.scope === everySystem ? '' : `in \`${stop.scope}\` `}were stopped by ${stop.actor}: ${stop.reason}`;
  return { code: 'GRANTS_STOPPED', message: cut(message, 600) };
}

/** An account serves one beneficiary at a time: what another still has on it has to be gone first. */
async function notAlone(tx: EntityManager, lines: readonly Line[], beneficiary: string): Promise<Why | null> {
  const shared = await accountOfAnother(tx, lines, beneficiary);
  if (shared === null) return null;
  const message = `account \`${shared}\` still carries access of somebody else; it has to be gone first`;
  return { code: 'WAITS_FOR_ABSENCE', message };
}

async function assessIn(
  deps: PolicyDeps,
  tx: EntityManager,
  { id, submitted, askedAt }: KnownRequest,
  setting: Omit<Judged, 'assessment'>,
): Promise<Assessment> {
  const { bundle } = deps.trustForGrants();
  const controllers = setting.world.roots.map(({ root }) => root);
  const facts = await factsAround(tx, [submitted.beneficiary, ...controllers]);
  const asking = await factsAbout(tx, [submitted.requester]);
  const held = await heldBefore(tx, {
    beneficiary: submitted.beneficiary,
    at: setting.at,
    withoutRequest: id,
    since: setting.at - lookBackMs(bundle),
    bundle,
  });
  const people = await factsOfGroups(tx, [...decidingGroups(bundle)]);
  try {
    return assess({
      ...setting,
      submitted,
      askedAt,
      facts,
      asking,
      people,
      held,
      bundle,
      matrix: matrixOf(bundle),
    });
  } catch (error) {
    if (!(error instanceof ConflictsError)) throw error;
    return { outcome: 'hold', reasons: [{ code: error.code, message: cut(error.message, 600) }] };
  }
}
