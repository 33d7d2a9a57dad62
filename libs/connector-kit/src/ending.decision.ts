import type { Millis, SystemId } from '@countersign/contracts';
import type { Ended } from '@countersign/contracts/connector';
import {
  type Effect,
  isEmpty,
  isOver,
  type Place,
  type PlaceFacts,
  type PlaceMemory,
} from './place.decision.js';

/** What the clock alone changes at a place. */
export interface Ending {
  readonly effect: Effect;
  readonly memory: PlaceMemory;
  readonly ended: Ended;
}

/**
 * Ends every grant whose `until` has come, and the permission when nobody else wants it held. Needs no order, no evidence, no broker.
 * Null when nothing is over, e.g. because an order ended it first.
 */
export function decideEnding(facts: PlaceFacts, system: SystemId, place: Place, now: Millis): Ending | null {
  const { memory } = facts;
  const over = memory?.state.grants.filter((grant) => isOver(grant.until, now)) ?? [];
  if (!memory || over.length === 0) return null;
  const state = {
    ...memory.state,
    grants: memory.state.grants.filter((grant) => !isOver(grant.until, now)),
  };
  return {
    effect: isEmpty(state) ? 'remove' : 'none',
    memory: { ...memory, state },
    ended: {
      system,
      ...place,
      token: memory.token,
      ended: over.map(({ clearance }) => clearance),
      state,
      at: now,
      findings: [],
    },
  };
}
