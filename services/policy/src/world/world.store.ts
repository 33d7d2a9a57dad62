import type { Control, Grant, World } from '@countersign/conflicts';
import type { RootEpoch } from '@countersign/contracts';
import type { Bundle, Fact } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { controlledBy, controllersOf, isEdge, neighbourhood } from '../identities/control-graph.decision.js';
import { type Counted, countedGrants } from './counted-grants.store.js';
import { type Asking, type Graph, joinedTo, readGraph } from './graph.store.js';
import { holdGraphFor } from './graph-lock.store.js';
import { Holders } from './holders.store.js';
import { exceptionsOf, recognisedOf, rotationsFrom, sourcesOf } from './law-facts.decision.js';
import { type HeadCount, headCountsTouched, lookBackMs } from './law-reach.decision.js';
import { lockRoots } from './root.store.js';
import { confirmedSources } from './source-confirmed.store.js';

/** What a judgement about one beneficiary reads. */
export interface ReachedWorld extends World {
  /** Everybody whose access the judgement looks at. */
  readonly identities: readonly string[];
  /** `grants` as they are once what is on its way out has left: that ends now. */
  readonly staying: readonly Grant[];
  /** Of `grants` those that the request gives up, whether they are on their way out already or not; they are in `staying` as they are here. */
  readonly dropped: readonly Grant[];
  /** Of `grants` those that are on their way out, given up or not. */
  readonly leaving: readonly Grant[];
}

/** The same under lock until the transaction ends. */
export interface LockedWorld extends ReachedWorld {
  readonly roots: readonly RootEpoch[];
  /** Control for independence: as stated, ends only once they have been known for a while, and as edges of the law may give it by what is held. */
  readonly independence: readonly Control[];
}

/**
 * Whose judgement, of what, when (ms), without the slots of which request, which other ones it gives up, and by which law what lies in targets has
 * its names. `parties`: everybody around whom the graph is read as well, since who is kept from deciding follows from them.
 */
export interface Outlook extends Asking {
  readonly parties: readonly string[];
  readonly at: number;
  readonly withoutRequest: string;
  readonly drops: readonly string[];
  readonly bundle: Bundle;
}

/**
 * INVARIANT: the order of these statements is the guard. The graph first (shared, or alone where what is asked gives control), then every root
 * that the change may touch, in order of ids, each lock a statement of its own, then the rules that count heads; only then is anything read
 * that the judgement rests on (INVARIANTS, section 1: a snapshot taken before the lock is won lets both halves pass). Which roots those are
 * follows from facts and from what gives control by the law; neither changes while the graph's lock is held, see {@link readGraph}.
 */
export async function lockWorld(tx: EntityManager, outlook: Outlook): Promise<LockedWorld> {
  const { beneficiary, items, at, bundle } = outlook;
  await holdGraphFor(tx, bundle, items);
  const counts = headCountsTouched(bundle, items);
  const graph = await graphFor(tx, outlook, counts, []);
  const reach = graph.reach(outlook);
  const { roots } = neighbourhood(reach, beneficiary, at);
  const epochs = await lockRoots(tx, roots);
  const heads = await lockHeadCounts(tx, bundle, counts);
  const world = await worldReached(tx, outlook, { graph, reach, roots, heads, whole: counts.length > 0 });
  return { ...world, roots: epochs, independence: graph.independence() };
}

/**
 * The same as far as it would be if these askings were held beside what is asked for: they may give control over others. INVARIANT: only where
 * {@link lockWorld} has locked this outlook, and for what decides nothing: what they add is locked by nobody.
 */
export async function worldBeside(
  tx: EntityManager,
  outlook: Outlook,
  beside: readonly Asking[],
): Promise<ReachedWorld> {
  const { beneficiary, items, at, bundle } = outlook;
  const counts = headCountsTouched(bundle, items);
  const graph = await graphFor(tx, outlook, counts, beside);
  const reach = graph.reach(outlook, ...beside);
  const { roots } = neighbourhood(reach, beneficiary, at);
  const heads = await lockHeadCounts(tx, bundle, counts);
  return worldReached(tx, outlook, { graph, reach, roots, heads, whole: counts.length > 0 });
}

/** The part of the graph in which a judgement lies; the whole of it where that counts heads. */
const graphFor = (
  tx: EntityManager,
  outlook: Outlook,
  counts: readonly HeadCount[],
  beside: readonly Asking[],
): Promise<Graph> =>
  readGraph(tx, {
    bundle: outlook.bundle,
    around: [outlook.beneficiary, ...outlook.parties],
    askings: [outlook, ...beside],
    whole: counts.length > 0,
  });

