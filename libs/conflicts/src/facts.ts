import type { Window } from './window.js';

/** What an identity is. Only whether it is a person matters to a judgement. */
export type Kind = 'person' | 'account' | 'service' | 'workload' | 'agent' | 'pipeline';

/** Owns a credential, deploys, knows a secret … / administers, can reset. Both count for conflicts. */
export type Strength = 'acts-as' | 'take-over';

/** `from` can act as `to` within the window. */
export interface Control {
  readonly from: string;
  readonly to: string;
  /**
   * What the control rests on, e.g. `owner`, `deployer`, `can-reset`; any word. `linked` between two persons, or
   * between two identities neither of which is a person, holds both ways.
   */
  readonly how: string;
  readonly strength: Strength;
  readonly window: Window;
}

/** `held` and `reserved` count; `pending` and `asked` ones among the facts of a world do not. */
export type GrantState = 'held' | 'reserved' | 'pending' | 'asked';

/**
 * An identity may use an entitlement or role within a window. A grant is its content, (identity, item, window);
 * the state only says whether it counts.
 */
export interface Grant {
  readonly identity: string;
  /** Id of an entitlement or role. */
  readonly item: string;
  readonly window: Window;
  readonly state: GrantState;
}

/**
 * The facts that a judgement rests on. Their order means nothing. The caller gives every control and counted
 * grant of the roots that the change may touch; more is harmless, less is not.
 */
export interface World {
  readonly controls: readonly Control[];
  readonly grants: readonly Grant[];
  /** Every known identity with its `Kind`. One that is missing, or of another kind, is unknown. */
  readonly kinds: ReadonlyMap<string, string>;
}

/** What a request asks, taking effect at once: counted grants that end, and grants that begin. */
export interface Change {
  /** Each ends one counted grant of equal content; one that equals none has no effect. */
  readonly drop: readonly Grant[];
  /** Their state is not looked at: what is added is `asked`. */
  readonly add: readonly Grant[];
}

/** Every kind of identity this engine knows. */
export const KINDS: readonly string[] = [
  'person',
  'account',
  'service',
  'workload',
  'agent',
  'pipeline',
] satisfies Kind[];

/** Every strength of control this engine knows. */
export const STRENGTHS: readonly string[] = ['acts-as', 'take-over'] satisfies Strength[];

/** Every state of a grant this engine knows. */
export const GRANT_STATES: readonly string[] = [
  'held',
  'reserved',
  'pending',
  'asked',
] satisfies GrantState[];
