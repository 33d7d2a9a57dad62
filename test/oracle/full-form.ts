/**
 * A case of the full form, and what an answer to it is made of (SEMANTICS §1, §3 and §4), in types of the oracle's own: nothing is taken
 * from the engine that it is compared with.
 */

/** Half-open `[from, until)`; `null` is ∞. */
export interface Window {
  readonly from: number;
  readonly until: number | null;
}

/** Dimension → values; one that is missing is ALL. */
export type Scope = Readonly<Record<string, readonly string[]>>;

// The rule book

export interface RuleBook {
  readonly dimensions?: readonly string[];
  readonly entitlements: readonly (string | EntitlementDefinition)[];
  readonly roles: readonly RoleDefinition[];
  readonly duties: readonly DutyDefinition[];
  readonly rules: readonly RuleDefinition[];
  readonly edges?: readonly EdgeDefinition[];
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

/** Every catalogued entitlement that has all these attributes. */
export interface ClassLeaf {
  readonly class: Readonly<Record<string, string>>;
}

/** An entitlement, a pattern, a role, another duty, or a class. */
export type Leaf = string | ClassLeaf;

type AnyOf = { readonly any: readonly DutyTree[] };
type AllOf = { readonly all: readonly DutyTree[]; readonly same?: readonly string[] };
type AtLeastOf = {
  readonly atLeast: number;
  readonly of: readonly DutyTree[];
  readonly same?: readonly string[];
};

export type DutyTree = Leaf | AnyOf | AllOf | AtLeastOf;

export type DutyDefinition = { readonly id: string; readonly title?: string } & (AnyOf | AllOf | AtLeastOf);

export type Effect = 'prohibit' | 'never-approvable' | 'dual-approval' | 'time-bound';

interface EveryRule {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly control?: string;
  readonly effect: Effect;
  readonly rollout: 'off' | 'record' | 'warn' | 'enforce';
  readonly maxDurationMs?: number;
  readonly perMs?: number;
  readonly dimensions?: readonly string[];
  readonly repeatsPass?: true;
}

type ConflictRule = EveryRule & { readonly legs: readonly string[]; readonly threshold?: number };
type SetRule = EveryRule & { readonly set: readonly Leaf[]; readonly most: number };
type HoldersRule = EveryRule & { readonly holders: string; readonly most: number };
type PrerequisiteRule = EveryRule & {
  readonly when: string;
  readonly needs: string;
  readonly anywhere?: true;
};

export type RuleDefinition = ConflictRule | SetRule | HoldersRule | PrerequisiteRule;

export type RuleKind = 'conflict' | 'set' | 'holders' | 'prerequisite';

/** Control of all identities that a selector names. */
export interface GivesControl {
  readonly control: { readonly kind?: Kind; readonly identity?: string };
  readonly how: string;
  readonly strength?: Strength;
  readonly lasting?: true;
}

export interface EdgeDefinition {
  readonly id: string;
  readonly premises: readonly string[];
  readonly gives: { readonly entitlement: string } | GivesControl;
  readonly map?: Readonly<Record<string, string | null>>;
}

// Facts and changes

type Kind = 'person' | 'account' | 'service' | 'workload' | 'agent' | 'pipeline';
type Strength = 'acts-as' | 'take-over';

export interface Grant {
  readonly identity: string;
  readonly item: string;
  readonly window: Window;
  readonly state: 'held' | 'reserved' | 'pending' | 'asked';
  readonly scope?: Scope;
  readonly source?: string;
}

export interface Control {
  readonly from: string;
  readonly to: string;
  readonly how: string;
  readonly strength: Strength;
  readonly window: Window;
  readonly lasting?: true;
  readonly source?: string;
}

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
  readonly tells: readonly { readonly what: 'grants' | 'controls'; readonly about: string }[];
}

export interface World {
  readonly controls: readonly Control[];
  readonly grants: readonly Grant[];
  /** Identity → its kind, which may be none that is known. */
  readonly kinds: ReadonlyMap<string, string>;
  readonly scopes?: ReadonlyMap<string, Scope>;
  readonly rotations?: readonly { readonly identity: string; readonly at: number }[];
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

/** One case: a rule book, facts and a change, judged at an instant. */
export interface FullCase {
  readonly book: RuleBook;
  readonly world: World;
  readonly change: Change;
  readonly at: number;
}

// Answers

export type Outcome = 'pass' | 'veto' | 'hold';

export type ConflictClass = 'creates' | 'extends' | 'repeats';

/** A combination of values of a rule's dimensions; `*` stands for every value that is not listed. */
export type ObjectOf = Readonly<Record<string, string>>;

export interface RegionRow extends Window {
  readonly object: ObjectOf;
  readonly legs: readonly string[];
}

/** Every reason for a hold; the last is for judges that count their steps, which the oracle does not. */
export type FullHoldCode =
  | 'NO_BUNDLE'
  | 'NO_RULES'
  | 'UNKNOWN_ITEM'
  | 'UNKNOWN_IDENTITY'
  | 'EMPTY_WINDOW'
  | 'EMPTY_SCOPE'
  | 'MALFORMED_FACT'
  | 'STALE_SOURCE'
  | 'BUDGET_EXCEEDED';
