import type { Budget } from './budget.js';
import { caseFacts } from './case-facts.js';
import { byCodePoint } from './code-point-order.js';
import { withoutCarried } from './control-edge.js';
import type { CompiledRule, ConflictMatrix } from './conflict-matrix.js';
import type { Change, World } from './facts.js';
import type { Inquiry } from './inquiry.js';
import { meets, surelyMeets } from './leaf-table.js';
import { isPattern } from './pattern.js';
import { Reading } from './reading.js';
import { leavesRelevant, rulesTouched } from './relevance.js';
import { RootView } from './root-view.js';
import { ROLE_PREFIX } from './rule-book.js';
import type { Setting } from './setting.js';

/** Prepares to judge one change: its facts, and the rules that it can touch. */
export function openInquiry(
  matrix: ConflictMatrix,
  world: World,
  change: Change,
  at: number,
  budget: Budget,
): Inquiry {
  budget.take(world.grants.length + world.controls.length);
  const facts = caseFacts(matrix, world, change, at);
  const rules = touched(matrix, facts);
  const names = namesGiven(matrix, rules, facts);
  const relevant = leavesRelevant(matrix, new Reading(matrix, meets), rules);
  const setting: Setting = {
    matrix,
    facts,
    exceptions: world.exceptions ?? [],
    at,
    budget,
    rules,
    doubt: new Reading(matrix, meets, relevant, names),
    strict: new Reading(matrix, surelyMeets, relevant),
    names,
  };
  const viewOf = viewsOf(setting);
  const controls = withoutCarried(facts.controls);
  const apartViewOf =
    controls === facts.controls ? viewOf : viewsOf({ ...setting, facts: { ...facts, controls } });
  return { ...setting, viewOf, apartViewOf };
}

/** The view of each root in a setting, made once. */
function viewsOf(setting: Setting): Inquiry['viewOf'] {
  const views = new Map<string, RootView>();
  const viewOf = (root: string): RootView => {
    const view = views.get(root) ?? new RootView(setting, root, viewOf);
    views.set(root, view);
    return view;
  };
  return viewOf;
}

/** Less access breaks no rule but prerequisites and, where roots part, rules on holders. */
export function isMonotone({ kind }: CompiledRule): boolean {
  return kind === 'conflict' || kind === 'set';
}

function touched(matrix: ConflictMatrix, { holdings, controls }: Inquiry['facts']): CompiledRule[] {
  const items = (chosen: (holding: (typeof holdings)[number]) => boolean) =>
    holdings.filter(chosen).map(({ grant }) => grant.item);
  const reading = new Reading(matrix, meets);
  const gaining = rulesTouched(
    matrix,
    reading,
    controls.gaining.length > 0 ? null : items(({ isFresh }) => isFresh),
  );
  const losing = rulesTouched(
    matrix,
    reading,
    controls.losing.length > 0 ? null : items(({ isLost }) => isLost),
  );
  const both = new Set([...gaining, ...losing.filter((rule) => !isMonotone(rule))]);
  return matrix.rules.filter((rule) => both.has(rule));
}

/** Uncatalogued entitlements that are granted by name, where a rule is on a set of patterns; in order. */
function namesGiven(
  matrix: ConflictMatrix,
  rules: readonly CompiledRule[],
  { holdings }: Inquiry['facts'],
): string[] {
  if (rules.every(({ patterns }) => patterns.length === 0)) return [];
  const isName = (item: string) =>
    !matrix.items.has(item) && !item.startsWith(ROLE_PREFIX) && !isPattern(item);
  return [...new Set(holdings.map(({ grant }) => grant.item).filter(isName))].sort(byCodePoint);
}
