import type { Control, Kind } from '@countersign/conflicts';
import type { Item } from '@countersign/contracts';
import { factsJoinedTo, factsOfType } from '@countersign/service-kit/facts';
import { type Bundle, type Fact, itemName } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import {
  controlFactTypes,
  controlsFrom,
  edgeName,
  joinedBy,
  kindsFrom,
  lingeringControls,
} from '../identities/control-graph.decision.js';
import { everyHolder, Holders } from './holders.store.js';
import { doubtable } from './law-facts.decision.js';
import { type ControlEdge, controlEdges, mayName, type Needed } from './law-reach.decision.js';

/** What may be asked for, and by whom it would be held. */
export interface Asking {
  readonly beneficiary: string;
  readonly items: readonly Item[];
}

/** Facts that a graph is made of. */
const graphFactTypes = [...controlFactTypes, 'identity.secret-rotated.v1'] as const;

/** What part of the control graph is read. */
export interface View {
  readonly bundle: Bundle;
  /** Whom it is about. */
  readonly around: readonly string[];
  /** What may be asked for on it. */
  readonly askings?: readonly Asking[];
  /** Everybody, whatever it is about. */
  readonly whole?: boolean;
}

/** Who controls whom, as far as it reaches those whom it is about. */
export interface Graph {
  readonly facts: readonly Fact[];
  /** Everybody whom these facts name. */
  readonly kinds: ReadonlyMap<string, Kind>;
  /** Control as stated. */
  readonly stated: readonly Control[];
  /** The same, with what edges of the law may give, by what is held and by what these askings would add together. */
  reach(...askings: readonly Asking[]): readonly Control[];
  /** The same by what is held, for who may decide: ends of control that a source has only just stated do not count yet. */
  independence(): readonly Control[];
}

/**
 * Reads the part of the control graph in which some identities lie: everybody whom stated controls join to them, in either direction, and
 * nobody else. Where an edge of the law may lead from somebody to somebody, or where the whole is wanted, that is everybody. So the cost of a judgement hangs on
 * whom it can touch, not on how many there are. Whoever asks holds the graph's lock.
 */
export async function readGraph(tx: EntityManager, view: View): Promise<Graph> {
  const { bundle, around, askings = [], whole = false } = view;
  const led = await edgesLedTo(tx, bundle, askings);
  const facts =
    whole || led.length > 0
      ? await factsOfType(tx, graphFactTypes)
      : await factsJoinedTo(tx, around, graphFactTypes);
  const [stated, kinds] = [controlsFrom(facts, doubtable(bundle)), kindsFrom(facts)];
  const holders = led.length > 0 ? await everyHolder(tx, bundle) : [];
  const conferred = (added: readonly Asking[]): readonly Control[] => {
    const asking = added.map(({ beneficiary }) => beneficiary);
    const identities = new Set([...kinds.keys(), ...holders, ...asking]);
    return led.flatMap((edge) => controlsBy(edge, identities, added));
  };
  const reachOf = (added: readonly Asking[]) => [...stated, ...conferred(added)];
  let held: readonly Control[] | undefined;
  const reach = (...added: readonly Asking[]) => (added.length > 0 ? reachOf(added) : (held ??= reachOf([])));
  const independence = () => [...lingeringControls(facts), ...conferred([])];
  return { facts, kinds, stated, reach, independence };
}

/**
 * What of a graph is joined to some identities by stated controls, in either direction, now or ever: all that a judgement about them needs. Who
 * controls them counts, too: nobody is a judged root while a person controls it (SEMANTICS, section 2).
 */
export function joinedTo({ stated, kinds }: Graph, identities: Iterable<string>) {
  const joined = joinedBy(stated, identities);
  return {
    controls: stated.filter(({ from }) => joined.has(from)),
    kinds: new Map([...kinds].filter(([id]) => joined.has(id))),
  };
}

/** All control as stated, by all facts so far. */
export const statedControls = async (tx: EntityManager, bundle: Bundle): Promise<Control[]> =>
  controlsFrom(await factsOfType(tx, graphFactTypes), doubtable(bundle));

/** An edge that gives control, with those who hold some of each of its premises. */
interface LedTo {
  readonly edge: ControlEdge;
  readonly holding: readonly { readonly needed: Needed; readonly identities: readonly string[] }[];
}

/**
 * The edges of a law to which somebody leads, or would with these askings together.
 *
 * INVARIANT: a superset of what the engine derives (SEMANTICS §2, 4). It derives `ctl(p, y)` by an edge only when p can exercise every premise,
 * so for each premise p controls somebody who holds something that gives it, or a premise of an edge that gives it, and so on: `needed` closes
 * over those. It is enough to follow one premise; the one with the fewest holders is followed. Windows, scopes and recognised powers only take
 * away. Held here are all grants that count; nobody adds one that leads here unseen, because what gives a premise is reserved under the graph's
 * lock alone (`lockGraphFor`), and facts, observations and bundles come under it too.
 */
async function edgesLedTo(tx: EntityManager, bundle: Bundle, askings: readonly Asking[]): Promise<LedTo[]> {
  const edges = controlEdges(bundle);
  if (edges.length === 0) return [];
  const holders = await Holders.read(
    tx,
    bundle,
    edges.flatMap(({ needed }) => needed),
  );
  return edges
    .map((edge) => ({
      edge,
      holding: edge.needed.map((needed) => ({ needed, identities: holders.of(needed) })),
    }))
    .filter((led) => leading(led, askings).length > 0);
}

/** Those who lead to an edge, by the premise with the fewest holders. */
function leading({ holding }: LedTo, askings: readonly Asking[]): readonly string[] {
  const lists = holding.map(({ needed, identities }) => {
    const gain = ({ items }: Asking) => items.some((item) => needed.isGivenBy(itemName(item)));
    return [...identities, ...askings.filter(gain).map(({ beneficiary }) => beneficiary)];
  });
  return lists.reduce((least, list) => (list.length < least.length ? list : least));
}

const always = { from: 0, until: null };

/** Control by one edge, as though it held at every time and everywhere: who leads to it leads to the edge, the edge to everybody whom its selector may name. */
function controlsBy(led: LedTo, identities: ReadonlySet<string>, askings: readonly Asking[]): Control[] {
  const { edge } = led;
  const name = edgeName(edge.id);
  const control = (from: string, to: string): Control => ({
    ...{ from, to, how: name, strength: 'take-over', window: always },
  });
  const named = [...identities].filter((identity) => mayName(edge, identity));
  return [
    ...leading(led, askings).map((from) => control(from, name)),
    ...named.map((to) => control(name, to)),
  ];
}
