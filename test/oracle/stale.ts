/** Stale sources (SEMANTICS §4): what they alone tell may be no more. */
import type { Control, FullCase, Grant, Source, World } from './full-form.js';
import { contentOf } from './sides.js';

/** Sources not confirmed for longer than their longest age. */
export function staleSources({ world, at }: FullCase): readonly Source[] {
  return (world.sources ?? []).filter(({ confirmedAt, longestAgeMs }) => at - confirmedAt > longestAgeMs);
}

/** The facts that not only stale sources tell. */
export function soundWorld(stated: FullCase): World {
  const { world } = stated;
  const stale = staleSources(stated);
  const heard = (world.sources ?? []).filter((source) => !stale.includes(source)).map(({ id }) => id);
  const isHeard = ({ source }: Grant | Control) => source === undefined || heard.includes(source);
  const sound = <F extends Grant | Control>(facts: readonly F[]) =>
    facts.filter((fact) => facts.some((other) => contentOf(other) === contentOf(fact) && isHeard(other)));
  return { ...world, grants: sound(world.grants), controls: sound(world.controls) };
}
