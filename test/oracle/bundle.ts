/** Bundle errors (SEMANTICS §3): what makes a book no book at all, as the set of their codes. */
import type {
  Content,
  DutyDefinition,
  DutyTree,
  EdgeDefinition,
  Leaf,
  RuleBook,
  RuleDefinition,
} from './full-form.js';
import { EFFECTS_KNOWN, ROLLOUTS_KNOWN } from './words.js';

const UNKNOWN = 'BUNDLE_UNKNOWN_NAME';
const isWholeIn = (n: unknown, from: number, to: number) =>
  Number.isSafeInteger(n) && Number(n) >= from && Number(n) <= to;
const hasTwice = (ids: readonly unknown[]) => new Set(ids.map((id) => JSON.stringify(id))).size < ids.length;
const itemOf = (content: Content) => (typeof content === 'string' ? content : content.item);

/** Codes in order, each once; none for a sound book. */
export function bundleErrors(book: RuleBook): string[] {
  return [...new Set(new Reading(book).codes())].sort();
}

class Reading {
  private readonly entitlements: readonly string[];
  private readonly roles: readonly string[];
  private readonly duties: readonly string[];

  constructor(private readonly book: RuleBook) {
    this.entitlements = book.entitlements.map((e) => (typeof e === 'string' ? e : e.id));
    this.roles = book.roles.map(({ id }) => id);
    this.duties = book.duties.map(({ id }) => id);
  }

  codes(): string[] {
    const { roles, duties, rules, edges = [] } = this.book;
    return [
      ...(rules.length === 0 ? ['BUNDLE_NO_RULES'] : []),
      ...this.naming(),
      ...roles.flatMap((role) => this.contents(role.entitlements, role.roles)),
      ...(roles.some(({ id }) => this.roleLeadsTo(id, id, [])) ? ['BUNDLE_ROLE_CYCLE'] : []),
      ...(duties.some(({ id }) => this.dutyLeadsTo(id, id, [])) ? ['BUNDLE_DUTY_CYCLE'] : []),
      ...duties.flatMap((duty) => this.tree(duty)),
      ...rules.flatMap((rule) => [
        ...this.asked(rule),
        ...this.bounds(rule),
        ...this.dimensions(rule.dimensions),
      ]),
      ...rules.flatMap(({ effect }) => (EFFECTS_KNOWN.includes(effect) ? [] : ['BUNDLE_UNKNOWN_EFFECT'])),
      ...rules.flatMap(({ rollout }) => (ROLLOUTS_KNOWN.includes(rollout) ? [] : ['BUNDLE_UNKNOWN_ROLLOUT'])),
      ...edges.flatMap((edge) => this.edge(edge)),
    ];
  }

  private naming(): string[] {
    const lists = [this.entitlements, this.roles, this.duties, this.book.rules.map(({ id }) => id)];
    const isBad =
      this.entitlements.some((id) => id.startsWith('role:') || id.includes('*')) ||
      this.roles.some((id) => !id.startsWith('role:')) ||
      this.duties.some((id) => !id.startsWith('duty:'));
    return [...(lists.some(hasTwice) ? ['BUNDLE_DUPLICATE_ID'] : []), ...(isBad ? ['BUNDLE_BAD_NAME'] : [])];
  }

  private contents(entitlements: readonly Content[], roles: readonly Content[]): string[] {
    const scopes = [...entitlements, ...roles].map((content) =>
      typeof content === 'string' ? {} : content.scope,
    );
    return [
      ...entitlements.flatMap((content) => this.item(itemOf(content))),
      ...roles.flatMap((content) => (this.roles.includes(itemOf(content)) ? [] : [UNKNOWN])),
      ...scopes.flatMap((scope) => this.dimensions(Object.keys(scope ?? {}))),
    ];
  }

  /** An entitlement by name, or a pattern, which may match nothing yet. */
  private item(id: string): string[] {
    return id.includes('*') || this.entitlements.includes(id) ? [] : [UNKNOWN];
  }

  private leaf(leaf: Leaf): string[] {
    if (typeof leaf === 'string') {
      if (leaf.startsWith('role:')) return this.roles.includes(leaf) ? [] : [UNKNOWN];
      return leaf.startsWith('duty:') ? this.duty(leaf) : this.item(leaf);
    }
    const known = this.book.entitlements.flatMap((e) =>
      typeof e === 'string' ? [] : Object.keys(e.attributes ?? {}),
    );
    return Object.keys(leaf.class).every((name) => known.includes(name)) ? [] : [UNKNOWN];
  }

  private duty(id: string): string[] {
    return this.duties.includes(id) ? [] : [UNKNOWN];
  }

