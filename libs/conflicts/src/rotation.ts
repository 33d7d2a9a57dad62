import type { Rotation } from './facts.js';
import { groupBy } from './group-by.js';
import { byInstant, isInstant, type Span } from './window.js';

/** Instants of the rotations of each identity, rising. */
export type Rotations = ReadonlyMap<string, readonly number[]>;

export function rotationsOf(rotations: readonly Rotation[] = []): Rotations {
  const groups = groupBy(
    rotations.filter(({ at }) => isInstant(at)),
    ({ identity }) => identity,
  );
  return new Map([...groups].map(([identity, all]) => [identity, all.map(({ at }) => at).sort(byInstant)]));
}

/** Knowledge of a secret of `identity` from something that holds in `span`: until the first rotation at its end or later, else for ever. */
export function untilRotation(rotations: Rotations, identity: string, { from, until }: Span): Span {
  const next = (rotations.get(identity) ?? []).find((at) => at >= until);
  return { from, until: next ?? Infinity };
}
