import {
  type Change,
  type Conflict,
  type ConflictMatrix,
  type Judgement,
  type Step,
  explain,
  judge,
  type World,
} from '@countersign/conflicts';
import { type ConflictSummary, CountersignError, type Line, type PathStep } from '@countersign/contracts';
import type { Submitted } from '@countersign/contracts/request';
import {
  accountsOf,
  birthrightFits,
  type Bundle,
  type Expansion,
  expandRequest,
  type Fact,
  itemName,
  type Route,
  routeFor,
  stagesMet,
  withinBirthrightBound,
  workerAt,
  groupsOf,
} from '@countersign/statement';

/** Why something was refused or cannot be judged. */
export interface Why {
  readonly code: string;
  readonly message: string;
}

/** What a request comes to when it is judged. */
export type Assessment =
  | {
      readonly outcome: 'veto';
      readonly conflicts: readonly ConflictSummary[];
      readonly reasons: readonly Why[];
    }
  | { readonly outcome: 'hold'; readonly reasons: readonly Why[] }
  | {
      readonly outcome: 'pass';
      readonly conflicts: readonly ConflictSummary[];
      readonly recorded: readonly Conflict[];
      readonly lines: readonly Line[];
      readonly birthright: boolean;
      readonly route: Route;
    };

/** All that an assessment rests on. */
export interface AssessmentInput {
  readonly submitted: Submitted;
  readonly world: World;
  readonly facts: readonly Fact[];
  readonly people: readonly Fact[];
  readonly excluded: readonly string[];
  readonly bundle: Bundle;
  readonly matrix: ConflictMatrix;
  readonly at: number;
}

/** The change that a request asks for: a start in the past is cut to now. */
export const changeOf = ({ beneficiary, items, window }: Submitted, at: number): Change => ({
  drop: [],
  add: items.map((item) => ({
    identity: beneficiary,
    item: itemName(item),
    window: { from: Math.max(window.from, at), until: window.until },
    state: 'asked',
  })),
});

function pathStep(step: Step): PathStep[] {
  if (step.step === 'controls')
    return [{ step: 'controls', from: step.from, to: step.to, how: step.how }] as PathStep[];
  if (step.step === 'holds')
    return [{ step: 'holds', identity: step.identity, item: step.item, state: step.state }] as PathStep[];
  return step.step === 'contains'
    ? ([{ step: 'contains', role: step.role, item: step.item }] as PathStep[])
    : [];
}

/** A conflict as statements carry it: the path of each leg without what only the engine needs. */
export function summaryOf({
  rule,
  version,
  title,
  effect,
  root,
  class: kind,
  legs,
}: Conflict): ConflictSummary {
  const paths = legs.map(({ duty, path }) => ({ duty, path: path.flatMap(pathStep) }));
  return { rule, version, title, effect, root, class: kind, legs: paths } as ConflictSummary;
}

/** Most characters of one reason; statements bound them. */
const reasonLength = 600;

function vetoOf(judgement: Judgement): Assessment {
  const vetoing = judgement.conflicts.filter((conflict) => conflict.vetoes);
  const reasons = vetoing.map((conflict) => ({
    code: 'CONFLICT',
    message: explain(conflict).join('; ').slice(0, reasonLength),
  }));
  const { maxUntil } = judgement.demands;
  const repair =
    maxUntil === null
      ? []
      : [{ code: 'SHORTER_WOULD_PASS', message: `the same request would pass if it ended by ${maxUntil}` }];
  return {
    outcome: 'veto',
    conflicts: vetoing.map(summaryOf),
    reasons: [...reasons, ...repair].slice(0, 50),
  };
}

/** The signed rule and fact that stand in place of votes; false when nothing was claimed. Throws nothing: a false claim is a veto. */
function birthrightOf(
  { submitted, facts, bundle, at }: AssessmentInput,
  expansion: Expansion,
): boolean | Why {
  const { cause, beneficiary, items } = submitted;
  if (cause === null) return false;
  const rule = bundle.document.birthrights.find(({ id }) => id === cause.birthright);
  const worker = workerAt(facts, beneficiary, at);
  const fact = facts.find(({ hash }) => hash === cause.fact);
  const fits = rule && worker && fact?.power && birthrightFits(rule, worker);
  const asked = items.every((item) =>
    (rule?.items as readonly string[] | undefined)?.includes(itemName(item)),
  );
  if (fits && asked && withinBirthrightBound(bundle, expansion.entitlements)) return true;
  return {
    code: 'BIRTHRIGHT_NOT_FOUND',
    message: `no rule and fact of the active bundle give this to \`${beneficiary}\``,
  };
}

/** Whether those who may decide now could meet the route; if not, it is held instead of waiting for nobody (SEMANTICS, section 6). */
function couldBeMet({ people, excluded, at }: AssessmentInput, route: Route): boolean {
  const names = people.flatMap((fact) =>
    fact.type === 'group.membership.v1' ? [fact.data.person as string] : [],
  );
  const votes = [...new Set(names)]
    .filter((person) => !excluded.includes(person))
    .map((person) => ({ person, groups: groupsOf(people, person, at) }));
  return stagesMet(route.stages, votes);
}

function assessPassing(input: AssessmentInput, judgement: Judgement): Assessment {
  const { submitted, facts, bundle, at } = input;
  const expansion = expandRequest(bundle, submitted.items, accountsOf(facts, submitted.beneficiary, at));
  const claim = birthrightOf(input, expansion);
  if (typeof claim === 'object') return { outcome: 'veto', conflicts: [], reasons: [claim] };
  const effective = judgement.conflicts.filter(({ rollout }) => rollout === 'enforce');
  const conflicts = effective.map(summaryOf);
  const birthright = claim && judgement.demands.dualApproval.length === 0;
  const route = routeFor(bundle, expansion.entitlements, conflicts, submitted.window, at);
  if (!birthright && !couldBeMet(input, route))
    return {
      outcome: 'hold',
      reasons: [
        { code: 'NO_ELIGIBLE_APPROVERS', message: 'the people who may decide now could not meet the route' },
      ],
    };
  const recorded = judgement.conflicts.filter(({ rollout }) => rollout !== 'enforce');
  return { outcome: 'pass', conflicts, recorded, lines: expansion.lines, birthright, route };
}

/**
 * Judges a request over everything the beneficiary's roots can do, and says what people must decide before it may be cleared. Pure. What
 * cannot be judged is held with its reason; nothing unknown is ever a yes.
 */
export function assess(input: AssessmentInput): Assessment {
  const judgement = judge(input.matrix, input.world, changeOf(input.submitted, input.at), input.at);
  if (judgement.outcome === 'veto') return vetoOf(judgement);
  if (judgement.outcome === 'hold') return { outcome: 'hold', reasons: judgement.holds.slice(0, 50) };
  try {
    return assessPassing(input, judgement);
  } catch (error) {
    if (error instanceof CountersignError && !error.retriable)
      return {
        outcome: 'hold',
        reasons: [{ code: error.code, message: error.message.slice(0, reasonLength) }],
      };
    throw error;
  }
}
