import { controlText, isSoundControl } from './control-edge.js';
import type { Source, World } from './facts.js';
import { grantText, isSound } from './holding.js';
import type { Hold } from './judgement.js';
import { isSourcedIn } from './source.js';
import { canMeet } from './pattern.js';

/** The sources whose last word is older than they allow. */
export function staleSources({ sources = [] }: World, at: number): Source[] {
  return sources.filter(({ confirmedAt, longestAgeMs }) => at - confirmedAt > longestAgeMs);
}

/** The world without the facts that only stale sources tell: every fact of equal content has a stale source. */
export function withoutStale(world: World, stale: readonly Source[]): World {
  const heard = { sources: (world.sources ?? []).filter((source) => !stale.includes(source)) };
  const isFresh = isSourcedIn(heard);
  const grants = world.grants.filter(isSound);
  const told = new Set(grants.filter(isFresh).map(grantText));
  const toldControls = new Set(
    world.controls.filter((c) => isSoundControl(c) && isFresh(c)).map(controlText),
  );
  return {
    ...world,
    grants: grants.filter((grant) => told.has(grantText(grant))),
    controls: world.controls.filter(
      (control) => isSoundControl(control) && toldControls.has(controlText(control)),
    ),
  };
}

/** Whether a source can tell whose grants, or whose control over others, one of these identities' are. */
export function canTell({ tells }: Source, identities: ReadonlySet<string>): boolean {
  return tells.some(({ about }) => [...identities].some((identity) => canMeet(about, identity)));
}

/** One hold for each. */
export function staleHolds(sources: readonly Source[]): Hold[] {
  return sources.map(({ id }) => {
    return { code: 'STALE_SOURCE', message: `source \`${id}\` has not confirmed for too long what it tells` };
  });
}
