import type { Control } from '@countersign/conflicts';
import type { Item } from '@countersign/contracts';
import { type Bundle, itemName } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { edgeName } from '../identities/control-graph.decision.js';
import { Holders } from './holders.store.js';
import { controlEdges, gives, mayName, type Needed } from './law-reach.decision.js';

/** What may be asked for, and by whom it would be held. */
export interface Asking {
  readonly beneficiary: string;
  readonly items: readonly Item[];
}

const always = { from: 0, until: null };

/**
 * Control that edges of the law may give, as though it held at every time and everywhere: whoever holds some of one premise leads to the edge,
 * the edge to everybody whom its selector may name.
 *
 * INVARIANT: a superset of what the engine derives (SEMANTICS §2, 4). It derives `ctl(p, y)` by an edge only when p can exercise every premise,
 * so for each premise p controls somebody who holds something that gives it, or a premise of an edge that gives it, and so on: `needed` closes
 * over those. It is enough to follow one premise; the one with the fewest holders is followed. Windows, scopes and recognised powers only take
 * away. Held here are all grants that count; nobody adds one that leads here unseen, because what gives a premise is reserved under the graph's
 * lock alone (`lockGraphFor`), and facts, observations and bundles come under it too.
 */
export async function controlsByLaw(
  tx: EntityManager,
  bundle: Bundle,
  known: Iterable<string>,
  asking: Asking | null = null,
): Promise<Control[]> {
  const edges = controlEdges(bundle);
  if (edges.length === 0) return [];
  const holders = await Holders.read(tx, bundle);
  const identities = new Set([...known, ...holders.identities, ...(asking ? [asking.beneficiary] : [])]);
  return edges.flatMap((edge) => {
    const control = (from: string, to: string): Control => ({
      ...{ from, to, how: edgeName(edge.id), strength: 'take-over', window: always },
    });
    const leading = fewest(edge.needed.map((needed) => holding(holders, bundle, needed, asking)));
    const named = [...identities].filter((identity) => mayName(edge, identity));
    return [
      ...leading.map((from) => control(from, edgeName(edge.id))),
      ...named.map((to) => control(edgeName(edge.id), to)),
    ];
  });
}

function holding(holders: Holders, bundle: Bundle, needed: Needed, asking: Asking | null): readonly string[] {
  const asks = asking?.items.some((item) => gives(bundle, itemName(item), needed)) === true;
  return [...holders.of(needed), ...(asking && asks ? [asking.beneficiary] : [])];
}

const fewest = (lists: readonly (readonly string[])[]): readonly string[] =>
  lists.reduce((least, list) => (list.length < least.length ? list : least));
