import { hasBit } from './bitset.js';
import { type CompiledDuty, type ConflictMatrix, meetsDuty } from './conflict-matrix.js';
import type { ControlGraph, Edge } from './control-graph.js';
import type { Step } from './judgement.js';
import type { RootHolding } from './root-view.js';
import { covers } from './window.js';

/** For each identity that a root controls at one instant: the edges of a shortest way to it, best first. */
export type Ways = ReadonlyMap<string, readonly Edge[]>;

/**
 * Breadth first at the instant `t`. Edges come in an order of their own, so among equally short ways the first
 * by code point is found, whatever the order of the facts.
 */
export function waysFrom(graph: ControlGraph, root: string, t: number): Ways {
  const ways = new Map<string, readonly Edge[]>([[root, []]]);
  for (const [x, way] of ways) {
    for (const edge of graph.outgoing.get(x) ?? []) {
      if (!ways.has(edge.to) && covers([edge.span], t)) ways.set(edge.to, [...way, edge]);
    }
  }
  return ways;
}

/** The shortest derivation by which one of `holdings`, all in force at the ways' instant, meets duty number `duty`. */
export function shortestPath(
  matrix: ConflictMatrix,
  duty: number,
  ways: Ways,
  holdings: readonly RootHolding[],
): Step[] {
  const met = matrix.duties[duty];
  if (met === undefined) return [];
  const rank = new Map([...ways.keys()].map((identity, i) => [identity, i]));
  const candidates = holdings
    .filter(({ item }) => meetsDuty(matrix, item, duty))
    .flatMap((holding) => {
      const way = ways.get(holding.grant.identity);
      if (way === undefined) return [];
      const chain = containment(matrix, met, holding.item);
      const order = rank.get(holding.grant.identity) ?? 0;
      return [{ holding, way, chain, order, length: way.length + chain.length }];
    });
  // holdings of one identity are in order of their content already, and the sort is stable
  candidates.sort((a, b) => a.length - b.length || a.order - b.order || a.holding.item - b.holding.item);
  return candidates
    .slice(0, 1)
    .flatMap(({ way, holding, chain }) => [
      ...way.map(controlsStep),
      holdsStep(holding),
      ...containsSteps(matrix, chain),
      { step: 'meets', item: matrix.items[chain.at(-1) ?? -1] ?? '', duty: met.id, title: met.title },
    ]);
}

/** Item numbers from `item` down to the nearest member of the duty, first by code point; empty without one. */
function containment(matrix: ConflictMatrix, duty: CompiledDuty, item: number): readonly number[] {
  const chains = new Map<number, readonly number[]>([[item, [item]]]);
  for (const [member, chain] of chains) {
    if (hasBit(duty.members, member)) return chain;
    for (const child of matrix.children[member] ?? []) {
      if (!chains.has(child)) chains.set(child, [...chain, child]);
    }
  }
  return [];
}

function controlsStep({ from, to, control: { how, strength, window } }: Edge): Step {
  return { step: 'controls', from, how, strength, to, window };
}

function holdsStep({ grant: { identity, item, state, window } }: RootHolding): Step {
  return { step: 'holds', identity, item, state, window: { from: window.from, until: window.until } };
}

function containsSteps({ items }: ConflictMatrix, chain: readonly number[]): Step[] {
  return chain.slice(1).map((item, i) => {
    return { step: 'contains', role: items[chain[i] ?? -1] ?? '', item: items[item] ?? '' };
  });
}