/** How far a judgement reaches in a graph: by which controls, from which roots, and who may be a head. `whole`: everybody in the graph is looked at. */
interface Reached {
  readonly graph: Graph;
  readonly reach: readonly Control[];
  readonly roots: readonly string[];
  readonly heads: readonly string[];
  readonly whole: boolean;
}

async function worldReached(
  tx: EntityManager,
  { beneficiary, at, withoutRequest, drops, bundle }: Outlook,
  { graph, reach, roots, heads, whole }: Reached,
): Promise<ReachedWorld> {
  // a time bound counts what they held through others whom they control no more
  const past = at - lookBackMs(bundle);
  const all = controlledBy(reach, roots, past);
  const counting = countedFor(reach, heads, past);
  const identities = [...new Set([...all, ...counting])].filter((id) => !isEdge(id)).sort();
  const counted = await countedGrants(tx, identities, { at, withoutRequest, bundle });
  const isDropped = ({ request, grant }: Counted) =>
    request !== null && drops.includes(request) && grant.identity === beneficiary;
  return {
    ...(whole ? { controls: graph.stated, kinds: graph.kinds } : joinedTo(graph, all)),
    identities,
    grants: counted.map(({ grant }) => grant),
    staying: counted.map((one) => (isDropped(one) ? one.grant : one.staying)),
    dropped: counted.filter(isDropped).map(({ grant }) => grant),
    leaving: counted.filter(({ grant, staying }) => staying !== grant).map(({ grant }) => grant),
    ...(await lawFacts(tx, graph.facts, bundle)),
  };
}

/** Whose access makes heads: an edge of the law makes them, too, of whoever can act as a holder by what they hold, and hold through others. */
const countedFor = (reach: readonly Control[], holders: readonly string[], past: number) =>
  controlledBy(reach, [...controllersOf(reach, holders, past)], past);

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
 * Locks rules on holders, in order, each by a statement of its own, and names everybody who may be a holder.
 * INVARIANT: after the roots, so that locks are won in one order; whoever could become a holder locks the same rule first.
 */
async function lockHeadCounts(
  tx: EntityManager,
  bundle: Bundle,
  counts: readonly HeadCount[],
): Promise<readonly string[]> {
  if (counts.length === 0) return [];
  for (const { rule } of counts)
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`holders of ${rule}`]);
  const wanted = counts.map(({ needed }) => needed);
  const holders = await Holders.read(tx, bundle, wanted);
  return wanted.flatMap((needed) => holders.of(needed));
}

/** What is judged together, all by one law. */
export interface Ahead {
  readonly askings: readonly Asking[];
  readonly at: number;
  readonly bundle: Bundle;
}

/** Locks what several judgements will touch, all at once and in one order, so that none waits while another has signed. */
export async function lockWorldsAhead(tx: EntityManager, { askings, at, bundle }: Ahead): Promise<void> {
  const around = askings.map(({ beneficiary }) => beneficiary);
  const graph = await readGraph(tx, { bundle, around, askings });
  const roots = askings.flatMap((asking) => neighbourhood(graph.reach(asking), asking.beneficiary, at).roots);
  await lockRoots(tx, [...new Set(roots)]);
  const items = askings.flatMap((asking) => asking.items);
  await lockHeadCounts(tx, bundle, headCountsTouched(bundle, items));
}

/** When (ms), and by which law a world is looked at as it is. */
interface Now {
  readonly at: number;
  readonly bundle: Bundle;
}

/** The world as it is, of a root that lies in a part of the graph; whoever asks holds the graph's lock. */
export async function worldOf(tx: EntityManager, graph: Graph, root: string, now: Now): Promise<World> {
  return worldAmong(tx, graph, controlledBy(graph.reach(), [root], now.at), now);
}

/**
 * The world as it is, as far as a rule on holders counts in it; whoever asks holds the graph's lock. The rule is locked as by judgement, so that
 * nobody comes to hold while it is read.
 */
export async function worldOfHolders(tx: EntityManager, count: HeadCount, now: Now): Promise<World> {
  const { at, bundle } = now;
  const holders = await lockHeadCounts(tx, bundle, [count]);
  const graph = await readGraph(tx, { bundle, around: holders });
  return worldAmong(tx, graph, countedFor(graph.reach(), holders, at - lookBackMs(bundle)), now);
}

/** What some identities hold, and whoever is joined to them. */
async function worldAmong(
  tx: EntityManager,
  graph: Graph,
  reached: ReadonlySet<string>,
  { at, bundle }: Now,
): Promise<World> {
  const identities = [...reached].filter((id) => !isEdge(id));
  const counted = await countedGrants(tx, identities, { at, withoutRequest: '', bundle });
  return {
    ...joinedTo(graph, identities),
    grants: counted.map(({ grant }) => grant),
    ...(await lawFacts(tx, graph.facts, bundle)),
  };
}
