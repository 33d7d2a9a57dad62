import type { RuleKind } from './conflict-matrix.js';
import type { GrantState, Strength } from './facts.js';
import type { Effect, Rollout } from './rule-book.js';
import type { Scope } from './scope.js';
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

/** For each dimension that a region tells apart, a value, or `*` for every value that is not listed. */
export type ShownObject = Readonly<Record<string, string>>;

/** One rule broken in one root by the change. */
export interface Conflict {
  readonly rule: string;
  readonly version: number;
  readonly title: string;
  /** The control the rule serves, where the bundle names one. */
  readonly control: string | null;
  readonly effect: Effect;
  readonly rollout: Rollout;
  readonly kind: RuleKind;
  /** `*` for a rule on holders. */
  readonly root: string;
  /** Later roots with an equal finding that this root and they control mutually throughout; shown once, here. */
  readonly sameFor: readonly string[];
  readonly class: ConflictClass;
  /** Whether this conflict alone refuses the change. */
  readonly vetoes: boolean;
  /** Whether every instant, object and legs that are new, larger or newly witnessed are covered by one exception each. */
  readonly covered: boolean;
  /** Ids of the exceptions that cover any of it, in order. */
  readonly exceptions: readonly string[];
  /** For each dimension that the region tells apart, the values at which it is another than at `*`. */
  readonly values: Scope;
  /** The region after the change, from the instant of judgement on, by object (`*` last), then time. */
  readonly windows: readonly RegionRow[];
  /** The first instant (ms) at which the change makes the region new, larger or newly witnessed; paths hold here. */
  readonly shownAt: number;
  /** The first object, as rows name them, at which it does so then. */
  readonly shownObject: ShownObject;
  /** The legs met there, by duty; for a rule on holders the heads, for a prerequisite what asks for it. */
  readonly legs: readonly ConflictLeg[];
}

/** A maximal interval throughout which the same legs are met for one object. */
export interface RegionRow extends Window {
  readonly object: ShownObject;
  /** Ids of the duties met, in order. */
  readonly legs: readonly string[];
}

/** One leg, and the shortest way in which the root meets it. */
export interface ConflictLeg {
  /** Id of the duty; of the single member of a set; of the head, for a rule on holders. */
  readonly duty: string;
  /** The duty's name for people. */
  readonly title: string;
  readonly path: readonly Step[];
}

/**
 * One step of a derivation: controls*, holds, contains*, meets. After what an identity holds, `confers` steps lead
 * to an entitlement, or to an identity that is controlled and goes on from there. Where several branches of a duty are
 * met, their derivations follow each other, each with a `meets` of its own.
 */
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
      /** Where the grant has one. */
      readonly scope?: Scope;
    }
  | { readonly step: 'contains'; readonly role: string; readonly item: string }
  | {
      readonly step: 'confers';
      /** Id of the edge. */
      readonly edge: string;
      /** The entitlement given, or the identity controlled. */
      readonly gives: string;
      /** Derivations of the further premises. */
      readonly others: readonly (readonly Step[])[];
    }
  | { readonly step: 'meets'; readonly item: string; readonly duty: string; readonly title: string };

/** Why a change cannot be judged. Closed: a new reason is a new code. */
export type HoldCode =
  | 'NO_BUNDLE'
  | 'NO_RULES'
  | 'UNKNOWN_ITEM'
  | 'UNKNOWN_IDENTITY'
  | 'EMPTY_WINDOW'
  | 'EMPTY_SCOPE'
  | 'MALFORMED_FACT'
  | 'STALE_SOURCE'
  | 'BUDGET_EXCEEDED';

/** One reason. */
export interface Hold {
  readonly code: HoldCode;
  readonly message: string;
}
