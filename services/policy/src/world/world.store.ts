import type { Control, Grant, World } from '@countersign/conflicts';
import type { Item, RootEpoch } from '@countersign/contracts';
import { factsOfType } from '@countersign/service-kit/facts';
import type { Bundle, Fact } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import {
  controlFactTypes,
  controlledBy,
  controlsFrom,
  isEdge,
  kindsFrom,
  neighbourhood,
} from '../identities/control-graph.decision.js';
import { type Counted, countedGrants } from './counted-grants.store.js';
import { holdGraphFor } from './graph-lock.store.js';
import { Holders } from './holders.store.js';
import { doubtable, exceptionsOf, recognisedOf, rotationsFrom, sourcesOf } from './law-facts.decision.js';
import { headCountsTouched } from './law-reach.decision.js';
import { type Asking, controlsByLaw } from './reach.store.js';
import { lockRoots } from './root.store.js';
import { confirmedSources } from './source-confirmed.store.js';

/** What a judgement about one beneficiary reads, under lock until the transaction ends. */
export interface LockedWorld extends World {
  readonly roots: readonly RootEpoch[];
  /** Everybody whose access the judgement looks at. */
  readonly identities: readonly string[];
  /** `grants` as they are once what is on its way out has left: that ends now. */
  readonly staying: readonly Grant[];
  /** Of `grants` those that the request gives up, whether they are on their way out already or not; they are in `staying` as they are here. */
  readonly dropped: readonly Grant[];
  /** Control for independence: as stated, and as edges of the law may give it by what is held. */
  readonly independence: readonly Control[];
}

/** Whose judgement, of what, when (ms), without the slots of which request, which other ones it gives up, and by which law what lies in targets has its names. */
export interface Outlook {
  readonly beneficiary: string;
  readonly items: readonly Item[];
  readonly at: number;
  readonly withoutRequest: string;
  readonly drops: readonly string[];
  readonly bundle: Bundle;
}

/** Facts that a world is made of. */
const worldFactTypes = [...controlFactTypes, 'identity.secret-rotated.v1'] as const;

/**
 * INVARIANT: the order of these statements is the guard. The graph first (shared, or alone where what is asked gives control), then every root
 * that the change may touch, in order of ids, each lock a statement of its own, then the rules that count heads; only then is anything read
 * that the judgement rests on (INVARIANTS, section 1: a snapshot taken before the lock is won lets both halves pass). Which roots those are
 * follows from facts and from what gives control by the law; neither changes while the graph's lock is held, see {@link controlsByLaw}.
 */
export async function lockWorld(tx: EntityManager, outlook: Outlook): Promise<LockedWorld> {
  const { beneficiary, items, at, withoutRequest, drops, bundle } = outlook;
  await holdGraphFor(tx, bundle, items);
  const facts = await factsOfType(tx, worldFactTypes);
  const controls = controlsFrom(facts, doubtable(bundle));
  const kinds = kindsFrom(facts);
  const byLaw = await controlsByLaw(tx, bundle, kinds.keys(), outlook);
  const { roots, all } = neighbourhood([...controls, ...byLaw], beneficiary, at);
  const epochs = await lockRoots(tx, roots);
  const heads = await lockHeadCounts(tx, bundle, items);
  const identities = [...new Set([...all, ...heads])].filter((id) => !isEdge(id)).sort();
  const counted = await countedGrants(tx, identities, { at, withoutRequest, bundle });
  const isDropped = ({ request, grant }: Counted) =>
    request !== null && drops.includes(request) && grant.identity === beneficiary;
  return {
    ...{ controls, kinds, roots: epochs, identities },
    grants: counted.map(({ grant }) => grant),
    staying: counted.map((one) => (isDropped(one) ? one.grant : one.staying)),
    dropped: counted.filter(isDropped).map(({ grant }) => grant),
    independence: [...controls, ...(await controlsByLaw(tx, bundle, kinds.keys()))],
    ...(await lawFacts(tx, facts, bundle)),
  };
}

/** What the law and sources add to who holds and controls what. */
async function lawFacts(
  tx: EntityManager,
  facts: readonly Fact[],
  bundle: Bundle,
): Promise<Pick<World, 'rotations' | 'recognised' | 'exceptions' | 'sources'>> {
  return {
    rotations: rotationsFrom(facts),
    recognised: recognisedOf(bundle),
    exceptions: exceptionsOf(bundle),
    sources: sourcesOf(bundle, await confirmedSources(tx)),
  };
}

/**
 * Locks the rules on holders that these items can touch, in order, each by a statement of its own, and names everybody who may be a holder.
 * INVARIANT: after the roots, so that locks are won in one order; whoever could become a holder locks the same rule first.
 */
async function lockHeadCounts(tx: EntityManager, bundle: Bundle, items: readonly Item[]): Promise<string[]> {
  const touched = headCountsTouched(bundle, items);
  if (touched.length === 0) return [];
  for (const { rule } of touched)
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`holders of ${rule}`]);
  const holders = await Holders.read(tx, bundle);
  return touched.flatMap(({ needed }) => holders.of(needed));
}

/** What is judged together, all by one law. */
export interface Ahead {
  readonly askings: readonly Asking[];
  readonly at: number;
  readonly bundle: Bundle;
}

/** Locks what several judgements will touch, all at once and in one order, so that none waits while another has signed. */
export async function lockWorldsAhead(tx: EntityManager, { askings, at, bundle }: Ahead): Promise<void> {
  const facts = await factsOfType(tx, controlFactTypes);
  const [controls, kinds] = [controlsFrom(facts), kindsFrom(facts)];
  const roots = new Set<string>();
  for (const asking of askings) {
    const byLaw = await controlsByLaw(tx, bundle, kinds.keys(), asking);
    for (const root of neighbourhood([...controls, ...byLaw], asking.beneficiary, at).roots) roots.add(root);
  }
  await lockRoots(tx, [...roots]);
  await lockHeadCounts(
    tx,
    bundle,
    askings.flatMap(({ items }) => items),
  );
}

/** The world as it is, with everything that these identities hold or are promised; whoever asks holds the graph's lock. */
export async function worldOf(
  tx: EntityManager,
  identities: readonly string[],
  at: number,
  bundle: Bundle,
): Promise<World> {
  const facts = await factsOfType(tx, worldFactTypes);
  const [controls, kinds] = [controlsFrom(facts, doubtable(bundle)), kindsFrom(facts)];
  const byLaw = await controlsByLaw(tx, bundle, kinds.keys());
  const reached = [...controlledBy([...controls, ...byLaw], identities, at)].filter((id) => !isEdge(id));
  const counted = await countedGrants(tx, reached, { at, withoutRequest: '', bundle });
  return {
    ...{ controls, kinds, grants: counted.map(({ grant }) => grant) },
    ...(await lawFacts(tx, facts, bundle)),
  };
}

/** Who controls whom, by all facts so far. */
export const readControls = async (tx: EntityManager): Promise<Control[]> =>
  controlsFrom(await factsOfType(tx, controlFactTypes));

/** The same, with what edges of the law may give. */
export async function readReach(tx: EntityManager, bundle: Bundle): Promise<Control[]> {
  const facts = await factsOfType(tx, controlFactTypes);
  return [...controlsFrom(facts), ...(await controlsByLaw(tx, bundle, kindsFrom(facts).keys()))];
}
