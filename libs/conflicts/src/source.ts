import type { Change, World } from './facts.js';

interface Sourced {
  readonly source?: string;
}

/** Whether a fact of this world is stated by a source that it knows, or by none: any other cannot be read. */
export function isSourcedIn({ sources = [] }: Pick<World, 'sources'>): (fact: Sourced) => boolean {
  const known = new Set(sources.map(({ id }) => id));
  return ({ source }) => source === undefined || known.has(source);
}

/** The world and the change without the facts of unknown sources. */
export function sourced(world: World, change: Change): { world: World; change: Change } {
  const isSourced = isSourcedIn(world);
  return {
    world: {
      ...world,
      grants: world.grants.filter(isSourced),
      controls: world.controls.filter(isSourced),
    },
    change: {
      ...change,
      add: change.add.filter(isSourced),
      addControls: (change.addControls ?? []).filter(isSourced),
    },
  };
}
