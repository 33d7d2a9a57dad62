import {
  type Change,
  type Conflict,
  type ConflictMatrix,
  type Grant,
  judge,
  type Judgement,
  type World,
} from '@countersign/conflicts';
import type { Scope } from '@countersign/contracts';
import { scopeKey } from '@countersign/statement';

/** What a change is judged in. `staying`: the grants once what is on its way out has left; `dropped`: those of them that are given up. */
interface Setting {
  readonly world: World & { readonly staying: readonly Grant[]; readonly dropped: readonly Grant[] };
  readonly at: number;
}

/** What a change comes to: as everything counts, and as it must count where promises are left out. */
export interface Promised {
  /** By everything that is held and promised. */
  readonly together: Judgement;
  /** The same, with what it breaks and asks for where promises are left out: what was only promised excuses nothing. */
  readonly all: Judgement;
}

/** A grant by what it gives to whom, whenever. */
export const contentOf = ({ identity, item, scope }: Pick<Grant, 'identity' | 'item' | 'scope'>): string =>
  `${identity} ${item} ${scopeKey((scope ?? {}) as Scope)}`;

/**
 * Judges a change in the light of what was promised and never given. Promises count against it, and excuse nothing: neither a conflict that facts
 * or law have forbidden since, nor the decisions that the law in force asks for (SEMANTICS, section 4: no reserved request may use the opening).
 * The very thing asked for or given up is left out of them in every way; other promises only where having more can but make conflicts, because
 * what a prerequisite needs may be promised.
 */
export function judgePromised(matrix: ConflictMatrix, { world, at }: Setting, change: Change): Promised {
  const judged = (grants: readonly Grant[]) => judge(matrix, { ...world, grants }, change, at);
  const together = judged(world.staying);
  if (together.outcome === 'veto') return { together, all: together };
  const unpromised = world.staying.filter(({ state }) => state !== 'reserved');
  if (unpromised.length === world.staying.length) return { together, all: together };
  const dropped = new Set(world.dropped);
  const asked = new Set(change.add.map(contentOf));
  const itself = (grant: Grant) =>
    grant.state === 'reserved' && (dropped.has(grant) || asked.has(contentOf(grant)));
  const without = judged(world.staying.filter((grant) => !itself(grant)));
  if (without.outcome !== 'pass') return { together, all: without };
  return { together, all: joined(together, [without, growing(judged(unpromised))]) };
}

/** As far as rules go that more access can only break. What could not be judged is no yes. */
function growing(judgement: Judgement): Judgement {
  if (judgement.outcome === 'hold') return judgement;
  const conflicts = judgement.conflicts.filter(({ kind }) => kind !== 'prerequisite');
  const rules = new Set(conflicts.map(({ rule }) => rule));
  const dualApproval = judgement.demands.dualApproval.filter((rule) => rules.has(rule));
  const vetoed = conflicts.some(({ vetoes }) => vetoes);
  const outcome = vetoed ? 'veto' : 'pass';
  return { ...judgement, conflicts, outcome, demands: { ...judgement.demands, dualApproval } };
}

const byRuleAndRoot = ({ rule, root }: Conflict) => `${rule} ${root}`;
const classes = ['repeats', 'extends', 'creates'] as const;

/** One conflict as several judgements see it: the gravest class, covered only when all say so. */
const gravest = (a: Conflict, b: Conflict): Conflict => ({
  ...a,
  class: classes.indexOf(b.class) > classes.indexOf(a.class) ? b.class : a.class,
  covered: a.covered && b.covered,
  vetoes: a.vetoes || b.vetoes,
});

/** All that any of several judgements of one change find and ask for. */
function joined(first: Judgement, others: readonly Judgement[]): Judgement {
  const vetoing = others.find(({ outcome }) => outcome === 'veto');
  if (vetoing) return vetoing;
  const holding = others.find(({ outcome }) => outcome === 'hold');
  if (first.outcome === 'pass' && holding) return holding;
  const found = new Map(first.conflicts.map((conflict) => [byRuleAndRoot(conflict), conflict]));
  for (const conflict of others.flatMap(({ conflicts }) => conflicts)) {
    const known = found.get(byRuleAndRoot(conflict));
    found.set(byRuleAndRoot(conflict), known ? gravest(known, conflict) : conflict);
  }
  const sorted = [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, conflict]) => conflict);
  const asking = [first, ...others].flatMap(({ demands }) => demands.dualApproval);
  return {
    ...first,
    conflicts: sorted,
    demands: { ...first.demands, dualApproval: [...new Set(asking)].sort() },
  };
}
