import type { Kind, Strength } from './facts.js';
import type { Scope } from './scope.js';

/**
 * What a bundle says about conflicts, as data: the input of `compileMatrix`. Ids are compared exactly.
 * Unknown properties are refused, never ignored: a construct this engine does not know could only have
 * made a rule stricter or a duty wider than we would read it.
 */
export interface RuleBook {
  /** Names of the dimensions that scopes and rules may use. Default: none. */
  readonly dimensions?: readonly string[];
  /** The catalogue: `system:resource:action`, no `*`, not beginning with `role:` or `duty:`. */
  readonly entitlements: readonly (string | EntitlementDefinition)[];
  readonly roles: readonly RoleDefinition[];
  readonly duties: readonly DutyDefinition[];
  /** At least one: a bundle without rules is refused. */
  readonly rules: readonly RuleDefinition[];
  /** What gives what: who can exercise all premises can also exercise, or control, something else. */
  readonly edges?: readonly EdgeDefinition[];
}

/** A catalogued entitlement with attributes, by which classes select it. */
export interface EntitlementDefinition {
  readonly id: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** What a role contains, and where; without a scope, everywhere the role is held. */
export type Content = string | { readonly item: string; readonly scope?: Scope };

/** A named version of entitlements and roles; nesting is acyclic. */
export interface RoleDefinition {
  /** `role:<name>`. */
  readonly id: string;
  /** Whole number from 1. */
  readonly version: number;
  /** Catalogued entitlements, or patterns. */
  readonly entitlements: readonly Content[];
  /** Roles nested in this one. */
  readonly roles: readonly Content[];
}

/** Catalogued entitlements that have all these attributes. */
export interface ClassLeaf {
  readonly class: Readonly<Record<string, string>>;
}

/**
 * An entitlement, a pattern, `role:…` (met by whoever holds the role, directly or nested), `duty:…` (another duty),
 * or a class.
 */
export type Leaf = string | ClassLeaf;

/** Met by any of its branches. */
export interface AnyOf {
  readonly any: readonly DutyTree[];
}

/** Met where all branches are met at once, on one value of each dimension of `same` and of the asking rule. */
export interface AllOf {
  readonly all: readonly DutyTree[];
  readonly same?: readonly string[];
}

/** The same of at least so many branches. */
export interface AtLeastOf {
  readonly atLeast: number;
  readonly of: readonly DutyTree[];
  readonly same?: readonly string[];
}

export type DutyTree = Leaf | AnyOf | AllOf | AtLeastOf;

/** One business thing that somebody can do. */
export type DutyDefinition = {
  /** `duty:<name>`, so that trees of other duties can name it. */
  readonly id: string;
  /** Shown to people; default: the id. */
  readonly title?: string;
} & (AnyOf | AllOf | AtLeastOf);

/** What a broken rule in rollout `enforce` does to a request; `never-approvable` is a `prohibit` that no exception covers. */
export type Effect = 'prohibit' | 'never-approvable' | 'dual-approval' | 'time-bound';

/** `off`: not judged; `record`: a finding, nothing shown; `warn`: shown, no effect; `enforce`: has its effect. */
export type Rollout = 'off' | 'record' | 'warn' | 'enforce';

/** What all rules have. */
export interface RuleBase {
  readonly id: string;
  /** Whole number from 1; a changed rule is a new version. */
  readonly version: number;
  /** Shown to people. */
  readonly title: string;
  /** The control this rule serves, as a sentence or a reference; shown to people. */
  readonly control?: string;
  readonly effect: Effect;
  readonly rollout: Rollout;
  /** For `time-bound`, and only there: the longest total time (ms) one root's region may have within any period. 1 ms … 100 years. */
  readonly maxDurationMs?: number;
  /** The period (ms) that `maxDurationMs` is counted in; not shorter than it. Default: twice as long. */
  readonly perMs?: number;
  /** The rule looks at each combination of values of these dimensions by itself. Default: none. */
  readonly dimensions?: readonly string[];
  /** Lets a change pass that only repeats what the rule finds already. */
  readonly repeatsPass?: true;
}

/** Duties that may not meet in one root at one time (and object). */
export interface DutyRule extends RuleBase {
  /** Ids of two or more different duties. Their order means nothing. */
  readonly legs: readonly string[];
  /** How many legs together break the rule; 2 … number of legs, default all of them. */
  readonly threshold?: number;
}

/** At most so many of these in one root; a pattern or class stands for every single entitlement that it matches. */
export interface SetRule extends RuleBase {
  readonly set: readonly Leaf[];
  readonly most: number;
}

/** At most so many holders of a duty. */
export interface HoldersRule extends RuleBase {
  readonly holders: string;
  readonly most: number;
}

/** Whoever meets the duty `when` meets `needs` at the same time and object, or `anywhere`. */
export interface PrerequisiteRule extends RuleBase {
  readonly when: string;
  readonly needs: string;
  readonly anywhere?: true;
}

export type RuleDefinition = DutyRule | SetRule | HoldersRule | PrerequisiteRule;

/** Names identities: of this kind, with an id that fits this pattern, or both. */
export interface Selector {
  readonly kind?: Kind;
  readonly identity?: string;
}

/** Who can exercise all premises, where their scopes meet, can also exercise an entitlement or control identities. */
export interface EdgeDefinition {
  readonly id: string;
  /** Entitlements, patterns or roles; at least one. */
  readonly premises: readonly string[];
  readonly gives:
    | { readonly entitlement: string }
    | {
        readonly control: Selector;
        readonly how: string;
        /** Default: `take-over`. */
        readonly strength?: Strength;
        readonly lasting?: true;
      };
  /** Dimension of the premises → dimension of what is given; `null`: it does not matter there. Default: itself. */
  readonly map?: Readonly<Record<string, string | null>>;
}

/** Every effect this engine knows. */
export const EFFECTS: readonly Effect[] = ['prohibit', 'never-approvable', 'dual-approval', 'time-bound'];

/** Every rollout this engine knows. */
export const ROLLOUTS: readonly Rollout[] = ['off', 'record', 'warn', 'enforce'];

/** 100 years: a longer bound is a typing error, and sums of instants stay exact. */
export const MAX_DURATION_MS = 100 * 365.25 * 24 * 3600 * 1000;

/** What the id of a role begins with and the id of an entitlement never does. */
export const ROLE_PREFIX = 'role:';

/**
 * The role that `role:<name>@<n>` is an earlier version of; every other item is itself. Of what an earlier version gave the bundle knows
 * nothing any more: its holder has the role, for whatever names it, and beside it what she kept.
 */
export const withoutVersion = (item: string): string =>
  item.startsWith(ROLE_PREFIX) ? item.replace(/@\d+$/, '') : item;

/** What the id of a duty begins with where another duty names it. */
export const DUTY_PREFIX = 'duty:';
