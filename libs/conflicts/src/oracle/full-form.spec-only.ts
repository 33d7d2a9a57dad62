/**
 * The types of the library's full form, until the engine exports them itself: facts, rule book and answer as
 * docs and both implementations agree on them. Types only.
 */
import type {
  ConflictClass,
  ConflictLeg,
  GrantState,
  HoldCode,
  Outcome,
  Rollout,
  Strength,
  Window,
} from '../index.js';

/** dimension → values; a missing dimension is ALL; a dimension without a value makes the scope empty. */
export type Scope = Readonly<Record<string, readonly string[]>>;

export interface Grant {
  readonly identity: string;
  /** Entitlement, pattern or role. */
  readonly item: string;
  readonly window: Window;
  readonly state: GrantState;
  readonly scope?: Scope;
  readonly source?: string;
}

export interface Control {
  readonly from: string;
  readonly to: string;
  readonly how: string;
  readonly strength: Strength;
  readonly window: Window;
  /** Ends not with its window but at the next rotation of `to`. */
  readonly lasting?: true;
  readonly source?: string;
}

/** All secrets of `identity` are new from `at` on. */
export interface Rotation {
  readonly identity: string;
  readonly at: number;
}

/** An approved, expiring record that `root` has this kind of take-over. */
export interface Recognised {
  readonly root: string;
  readonly how: string;
  readonly window: Window;
  readonly control: string;
}

export interface Exception {
  readonly id: string;
  readonly root: string;
  readonly rule: string;
  readonly version: number;
  readonly legs?: readonly string[];
  readonly objects?: Scope;
  readonly window: Window;
  readonly control: string;
}

export interface Source {
  readonly id: string;
  readonly confirmedAt: number;
  readonly longestAgeMs: number;
  /** `about`: a pattern over identity ids. */
  readonly tells: readonly { readonly what: 'grants' | 'controls'; readonly about: string }[];
}

export interface World {
  readonly controls: readonly Control[];
  readonly grants: readonly Grant[];
  readonly kinds: ReadonlyMap<string, string>;
  readonly scopes?: ReadonlyMap<string, Scope>;
  readonly rotations?: readonly Rotation[];
  readonly recognised?: readonly Recognised[];
  readonly exceptions?: readonly Exception[];
  readonly sources?: readonly Source[];
}

export interface Change {
  readonly drop: readonly Grant[];
  readonly add: readonly Grant[];
  readonly dropControls?: readonly Control[];
  readonly addControls?: readonly Control[];
}

export interface EntitlementDefinition {
  readonly id: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

export type Content = string | { readonly item: string; readonly scope?: Scope };

export interface RoleDefinition {
  readonly id: string;
  readonly version: number;
  readonly entitlements: readonly Content[];
  readonly roles: readonly Content[];
}

/** Catalogued entitlements that have all of these attributes. */
export interface ClassLeaf {
  readonly class: Readonly<Record<string, string>>;
}

/** A string is an entitlement, a pattern, `role:…` or `duty:…`. */
export type Leaf = string | ClassLeaf;

interface AnyOf {
  readonly any: readonly DutyTree[];
}
interface AllOf {
  readonly all: readonly DutyTree[];
  readonly same?: readonly string[];
}
interface AtLeastOf {
  readonly atLeast: number;
  readonly of: readonly DutyTree[];
  readonly same?: readonly string[];
}
export type DutyTree = Leaf | AnyOf | AllOf | AtLeastOf;
export type DutyDefinition = { readonly id: string; readonly title?: string } & (AnyOf | AllOf | AtLeastOf);

export type Effect = 'prohibit' | 'never-approvable' | 'dual-approval' | 'time-bound';

interface RuleBase {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly control?: string;
  readonly effect: Effect;
  readonly rollout: Rollout;
  readonly maxDurationMs?: number;
  readonly perMs?: number;
  readonly dimensions?: readonly string[];
  readonly repeatsPass?: true;
}
export type ConflictRule = RuleBase & { readonly legs: readonly string[]; readonly threshold?: number };
export type SetRule = RuleBase & { readonly set: readonly Leaf[]; readonly most: number };
export type HoldersRule = RuleBase & { readonly holders: string; readonly most: number };
export type PrerequisiteRule = RuleBase & {
  readonly when: string;
  readonly needs: string;
  readonly anywhere?: true;
};
export type RuleDefinition = ConflictRule | SetRule | HoldersRule | PrerequisiteRule;

/** Who an edge gives control over; both given: both must match. `identity`: a pattern over ids. */
export interface Selector {
  readonly kind?: string;
  readonly identity?: string;
}

export interface GivesControl {
  readonly control: Selector;
  readonly how: string;
  /** Default `take-over`. */
  readonly strength?: Strength;
  readonly lasting?: true;
}

export interface EdgeDefinition {
  readonly id: string;
  readonly premises: readonly string[];
  readonly gives: { readonly entitlement: string } | GivesControl;
  readonly map?: Readonly<Record<string, string | null>>;
}

export interface RuleBook {
  readonly dimensions?: readonly string[];
  readonly entitlements: readonly (string | EntitlementDefinition)[];
  readonly roles: readonly RoleDefinition[];
  readonly duties: readonly DutyDefinition[];
  readonly rules: readonly RuleDefinition[];
  readonly edges?: readonly EdgeDefinition[];
}

export type RuleKind = 'conflict' | 'set' | 'holders' | 'prerequisite';

/** A combination of values of a rule's dimensions; `*` stands for every value that is not listed. */
export type ObjectOf = Readonly<Record<string, string>>;

export interface RegionRow extends Window {
  readonly object: ObjectOf;
  readonly legs: readonly string[];
}

export interface Conflict {
  readonly rule: string;
  readonly kind: RuleKind;
  readonly root: string;
  readonly sameFor: readonly string[];
  readonly class: ConflictClass;
  readonly vetoes: boolean;
  readonly covered: boolean;
  readonly exceptions: readonly string[];
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly windows: readonly RegionRow[];
  readonly shownAt: number;
  readonly shownObject: ObjectOf;
  readonly legs: readonly (Pick<ConflictLeg, 'duty'> & { readonly path: readonly unknown[] })[];
}

export type FullHoldCode = HoldCode | 'STALE_SOURCE' | 'BUDGET_EXCEEDED' | 'EMPTY_SCOPE';

/** What a comparison reads of a judgement. */
export interface FullJudgement {
  readonly outcome: Outcome;
  readonly demands: { readonly dualApproval: readonly string[]; readonly maxUntil: number | null };
  readonly conflicts: readonly Conflict[];
  readonly holds: readonly { readonly code: FullHoldCode }[];
}

/** One case: a rule book, facts and a change, judged at an instant. */
export interface FullCase {
  readonly book: RuleBook;
  readonly world: World;
  readonly change: Change;
  readonly at: number;
}
