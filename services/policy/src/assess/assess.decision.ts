import {
  type Change,
  type Conflict,
  type ConflictMatrix,
  type Grant,
  type JudgedChange,
  type Judgement,
  explain,
  judge,
  type World,
} from '@countersign/conflicts';
import {
  type ConflictSummary,
  CountersignError,
  cut,
  type Line,
  type RootEpoch,
} from '@countersign/contracts';
import type { Submitted } from '@countersign/contracts/request';
import {
  accountsOf,
  type Bundle,
  decidesNothing,
  type Expansion,
  expandRequest,
  type Fact,
  groupsOf,
  hasLeft,
  hasLeftSince,
  itemName,
  type Route,
  routeFor,
  stagesMet,
} from '@countersign/statement';
import { asFact } from '../world/reserved-items.decision.js';
import { hasActiveOwner } from '../identities/owner.decision.js';
import { birthrightOf } from './birthright.decision.js';
import { mostCores, withoutWhat } from './core.decision.js';
import { contentOf, judgePromised, type Promised } from './promises.decision.js';
import { type HeldSpan, latestEnd } from './total-cap.decision.js';
import { canBeStated, statable, statableBeside, summaryOf } from './statable.decision.js';

/** Why something was refused or cannot be judged. */
export interface Why {
  readonly code: string;
  readonly message: string;
}

/** What people must decide and until when, and when access ends. A birthright asks nobody; facts end it, not time. */
export type Decided = Omit<Route, 'deadline'> & { readonly deadline: number | null };

/** A request that may be decided on, and what people must decide. */
export interface Passing {
  readonly outcome: 'pass';
  readonly conflicts: readonly ConflictSummary[];
  /** What rules that only warn say: shown to requester and approvers, as much as has room, without effect. */
  readonly warnings: readonly ConflictSummary[];
  readonly recorded: readonly Conflict[];
  readonly lines: readonly Line[];
  readonly birthright: boolean;
  readonly route: Decided;
  /** What it asks for would meet what it gives up: that has to be seen to be gone before it is cleared. */
  readonly dropsFirst: boolean;
}

/** What a request comes to when it is judged. */
export type Assessment =
  | {
      readonly outcome: 'veto';
      readonly conflicts: readonly ConflictSummary[];
      readonly reasons: readonly Why[];
    }
  | { readonly outcome: 'hold'; readonly reasons: readonly Why[] }
  | Passing;

/** All that an assessment rests on. `facts`: about the beneficiary and all who control it. `asking`: about the requester. `staying`: the grants of the world once what is on its way out has left; `dropped`: those of them that the request gives up; `leaving`: what is on its way out. */
export interface AssessmentInput {
  readonly submitted: Submitted;
  /** When it was asked (ms). */
  readonly askedAt: number;
  readonly world: World & {
    readonly staying: readonly Grant[];
    readonly dropped: readonly Grant[];
    readonly leaving: readonly Grant[];
    readonly roots: readonly RootEpoch[];
  };
  readonly facts: readonly Fact[];
  readonly asking: readonly Fact[];
  readonly people: readonly Fact[];
  readonly excluded: readonly string[];
  /** What the beneficiary has had by requests, and has still to come. */
  readonly held: readonly HeldSpan[];
  readonly bundle: Bundle;
  readonly matrix: ConflictMatrix;
  readonly at: number;
}

/** The change that a request asks for, without what it gives up: a start in the past is cut to now. */
export const changeOf = ({ beneficiary, items, window }: Submitted, at: number): Change => ({
  drop: [],
  add: items.map((item) => ({
    identity: beneficiary,
    ...asFact({ item: itemName(item), scope: item.scope }),
    window: { from: Math.max(window.from, at), until: window.until },
    state: 'asked',
  })),
});

/** Most reasons, and characters of one; statements bound them. */
const mostReasons = 50;
const reasonLength = 600;
const bounded = (reasons: readonly Why[]): Why[] =>
  reasons.slice(0, mostReasons).map(({ code, message }) => ({ code, message: cut(message, reasonLength) }));

const hold = (...reasons: readonly Why[]): Assessment => ({ outcome: 'hold', reasons: bounded(reasons) });

