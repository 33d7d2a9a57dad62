import type { GrantState, Strength } from './facts.js';
import type { Effect, Rollout } from './rule-book.js';
import type { Window } from './window.js';

/**
 * `pass`: nothing stands against it, provided every demand is met; `veto`: refused; `hold`: cannot be judged,
 * and never becomes a yes by waiting alone.
 */
export type Outcome = 'pass' | 'veto' | 'hold';

/** What a change does to one root's region of one rule (SEMANTICS §4). A change that does nothing is not listed. */
export type ConflictClass = 'creates' | 'extends' | 'repeats';

/**
 * The answer to a change. Same facts, bundle and instant give an equal judgement, in whatever order the facts
 * and the bundle list their parts.
 */
export interface Judgement {
  readonly outcome: Outcome;
  readonly demands: Demands;
  /** Every conflict that the change creates, extends or repeats, by rule, then root. */
  readonly conflicts: readonly Conflict[];
  /** Why it cannot be judged, by code, then message; also given beside a veto. */
  readonly holds: readonly Hold[];
}

/** What a request still needs besides passing, or could change to pass. */
export interface Demands {
  /** Ids of the `dual-approval` rules in `enforce` that are broken, in order; all are to be met. */
  readonly dualApproval: readonly string[];
  /**
   * Set only with outcome `veto`, when nothing but time bounds refuses: the same request with every window
   * ended at this instant (ms) or before passes them, and no later common end does.
   */
  readonly maxUntil: number | null;
}

/** One rule broken in one root by the change. */
export interface Conflict {
  readonly rule: string;
  readonly version: number;
  readonly title: string;
  /** The control the rule serves, where the bundle names one. */
  readonly control: string | null;
  readonly effect: Effect;
  readonly rollout: Rollout;
  readonly root: string;
  /** Later roots with an equal finding that this root and they control mutually throughout; shown once, here. */
  readonly sameFor: readonly string[];
  readonly class: ConflictClass;
  /** Whether this conflict alone refuses the change. */
  readonly vetoes: boolean;
  /** The region after the change, from the instant of judgement on: maximal intervals with the legs met. */
  readonly windows: readonly RegionRow[];
  /** The first instant (ms) at which the change makes the region new, larger or newly witnessed; paths hold here. */
  readonly shownAt: number;
  /** The legs met at `shownAt`, by duty. */
  readonly legs: readonly ConflictLeg[];
}

/** A maximal interval throughout which the same legs are met. */
export interface RegionRow extends Window {
  /** Ids of the duties met, in order. */
  readonly legs: readonly string[];
}

/** One leg, and the shortest way in which the root meets it. */
export interface ConflictLeg {
  readonly duty: string;
  /** The duty's name for people. */
  readonly title: string;
  readonly path: readonly Step[];
}

/** One step of a derivation: controls*, holds, contains*, meets. */
export type Step =
  | {
      readonly step: 'controls';
      readonly from: string;
      readonly how: string;
      readonly strength: Strength;
      readonly to: string;
      readonly window: Window;
    }
  | {
      readonly step: 'holds';
      readonly identity: string;
      readonly item: string;
      readonly state: GrantState;
      readonly window: Window;
    }
  | { readonly step: 'contains'; readonly role: string; readonly item: string }
  | { readonly step: 'meets'; readonly item: string; readonly duty: string; readonly title: string };

/** Why a change cannot be judged. Closed: a new reason is a new code. */
export type HoldCode =
  'NO_BUNDLE' | 'NO_RULES' | 'UNKNOWN_ITEM' | 'UNKNOWN_IDENTITY' | 'EMPTY_WINDOW' | 'MALFORMED_FACT';

/** One reason. */
export interface Hold {
  readonly code: HoldCode;
  readonly message: string;
}
