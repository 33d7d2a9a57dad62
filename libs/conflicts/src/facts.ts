import type { Scope } from './scope.js';
import type { Window } from './window.js';

/** What an identity is. Only whether it is a person matters to a judgement, and to selectors of edges. */
export type Kind = 'person' | 'account' | 'service' | 'workload' | 'agent' | 'pipeline';

/** Owns a credential, deploys, knows a secret … / administers, can reset. Both count for conflicts. */
export type Strength = 'acts-as' | 'take-over';

/** `from` can act as `to` within the window. */
export interface Control {
  readonly from: string;
  readonly to: string;
  /**
   * What the control rests on, e.g. `owner`, `deployer`, `can-reset`; any word. `linked` between two persons, or
   * between two identities neither of which is a person, holds both ways. By `carries`, what an account
   * of several carries, nobody is one with another: each who uses it can do what any of them can, and is a head of her own.
   */
  readonly how: string;
  readonly strength: Strength;
  readonly window: Window;
  /** Knowledge of a secret: ends not with its window but at the first rotation of `to` at or after that; without one, never. */
  readonly lasting?: true;
  /** Id of the `Source` that states it; without one it is never stale. */
  readonly source?: string;
}

/** `held` and `reserved` count; `pending` and `asked` ones among the facts of a world do not. */
export type GrantState = 'held' | 'reserved' | 'pending' | 'asked';

/**
 * An identity may use an entitlement or role within a window and a scope. A grant is its content, (identity, item,
 * window, scope); the state only says whether it counts.
 */
export interface Grant {
  readonly identity: string;
  /**
   * Id of an entitlement or role, or a pattern over entitlements: what it might give counts as given. `role:<name>@<n>`, of what is
   * held: an earlier version of the role; what that gave is stated beside it.
   */
  readonly item: string;
  readonly window: Window;
  readonly state: GrantState;
  /** Default: ALL on every dimension. */
  readonly scope?: Scope;
  /** Id of the `Source` that states it; without one it is never stale. */
  readonly source?: string;
}

/** All secrets of `identity` are new from `at` (ms) on. */
export interface Rotation {
  readonly identity: string;
  readonly at: number;
}

/**
 * An approved record that `root` has `take-over` power of this kind, with the control that makes up for it: within
 * the window such control leaves the root's closure. That it is still published as a finding is the caller's matter.
 */
export interface Recognised {
  readonly root: string;
  readonly how: string;
  readonly window: Window;
  readonly control: string;
}

/** An approved record that one root may break one version of one rule, in these legs, objects and window. */
export interface Exception {
  readonly id: string;
  readonly root: string;
  readonly rule: string;
  /** A changed rule is a new version, and no longer covered. */
  readonly version: number;
  /** Ids of legs as conflicts name them; default: all that the rule had at this version. */
  readonly legs?: readonly string[];
  /** Default: every object. */
  readonly objects?: Scope;
  readonly window: Window;
  readonly control: string;
}

/** Who states facts, and how fresh its word is. */
export interface Source {
  readonly id: string;
  /** Instant (ms) of its last word or heartbeat. */
  readonly confirmedAt: number;
  /** Older than so many ms it is stale. */
  readonly longestAgeMs: number;
  /** Whose grants, and whose control over others, it can tell; `about` is a pattern over ids of identities. */
  readonly tells: readonly { readonly what: 'grants' | 'controls'; readonly about: string }[];
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
  /** Own scope of an identity, by which selectors name it; without one, ALL. */
  readonly scopes?: ReadonlyMap<string, Scope>;
  readonly rotations?: readonly Rotation[];
  readonly recognised?: readonly Recognised[];
  readonly exceptions?: readonly Exception[];
  readonly sources?: readonly Source[];
}

/** What a request asks, taking effect at once: counted grants and controls that end, and those that begin. */
export interface Change {
  /** Each ends one counted grant of equal content; one that equals none has no effect. */
  readonly drop: readonly Grant[];
  /** Their state is not looked at: what is added is `asked`. */
  readonly add: readonly Grant[];
  /** Each ends one control of equal content. */
  readonly dropControls?: readonly Control[];
  readonly addControls?: readonly Control[];
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
