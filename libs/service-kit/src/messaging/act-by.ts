import { ActIncomplete } from './errors.js';

/** Who does something by hand, and why; kept for ever. */
export interface ActBy {
  readonly actor: string;
  readonly reason: string;
}

/** The act without blanks around. Throws `ACT_INCOMPLETE` when actor or reason is missing. */
export function complete({ actor, reason }: ActBy): ActBy {
  const act = { actor: actor.trim(), reason: reason.trim() };
  if (!act.actor || !act.reason) throw new ActIncomplete('an act by hand needs an actor and a reason');
  return act;
}
