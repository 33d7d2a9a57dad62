import type { ConflictSummary, Stage, Window } from '@countersign/contracts';
import type { EntitlementSpec, RouteSpec } from '@countersign/contracts/governance';
import type { Bundle } from '../bundle.js';
import { NoRoute } from '../errors.js';
import { highest } from './expansion.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What people must decide, for how long it can be granted at most, and by when they must have decided. Times in ms. */
export interface Route {
  readonly stages: readonly Stage[];
  readonly until: number | null;
  /** How long (ms) all continuations together may be held within any period twice as long, by whoever knows what was held; null: no bound. */
  readonly total: number | null;
  readonly deadline: number;
}

/** Whether a route asks for somebody who is in these groups. */
export const isAsked = (stages: readonly Stage[], groups: readonly string[]): boolean =>
  stages.some((stage) => stage.groups.some(({ group }) => groups.includes(group)));

const earliest = (...times: (number | null)[]): number | null => {
  const finite = times.filter((time): time is number => time !== null);
  return finite.length === 0 ? null : Math.min(...finite);
};

/** The route of a bundle for these entitlements, by the highest sensitivity and blast radius among them; undefined when it has none. */
export const findRoute = (
  bundle: Bundle,
  entitlements: readonly EntitlementSpec[],
): RouteSpec | undefined => {
  const sensitivity = highest(entitlements.map((spec) => spec.sensitivity));
  const blastRadius = highest(entitlements.map((spec) => spec.blastRadius));
  return bundle.document.routes.find(
    (spec) => spec.sensitivity.includes(sensitivity) && spec.blastRadius.includes(blastRadius),
  );
};

function routeSpec(bundle: Bundle, entitlements: readonly EntitlementSpec[]): RouteSpec {
  const sensitivity = highest(entitlements.map((spec) => spec.sensitivity));
  const blastRadius = highest(entitlements.map((spec) => spec.blastRadius));
  const route = findRoute(bundle, entitlements);
  if (!route)
    throw new NoRoute(`no route for sensitivity \`${sensitivity}\` and blast radius \`${blastRadius}\``);
  return route;
}

/** Whether a conflict adds a decision of its own: dual approval, unless the rule lets pass what only repeats. */
export const asksPeople = (
  { document }: Bundle,
  { effect, rule: id, class: change }: Pick<ConflictSummary, 'effect' | 'rule' | 'class'>,
): boolean =>
  effect === 'dual-approval' &&
  !(change === 'repeats' && document.rules.some((rule) => rule.id === id && rule.repeatsPass === true));

/**
 * The approval route of a request under one bundle, as every verifier recomputes it: by the highest sensitivity and blast radius of
 * what it comes down to; a conflict whose effect is dual approval adds its stage. `at` (ms) is the assessment's time. Throws `NO_ROUTE`.
 */
export function routeFor(
  bundle: Bundle,
  entitlements: readonly EntitlementSpec[],
  conflicts: readonly ConflictSummary[],
  window: Window,
  at: number,
): Route {
  const spec = routeSpec(bundle, entitlements);
  const { group, quorum } = bundle.document.dualApproval;
  const dual: Stage[] = conflicts.some((conflict) => asksPeople(bundle, conflict))
    ? [{ name: 'dual approval', groups: [{ group, need: quorum }], quorum }]
    : [];
  const starts = Math.max(window.from, at);
  const total = spec.maxTotalDays === undefined ? null : spec.maxTotalDays * dayMs;
  const bounds = [spec.maxDays === null ? null : spec.maxDays * dayMs, total];
  return {
    stages: [...spec.stages, ...dual].map((stage, place) => inTurn(spec, stage, place)),
    until: earliest(window.until, ...bounds.map((bound) => (bound === null ? null : starts + bound))),
    total,
    deadline: at + spec.decideWithinHours * hourMs,
  };
}

/** Every group whose people decide on anything by this bundle. */
export const decidingGroups = ({ document: { routes, dualApproval } }: Bundle): ReadonlySet<string> =>
  new Set([
    ...routes.flatMap(({ stages }) => stages.flatMap(({ groups }) => groups.map(({ group }) => group))),
    dualApproval.group,
  ]);

/** A later stage of a route in order waits for those before it. */
const inTurn = ({ order }: RouteSpec, stage: Stage, place: number): Stage =>
  order === 'in-order' && place > 0 ? { ...stage, waits: true } : stage;

/** A person who said yes and the groups she is in. */
export interface YesVote {
  readonly person: string;
  readonly groups: readonly string[];
}

/**
 * Whether yes votes meet a stage: they can be assigned, each person to one group (to all of hers where the stage says `share`), so that every need
 * is met, and enough distinct persons of its groups said yes. The order of votes never matters (maximum bipartite matching by augmenting paths).
 */
export function stageMet(stage: Stage, votes: readonly YesVote[]): boolean {
  const persons = [...new Map(votes.map((vote) => [vote.person, vote])).values()].filter((vote) =>
    stage.groups.some(({ group }) => vote.groups.includes(group)),
  );
  if (stage.share)
    return (
      persons.length >= stage.quorum &&
      stage.groups.every(({ group, need }) => inGroup(persons, group) >= need)
    );
  const needs = stage.groups.flatMap(({ group, need }) => Array.from({ length: need }, () => group));
  const taken = new Map<number, number>();
  const place = (need: number, seen: Set<number>): boolean =>
    persons.some((vote, person) => {
      if (seen.has(person) || !vote.groups.includes(needs[need] as string)) return false;
      seen.add(person);
      const before = taken.get(person);
      if (before !== undefined && !place(before, seen)) return false;
      taken.set(person, need);
      return true;
    });
  return persons.length >= stage.quorum && needs.every((_, need) => place(need, new Set()));
}

const inGroup = (persons: readonly YesVote[], group: string): number =>
  persons.filter(({ groups }) => groups.includes(group)).length;

/**
 * The stages that people are asked about now: not met yet, and not waiting for one before. A vote for a later one is taken all the same and counts
 * when its turn comes, so that the order of votes never matters.
 */
export const stagesAsked = (stages: readonly Stage[], votes: readonly YesVote[]): readonly Stage[] =>
  stages.filter(
    (stage, place) =>
      !stageMet(stage, votes) &&
      !(stage.waits && stages.slice(0, place).some((before) => !stageMet(before, votes))),
  );

/** Whether every stage is met; a vote may serve one group in each. No stages is never met: somebody must have decided. */
export const stagesMet = (stages: readonly Stage[], votes: readonly YesVote[]): boolean =>
  stages.length > 0 && stages.every((stage) => stageMet(stage, votes));
