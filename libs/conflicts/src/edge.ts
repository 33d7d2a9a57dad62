import { type Box, meetBoxes, meetValues } from './box.js';
import type { Strength } from './facts.js';
import { groupBy } from './group-by.js';
import type { EdgeDefinition, Selector } from './rule-book.js';

/** A confers edge as the engine follows it. */
export interface CompiledEdge {
  readonly id: string;
  /** Premises in code point order, each as the number of a leaf. */
  readonly premises: readonly number[];
  /** For each dimension of what is given, the dimensions of the premises that have to agree on it. */
  readonly sources: readonly (readonly number[])[];
  readonly gives: GivenEntitlement | GivenControl;
}

export interface GivenEntitlement {
  readonly entitlement: string;
}

export interface GivenControl {
  readonly control: Selector;
  readonly how: string;
  readonly strength: Strength;
  readonly isLasting: boolean;
}

/** For each leaf that is a premise, the edges it is one of and its place among theirs. */
export type EdgesByPremise = ReadonlyMap<
  number,
  readonly { readonly edge: CompiledEdge; readonly place: number }[]
>;

export function edgesByPremise(edges: readonly CompiledEdge[]): EdgesByPremise {
  const places = edges.flatMap((edge) => edge.premises.map((premise, place) => ({ premise, edge, place })));
  return groupBy(places, ({ premise }) => premise);
}

export function givesControl(gives: CompiledEdge['gives']): gives is GivenControl {
  return 'control' in gives;
}

/** Compiles an edge; `premises` are the numbers of its leaves. */
export function compiledEdge(
  { id, gives, map }: EdgeDefinition,
  premises: readonly number[],
  dimensions: readonly string[],
): CompiledEdge {
  const target = (name: string) => (map !== undefined && Object.hasOwn(map, name) ? map[name] : name);
  const sources = dimensions.map((given) =>
    dimensions.flatMap((name, i) => (target(name) === given ? [i] : [])),
  );
  if ('entitlement' in gives) return { id, premises, sources, gives: { entitlement: gives.entitlement } };
  const { control, how, strength = 'take-over', lasting = false } = gives;
  return { id, premises, sources, gives: { control, how, strength, isLasting: lasting } };
}

/** Where something is given by premises that are met in these boxes: their mapped scopes met; `null`: nowhere. */
export function givenBox({ sources }: CompiledEdge, premises: readonly Box[]): Box | null {
  const mapped = premises.map((box) => mappedBox(sources, box));
  return mapped.reduce(
    (a, b) => (a === null || b === null ? null : meetBoxes(a, b)),
    sources.map(() => null),
  );
}

function mappedBox(sources: CompiledEdge['sources'], box: Box): Box | null {
  const mapped = sources.map((dimensions) =>
    dimensions.reduce<Box[number]>((values, d) => meetValues(values, box[d] ?? null), null),
  );
  return mapped.some((values) => values?.length === 0) ? null : mapped;
}