  private tree(tree: DutyTree | DutyDefinition): string[] {
    if (typeof tree === 'string' || 'class' in tree) return this.leaf(tree);
    const branches = branchesOf(tree);
    const isPossible = !('atLeast' in tree) || isWholeIn(tree.atLeast, 1, branches.length);
    return [
      ...(branches.length === 0 ? ['BUNDLE_EMPTY_DUTY'] : isPossible ? [] : ['BUNDLE_BAD_THRESHOLD']),
      ...this.dimensions('same' in tree ? tree.same : []),
      ...branches.flatMap((branch) => this.tree(branch)),
    ];
  }

  private asked(rule: RuleDefinition): string[] {
    if ('legs' in rule) return this.legs(rule.legs, rule.threshold);
    if ('set' in rule) {
      const isNamed = rule.set.every((leaf) => typeof leaf === 'string' && !leaf.includes('*'));
      const isPossible = isWholeIn(rule.most, 1, isNamed ? rule.set.length - 1 : Infinity);
      return [
        ...rule.set.flatMap((leaf) => this.leaf(leaf)),
        ...(isPossible ? [] : ['BUNDLE_BAD_THRESHOLD']),
      ];
    }
    if ('holders' in rule) {
      return [
        ...this.duty(rule.holders),
        ...(isWholeIn(rule.most, 1, Infinity) ? [] : ['BUNDLE_BAD_THRESHOLD']),
      ];
    }
    const isTorn = rule.anywhere === true && (rule.dimensions ?? []).length > 0;
    return [...this.duty(rule.when), ...this.duty(rule.needs), ...(isTorn ? ['BUNDLE_MALFORMED'] : [])];
  }

  private legs(legs: readonly string[], threshold = legs.length): string[] {
    if (legs.length < 2) return ['BUNDLE_TOO_FEW_LEGS'];
    return [
      ...legs.flatMap((leg) => this.duty(leg)),
      ...(hasTwice(legs) ? ['BUNDLE_REPEATED_LEG'] : []),
      ...(isWholeIn(threshold, 2, legs.length) ? [] : ['BUNDLE_BAD_THRESHOLD']),
    ];
  }

  private bounds(rule: RuleDefinition): string[] {
    const { effect, maxDurationMs: max, perMs: per } = rule;
    const isSound =
      effect === 'time-bound'
        ? ('legs' in rule || 'set' in rule) &&
          isWholeIn(max, 1, Infinity) &&
          isWholeIn(per ?? max, max ?? 1, Infinity)
        : max === undefined && per === undefined;
    return isSound ? [] : ['BUNDLE_BAD_BOUND'];
  }

  private edge({ premises, gives, map = {} }: EdgeDefinition): string[] {
    const targets = Object.values(map).filter((target) => target !== null);
    const isAimless = 'control' in gives && Object.keys(gives.control).length === 0;
    return [
      ...premises.flatMap((premise) => this.leaf(premise)),
      ...(premises.length === 0 || isAimless ? ['BUNDLE_MALFORMED'] : []),
      ...('entitlement' in gives && !this.entitlements.includes(gives.entitlement) ? [UNKNOWN] : []),
      ...this.dimensions([...Object.keys(map), ...targets]),
    ];
  }

  private dimensions(named: readonly string[] = []): string[] {
    const declared = this.book.dimensions ?? [];
    return named.every((name) => declared.includes(name)) ? [] : ['BUNDLE_UNKNOWN_DIMENSION'];
  }

  private roleLeadsTo(from: string, to: string, seen: readonly string[]): boolean {
    const nested = this.book.roles.find(({ id }) => id === from)?.roles.map(itemOf) ?? [];
    return nested.some((id) => id === to || (!seen.includes(id) && this.roleLeadsTo(id, to, [...seen, id])));
  }

  private dutyLeadsTo(from: string, to: string, seen: readonly string[]): boolean {
    const duty = this.book.duties.find(({ id }) => id === from);
    const named = duty === undefined ? [] : namesIn(duty);
    return named.some((id) => id === to || (!seen.includes(id) && this.dutyLeadsTo(id, to, [...seen, id])));
  }
}

type Branching = Exclude<DutyTree, Leaf> | DutyDefinition;

function branchesOf(tree: Branching): readonly DutyTree[] {
  if ('any' in tree) return tree.any;
  return 'all' in tree ? tree.all : tree.of;
}

function namesIn(tree: DutyTree | DutyDefinition): string[] {
  if (typeof tree === 'string') return [tree];
  return 'class' in tree ? [] : branchesOf(tree).flatMap(namesIn);
}