/** `asked`: what it was judged as; null where that was not one world alone. */
function vetoOf(judgement: Judgement, asked: JudgedChange | null): Assessment {
  const vetoing = judgement.conflicts.filter((conflict) => conflict.vetoes);
  const conflicts = statable(vetoing.map(summaryOf));
  const { maxUntil } = judgement.demands;
  const unsaid = vetoing.length - conflicts.length;
  const notes = [
    ...(maxUntil === null
      ? []
      : [{ code: 'SHORTER_WOULD_PASS', message: `the same request would pass if it ended by ${maxUntil}` }]),
    ...(unsaid === 0
      ? []
      : [{ code: 'MORE_CONFLICTS', message: `${unsaid} more conflicts have no room here` }]),
  ];
  const reasons = vetoing.map((conflict, n) => {
    const [what = '', ...legs] = explain(conflict);
    const core = asked && n < mostCores ? withoutWhat(asked, conflict) : [];
    return { code: 'CONFLICT', message: [what, ...core, ...legs].join('; ') };
  });
  return {
    outcome: 'veto',
    conflicts,
    reasons: bounded([...reasons.slice(0, mostReasons - notes.length), ...notes]),
  };
}

/** Whether those who may decide now could meet the route; if not, it is held instead of waiting for nobody (SEMANTICS, section 6). */
function couldBeMet(
  { submitted, bundle, facts, people, excluded, at }: AssessmentInput,
  route: Decided,
  conflicts: readonly ConflictSummary[],
): boolean {
  const out = decidesNothing({ ...submitted, conflicts, excluded }, bundle, facts, [at]);
  const names = people.flatMap(({ data }): string[] =>
    'person' in data ? [data.person] : 'worker' in data ? [data.worker] : [],
  );
  const votes = [...new Set(names)]
    .filter((person) => !out.has(person))
    .map((person) => ({ person, groups: groupsOf(people, person, at) }));
  return stagesMet(route.stages, votes);
}

/** The same route, ended where what was held and what is asked would be more than the bundle lets anybody hold of one entitlement. */
function withinTotal({ submitted, held }: AssessmentInput, { entitlements }: Expansion, route: Route): Route {
  const { total, until } = route;
  if (total === null) return route;
  const asked = { from: submitted.window.from, until };
  const ends = entitlements.map(({ id }) =>
    latestEnd({ held: held.filter(({ entitlement }) => entitlement === id), asked, total }),
  );
  return { ...route, until: Math.min(until ?? Infinity, ...ends) };
}

function totalReached(beneficiary: string): Assessment {
  const message = `\`${beneficiary}\` has held this for as long as anybody may, all extensions together`;
  return { outcome: 'veto', conflicts: [], reasons: [{ code: 'TOTAL_REACHED', message }] };
}

function assessPassing(input: AssessmentInput, { together, all }: Promised): Assessment {
  const { submitted, facts, bundle, excluded, world, at } = input;
  const { beneficiary } = submitted;
  if (!hasActiveOwner(facts, beneficiary, at))
    return hold({
      code: 'NO_ACTIVE_OWNER',
      message: `nobody who works here owns \`${beneficiary}\``,
    });
  const expansion = expandRequest(bundle, submitted.items, accountsOf(facts, beneficiary, at));
  const claim = birthrightOf(input, expansion);
  if (claim === 'false') {
    const message = `no rule and fact of the active bundle give this to \`${beneficiary}\``;
    return { outcome: 'veto', conflicts: [], reasons: [{ code: 'BIRTHRIGHT_NOT_FOUND', message }] };
  }
  if (claim === 'unseen')
    return hold({
      code: 'FACT_NOT_SEEN',
      message: `the fact that is to carry the birthright of \`${beneficiary}\` has not come yet`,
    });
  if (claim === 'early')
    return hold({
      code: 'FACT_NOT_YET',
      message: `the fact that is to carry the birthright of \`${beneficiary}\` takes effect within seconds`,
    });
  const conflicts = all.conflicts.filter(({ rollout }) => rollout === 'enforce').map(summaryOf);
  const { lines } = expansion;
  const stated = { conflicts, lines, excluded, roots: world.roots };
  if (!canBeStated(stated))
    return hold({
      code: 'TOO_LARGE_TO_STATE',
      message: 'more conflicts, roots or excluded persons than people could be shown; ask for less at once',
    });
  const birthright = claim === 'carries' && all.demands.dualApproval.length === 0;
  const route: Decided = birthright
    ? { stages: [], until: submitted.window.until, total: null, deadline: null }
    : withinTotal(
        input,
        expansion,
        routeFor(bundle, expansion.entitlements, conflicts, submitted.window, at),
      );
  if (route.until !== null && route.until <= submitted.window.from) return totalReached(beneficiary);
  if (!birthright && !couldBeMet(input, route, conflicts))
    return hold({
      code: 'NO_ELIGIBLE_APPROVERS',
      message: 'the people who may decide now could not meet the route',
    });
  const recorded = all.conflicts.filter(({ rollout }) => rollout !== 'enforce');
  const warned = recorded.filter(({ rollout }) => rollout === 'warn').map(summaryOf);
  const warnings = statableBeside(stated, warned);
  const dropsFirst = meetsWhatItDrops(input, together);
  return { outcome: 'pass', conflicts, warnings, recorded, lines, birthright, route, dropsFirst };
}

