import { type BundleDocument, levels } from '@countersign/contracts/governance';
import type { ListSection, SingleSection } from '../content.js';

/** An entry of any list section. */
export type Entry = Readonly<Record<string, unknown>> & { readonly id: string };

/** Two versions of an entry, and a sentence that is true when the later one is weaker. */
type Weakening = readonly [why: string, applies: (before: Entry, after: Entry) => boolean];

const fell = (scale: readonly unknown[], before: unknown, after: unknown): boolean =>
  scale.indexOf(after) < scale.indexOf(before);
const size = (list: unknown): number => (Array.isArray(list) ? list.length : 0);
const spelled = (list: unknown): string[] =>
  Array.isArray(list) ? list.map((entry: unknown) => JSON.stringify(entry)) : [];
const lost = (before: unknown, after: unknown): boolean => {
  const left = new Set(spelled(after));
  return spelled(before).some((entry) => !left.has(entry));
};
const gained = (before: unknown, after: unknown): boolean => lost(after, before);

const effects = ['time-bound', 'dual-approval', 'prohibit', 'never-approvable'];
const modes = ['shadow', 'enforce'];
const rollouts = ['off', 'record', 'warn', 'enforce'];
const legsToBreak = ({ threshold, legs }: Entry): number => Number(threshold ?? size(legs));
const deciders = ({ stages }: Entry): number =>
  (stages as { quorum: number }[]).reduce((sum, { quorum }) => sum + quorum, 0);
const count = (value: unknown): number => Number(value ?? 0);
const days = ({ maxDays }: Entry): number => Number(maxDays ?? Infinity);

const totalDays = ({ maxTotalDays }: Entry): number => Number(maxTotalDays ?? Infinity);

const weakenings: Readonly<Partial<Record<ListSection, readonly Weakening[]>>> = {
  systems: [
    ['what nobody ordered is removed no longer', (a, b) => fell(modes, a.mode, b.mode)],
    ['what nobody ordered may stay for longer', (a, b) => Number(b.adoptionDays) > Number(a.adoptionDays)],
  ],
  entitlements: [
    ['sensitivity is lower', (a, b) => fell(levels, a.sensitivity, b.sensitivity)],
    ['blast radius is lower', (a, b) => fell(levels, a.blastRadius, b.blastRadius)],
    ['it is another permission of the target', (a, b) => a.permission !== b.permission],
  ],
  roles: [['it gives more', (a, b) => gained(a.entitlements, b.entitlements) || gained(a.roles, b.roles)]],
  duties: [
    ['an entitlement no longer counts as this duty', (a, b) => lost(a.any, b.any)],
    ['more is needed for this duty', (a, b) => gained(a.all, b.all) || count(b.atLeast) > count(a.atLeast)],
    ['fewer branches count for this duty', (a, b) => lost(a.of, b.of)],
    ['its branches must meet on one value', (a, b) => gained(a.same, b.same)],
  ],
  rules: [
    ['rollout is weaker', (a, b) => fell(rollouts, a.rollout, b.rollout)],
    ['effect is weaker', (a, b) => fell(effects, a.effect, b.effect)],
    ['more legs must meet', (a, b) => legsToBreak(b) > legsToBreak(a)],
    ['a leg is gone', (a, b) => lost(a.legs, b.legs)],
    ['it is guarded once only', (a, b) => a.critical === true && b.critical !== true],
    ['more of them may meet', (a, b) => count(b.most) > count(a.most) || lost(a.set, b.set)],
    ['it counts for each value by itself', (a, b) => gained(a.dimensions, b.dimensions)],
    ['what is needed may lie anywhere', (a, b) => a.anywhere !== true && b.anywhere === true],
    ['what repeats may pass', (a, b) => a.repeatsPass !== true && b.repeatsPass === true],
    ['the legs may meet for longer', (a, b) => b.effect === 'time-bound' && days(b) > days(a)],
  ],
  exceptions: [['it covers something else', (a, b) => JSON.stringify(a) !== JSON.stringify(b)]],
  recognised: [['it is another power', (a, b) => JSON.stringify(a) !== JSON.stringify(b)]],
  sources: [
    ['its word counts for longer', (a, b) => count(b.longestAgeMinutes) > count(a.longestAgeMinutes)],
    ['it tells less', (a, b) => lost(a.tells, b.tells)],
  ],
  birthrights: [
    ['it gives more', (a, b) => gained(a.items, b.items)],
    [
      'it reaches more workers',
      (a, b) => size(b.departments) !== size(a.departments) || size(b.jobs) !== size(a.jobs),
    ],
  ],
  routes: [
    ['fewer persons decide', (a, b) => deciders(b) < deciders(a)],
    ['access may last longer', (a, b) => days(b) > days(a)],
    ['access may be continued for longer', (a, b) => totalDays(b) > totalDays(a)],
  ],
};

/** Sections whose entries hold back, by being there; and those that let through. */
const counting: readonly ListSection[] = ['rules', 'duties', 'edges', 'sources'];
const givesMore: Readonly<Partial<Record<ListSection, string[]>>> = {
  birthrights: ['it gives more'],
  exceptions: ['a conflict may stand'],
  recognised: ['a power is not judged'],
};

/** Why an entry is weaker law than it was. The plain ways only: what they miss is listed as a difference all the same. */
export function looserEntry(
  section: ListSection,
  before: Entry | undefined,
  after: Entry | undefined,
): string[] {
  if (before && after)
    return (weakenings[section] ?? []).filter(([, applies]) => applies(before, after)).map(([why]) => why);
  if (before) return counting.includes(section) ? ['it no longer counts'] : [];
  return givesMore[section] ?? [];
}

/** The same for what a bundle says once. */
export function looserWhole(name: SingleSection, before: BundleDocument, after: BundleDocument): string[] {
  switch (name) {
    case 'birthrightBound':
      return fell(levels, after[name], before[name]) ? ['more sensitive items may be birthright'] : [];
    case 'settleWithinDays':
      return after[name] > before[name] ? ['a conflict may stand for longer'] : [];
    case 'takeOverBound':
      return (after[name] ?? Infinity) > (before[name] ?? Infinity) ? ['more may be taken over unseen'] : [];
    case 'dualApproval':
      return after[name].quorum < before[name].quorum ? ['fewer persons decide'] : [];
    default:
      return name satisfies never;
  }
}
