/**
 * What a bundle says about conflicts, as data: the input of `compileMatrix`. Ids are compared exactly.
 * Unknown properties are refused, never ignored: a construct this engine does not know could only have
 * made a rule stricter or a duty wider than we would read it.
 */
export interface RuleBook {
  /** The catalogue: `system:resource:action`, no `*`, not beginning with `role:`. */
  readonly entitlements: readonly string[];
  readonly roles: readonly RoleDefinition[];
  readonly duties: readonly DutyDefinition[];
  /** At least one: a bundle without rules is refused. */
  readonly rules: readonly RuleDefinition[];
}

/** A named version of entitlements and roles; nesting is acyclic. */
export interface RoleDefinition {
  /** `role:<name>`. */
  readonly id: string;
  /** Whole number from 1. */
  readonly version: number;
  readonly entitlements: readonly string[];
  /** Roles nested in this one. */
  readonly roles: readonly string[];
}

/** A set of entitlements that do one business thing; met by any of its members. */
export interface DutyDefinition {
  readonly id: string;
  /** Shown to people; default: the id. */
  readonly title?: string;
  /** Entitlements, or roles (met by whoever holds the role, directly or nested). Not empty. */
  readonly any: readonly string[];
}

/** What a broken rule in rollout `enforce` does to a request. */
export type Effect = 'prohibit' | 'dual-approval' | 'time-bound';

/** `off`: not judged; `record`: a finding, nothing shown; `warn`: shown, no effect; `enforce`: has its effect. */
export type Rollout = 'off' | 'record' | 'warn' | 'enforce';

/** Duties that may not meet in one root at one time. */
export interface RuleDefinition {
  readonly id: string;
  /** Whole number from 1; a changed rule is a new version. */
  readonly version: number;
  /** Shown to people. */
  readonly title: string;
  /** The control this rule serves, as a sentence or a reference; shown to people. */
  readonly control?: string;
  /** Ids of two or more different duties. Their order means nothing. */
  readonly legs: readonly string[];
  /** How many legs together break the rule; 2 … number of legs, default all of them. */
  readonly threshold?: number;
  readonly effect: Effect;
  readonly rollout: Rollout;
  /**
   * For `time-bound`, and only there: the longest total time (ms) one root's region may have within any
   * period of twice that length. 1 ms … 100 years.
   */
  readonly maxDurationMs?: number;
}

/** Every effect this engine knows. */
export const EFFECTS: readonly Effect[] = ['prohibit', 'dual-approval', 'time-bound'];

/** Every rollout this engine knows. */
export const ROLLOUTS: readonly Rollout[] = ['off', 'record', 'warn', 'enforce'];

/** 100 years: a longer bound is a typing error, and sums of instants stay exact. */
export const MAX_DURATION_MS = 100 * 365.25 * 24 * 3600 * 1000;

/** What the id of a role begins with and the id of an entitlement never does. */
export const ROLE_PREFIX = 'role:';