/**
 * A hand-over is no conflict: what meets access on its way out, and nothing else, waits until that was seen to be gone (DESIGN, section 4).
 * Nor is what is on its way out anything that a request could merely continue: it was judged without it first, and is now without what of
 * it is given up or the very thing asked for. What stays and is given up is compared with: to narrow it is no conflict.
 */
function waitsForAbsence({ world, matrix, submitted, at }: AssessmentInput, without: Judgement): boolean {
  const { add } = changeOf(submitted, at);
  const asked = new Set(add.map(contentOf));
  const leaving = new Set(world.leaving);
  const dropped = new Set(world.dropped);
  const others = world.grants.filter(
    (grant) => !leaving.has(grant) || !(dropped.has(grant) || asked.has(contentOf(grant))),
  );
  const drop = world.dropped.filter((grant) => !leaving.has(grant));
  const now = judge(matrix, { ...world, grants: others }, { add, drop }, at);
  return now.outcome !== 'pass' || asksForMore(now, without);
}

/** Whether a judgement asks for decisions that another one does not. */
function asksForMore({ demands }: Judgement, than: Judgement): boolean {
  const known = new Set(than.demands.dualApproval);
  return demands.dualApproval.some((rule) => !known.has(rule));
}

/**
 * Whether what is asked for must not stand beside what the request gives up, not even for the moment between the two: that would make a
 * conflict larger than it was, or ask for more decisions. Nor where that cannot be judged.
 */
function meetsWhatItDrops({ world, matrix, submitted, at }: AssessmentInput, together: Judgement): boolean {
  if (world.dropped.length === 0) return false;
  const beside = judge(matrix, { ...world, grants: world.staying }, changeOf(submitted, at), at);
  const grows = beside.conflicts.some(({ vetoes, class: kind }) => vetoes && kind !== 'repeats');
  return grows || beside.outcome === 'hold' || asksForMore(beside, together);
}

/** Whoever has left asks for nothing, in whosever event she is named. */
const asksNoMore = ({ submitted: { requester }, asking, at }: AssessmentInput): boolean =>
  requester.startsWith('person:') && hasLeft(asking, requester, at);

/** Nothing that was asked for somebody before she left is given to her once she is hired again. */
const wasLeftBehind = ({ submitted: { beneficiary }, askedAt, facts, at }: AssessmentInput): boolean =>
  hasLeftSince(facts, beneficiary, askedAt, at);

/**
 * Judges a request over everything the beneficiary's roots can do, and says what people must decide before it may be cleared. Pure. What
 * cannot be judged is held with its reason; nothing unknown is ever a yes.
 */
export function assess(input: AssessmentInput): Assessment {
  if (asksNoMore(input)) {
    const message = `\`${input.submitted.requester}\`, who asked for this, has left`;
    return { outcome: 'veto', conflicts: [], reasons: [{ code: 'REQUESTER_HAS_LEFT', message }] };
  }
  if (wasLeftBehind(input)) {
    const message = `\`${input.submitted.beneficiary}\` had left when this was asked for, or has since; it has to be asked for again`;
    return { outcome: 'veto', conflicts: [], reasons: [{ code: 'WORKER_LEFT', message }] };
  }
  const change = { ...changeOf(input.submitted, input.at), drop: input.world.dropped };
  const promised = judgePromised(input.matrix, input, change);
  const { together, all } = promised;
  if (all.outcome === 'veto') {
    const { matrix, world, at } = input;
    const asked = { matrix, world: { ...world, grants: world.staying }, change, at };
    return vetoOf(all, all === together ? asked : null);
  }
  if (all.outcome === 'hold') return hold(...all.holds);
  if (waitsForAbsence(input, together))
    return hold({
      code: 'WAITS_FOR_ABSENCE',
      message: 'what it would conflict with ends; it waits until that was seen to be gone',
    });
  try {
    return assessPassing(input, promised);
  } catch (error) {
    if (error instanceof CountersignError && !error.retriable) return hold(error);
    throw error;
  }
}
