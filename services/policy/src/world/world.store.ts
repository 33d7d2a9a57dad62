import type { Control, Grant, World } from '@countersign/conflicts';
import type { RootEpoch } from '@countersign/contracts';
import { factsOfType } from '@countersign/service-kit/facts';
import type { Bundle } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import {
  controlFactTypes,
  controlledBy,
  controlsFrom,
  kindsFrom,
  neighbourhood,
} from '../identities/control-graph.decision.js';
import { type Counted, countedGrants } from './counted-grants.store.js';
import { lockGraphShared } from './graph-lock.store.js';
import { lockRoots } from './root.store.js';

/** What a judgement about one beneficiary reads, under lock until the transaction ends. */
export interface LockedWorld extends World {
  readonly roots: readonly RootEpoch[];
  /** Everybody whose access the judgement looks at. */
  readonly identities: readonly string[];
  /** `grants` as they are once what is on its way out has left: that ends now. */
  readonly staying: readonly Grant[];
  /** Of `grants` those that the request gives up, whether they are on their way out already or not; they are in `staying` as they are here. */
  readonly dropped: readonly Grant[];
}

/** Whose judgement, when (ms), without the slots of which request, which other ones it gives up, and by which law what lies in targets has its names. */
export interface Outlook {
  readonly beneficiary: string;
  readonly at: number;
  readonly withoutRequest: string;
  readonly drops: readonly string[];
  readonly bundle: Bundle;
}

/**
 * INVARIANT: the order of these statements is the guard. The graph first (shared), then every root that the change may touch, in order of
 * ids, each lock a statement of its own; only then is anything read that the judgement rests on (INVARIANTS, section 1: a snapshot taken
 * before the lock is won lets both halves pass).
 */
export async function lockWorld(
  tx: EntityManager,
  { beneficiary, at, withoutRequest, drops, bundle }: Outlook,
): Promise<LockedWorld> {
  await lockGraphShared(tx);
  const facts = await factsOfType(tx, controlFactTypes);
  const controls = controlsFrom(facts);
  const { roots, all } = neighbourhood(controls, beneficiary, at);
  const epochs = await lockRoots(tx, roots);
  const counted = await countedGrants(tx, all, { at, withoutRequest, bundle });
  const isDropped = ({ request, grant }: Counted) =>
    request !== null && drops.includes(request) && grant.identity === beneficiary;
  return {
    controls,
    kinds: kindsFrom(facts),
    grants: counted.map(({ grant }) => grant),
    staying: counted.map((one) => (isDropped(one) ? one.grant : one.staying)),
    dropped: counted.filter(isDropped).map(({ grant }) => grant),
    roots: epochs,
    identities: all,
  };
}

/** Locks what judgements about several beneficiaries will touch, all at once and in one order, so that none waits while another has signed. */
export async function lockWorldsAhead(
  tx: EntityManager,
  beneficiaries: readonly string[],
  at: number,
): Promise<void> {
  const controls = await readControls(tx);
  await lockRoots(tx, [...new Set(beneficiaries.flatMap((one) => neighbourhood(controls, one, at).roots))]);
}

/** The world as it is, with everything that these identities hold or are promised; whoever asks holds the graph's lock. */
export async function worldOf(
  tx: EntityManager,
  identities: readonly string[],
  at: number,
  bundle: Bundle,
): Promise<World> {
  const facts = await factsOfType(tx, controlFactTypes);
  const controls = controlsFrom(facts);
  const reached = [...controlledBy(controls, identities, at)];
  const counted = await countedGrants(tx, reached, { at, withoutRequest: '', bundle });
  return { controls, kinds: kindsFrom(facts), grants: counted.map(({ grant }) => grant) };
}

/** Who controls whom, by all facts so far. */
export const readControls = async (tx: EntityManager): Promise<Control[]> =>
  controlsFrom(await factsOfType(tx, controlFactTypes));
