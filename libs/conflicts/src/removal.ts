import { addsNoControl } from './control-edge.js';
import type { Change, World } from './facts.js';
import { addsNoGrant } from './holding.js';
import { isSourcedIn, sourced } from './source.js';

/** Whether every grant and control of after lies inside one of before (SEMANTICS §4). */
export function isRemoval(world: World, change: Change, at: number): boolean {
  const { grants, controls } = sourced(world, change).world;
  const isRead = [...change.add, ...(change.addControls ?? [])].every(isSourcedIn(world));
  return isRead && addsNoGrant(grants, change, at) && addsNoControl(controls, change, at);
}
