/**
 * The answers half of the naive oracle: SEMANTICS §4 word by word, for small worlds. Every root, every rule and
 * every instant is looked at; a cut is found by judging every end anew.
 */
import type { Change, DutyRule, Grant, World } from '../index.js';
import type { PlainBook } from '../laws/small-worlds.spec-only.js';
import {
  Case,
  Ctl,
  HORIZON,
  holdsAt,
  isGained,
  type Line,
  type Moment,
  range,
  readable,
} from './naive-facts.spec-only.js';

export interface OracleConflict {
  readonly rule: string;
  readonly root: string;
  readonly sameFor: string[];
  readonly class: string;
  readonly vetoes: boolean;
  /** `t duty duty …` for every instant of the region. */
  readonly region: string[];
  readonly shownAt: number;
  /** Steps of the shortest derivation of each leg met at `shownAt`. */
  readonly steps: Record<string, number>;
}

export interface OracleAnswer {
  readonly outcome: string;
  readonly dualApproval: string[];
  readonly maxUntil: number | null;
  readonly holds: string[];
  readonly conflicts: OracleConflict[];
}

/** The class of a change for one root and rule, with the first moment that gives it. */
function classify(ahead: Line): { name: string; shown: Moment } | null {
  const gained = ahead.find(isGained);
  if (gained !== undefined) {
    const broken = ahead.some(({ before }) => before.length > 0);
    return { name: broken ? 'extends' : 'creates', shown: gained };
  }
  const again = ahead.find((moment) => moment.again.length > 0);
  return again === undefined ? null : { name: 'repeats', shown: again };
}

/** Some period of twice the cap with a touched instant in it holds more of the region than the cap. */
function tooLong(line: Line, rule: DutyRule, at: number): boolean {
  const cap = rule.maxDurationMs ?? 0;
  const touched = line.filter((m) => m.t >= at && (isGained(m) || m.again.length > 0));
  return line.some(({ t: begin }) => {
    const period = line.filter(({ t }) => begin <= t && t < begin + 2 * cap);
    return (
      period.some((moment) => touched.includes(moment)) &&
      period.filter(({ after }) => after.length > 0).length > cap
    );
  });
}

function vetoes(line: Line, rule: DutyRule, at: number): boolean {
  if (rule.rollout !== 'enforce') return false;
  return rule.effect === 'prohibit' || (rule.effect === 'time-bound' && tooLong(line, rule, at));
}

function shortest(c: Case, p: string, name: string, { t, after, again }: Moment): Record<string, number> {
  return Object.fromEntries(
    after.map((leg) => {
      const grants = name === 'repeats' && again.includes(leg) ? c.fresh : c.after;
      const lengths = grants
        .filter((g) => holdsAt(g.window, t))
        .map((g) => (c.ctl.steps(p, t).get(g.identity) ?? Infinity) + 1 + c.depth(g.item, leg) + 1);
      return [leg, Math.min(...lengths)];
    }),
  );
}

function findings(c: Case): OracleConflict[] {
  const rules = c.book.rules.filter((r) => r.rollout !== 'off').sort((a, b) => (a.id < b.id ? -1 : 1));
  return rules.flatMap((rule) =>
    c.ctl.ids.flatMap((root) => {
      const line = c.line(root, rule);
      const ahead = line.filter(({ t }) => t >= c.at);
      const found = classify(ahead);
      if (found === null) return [];
      return [
        {
          rule: rule.id,
          root,
          sameFor: [],
          class: found.name,
          vetoes: vetoes(line, rule, c.at),
          region: ahead
            .filter(({ after }) => after.length > 0)
            .map(({ t, after }) => [t, ...[...after].sort()].join(' ')),
          shownAt: found.shown.t,
          steps: shortest(c, root, found.name, found.shown),
        },
      ];
    }),
  );
}

/** Equal findings of roots that control each other throughout the region, under the first. */
function once(c: Case, all: readonly OracleConflict[]): OracleConflict[] {
  const shown: OracleConflict[] = [];
  for (const f of all) {
    const first = shown.find(
      (s) =>
        s.rule === f.rule &&
        s.class === f.class &&
        s.vetoes === f.vetoes &&
        s.region.join() === f.region.join() &&
        f.region.every((row) => {
          const t = Number(row.split(' ')[0]);
          return c.ctl.holds(s.root, f.root, t) && c.ctl.holds(f.root, s.root, t);
        }),
    );
    if (first === undefined) shown.push(f);
    else first.sameFor.push(f.root);
  }
  return shown;
}

function holdsOf(c: Case): string[] {
  const { book, world, ctl, change, at } = c;
  const isUnknown = ({ item }: Grant) => item.startsWith('role:') && !book.roles.some((r) => r.id === item);
  const ahead = range(at, HORIZON);
  const codes = new Set<string>();
  for (const g of change.add) {
    if (isUnknown(g)) codes.add('UNKNOWN_ITEM');
    if (!world.kinds.has(g.identity)) codes.add('UNKNOWN_IDENTITY');
    if (!readable(g.window)) codes.add('MALFORMED_FACT');
    else if (!ahead.some((t) => holdsAt(g.window, t))) codes.add('EMPTY_WINDOW');
  }
  const states = ['held', 'reserved', 'pending', 'asked'];
  if (world.grants.some((g) => !readable(g.window) || !states.includes(g.state))) codes.add('MALFORMED_FACT');
  const roots = ctl.ids.filter((p) => c.fresh.some((g) => ahead.some((t) => ctl.holds(p, g.identity, t))));
  const reached = ctl.ids.filter((x) => roots.some((p) => ahead.some((t) => ctl.holds(p, x, t))));
  if (reached.some((x) => !world.kinds.has(x))) codes.add('UNKNOWN_IDENTITY');
  if (
    c.before.some(
      (g) => reached.includes(g.identity) && isUnknown(g) && ahead.some((t) => holdsAt(g.window, t)),
    )
  ) {
    codes.add('UNKNOWN_ITEM');
  }
  return [...codes].sort();
}

/** The longest cut: every window ended at one common instant, starts kept, judged all over again. */
function longestCut(c: Case, all: readonly OracleConflict[]): number | null {
  const effectOf = (id: string) => c.book.rules.find((r) => r.id === id)?.effect;
  const refusing = all.filter((f) => f.vetoes);
  if (refusing.length === 0 || refusing.some((f) => effectOf(f.rule) !== 'time-bound')) return null;
  const latestStart = Math.max(c.at, ...c.change.add.map((g) => g.window.from));
  const passes = (end: number) => {
    const add = c.change.add.map((g) => {
      return { ...g, window: { from: g.window.from, until: Math.min(end, g.window.until ?? Infinity) } };
    });
    const cut = new Case(c.book, c.world, c.ctl, { ...c.change, add }, c.at);
    return cut.isRemoval() || findings(cut).every((f) => !f.vetoes);
  };
  return [...range(latestStart + 1, HORIZON - 8)].reverse().find(passes) ?? null;
}

/** The answer of the definitions. */
export function oracle(book: PlainBook, world: World, change: Change, at: number): OracleAnswer {
  const c = new Case(book, world, new Ctl(world, change), change, at);
  if (c.isRemoval()) return { outcome: 'pass', dualApproval: [], maxUntil: null, holds: [], conflicts: [] };
  const all = findings(c);
  const holds = holdsOf(c);
  const demanding = book.rules.filter((r) => r.effect === 'dual-approval' && r.rollout === 'enforce');
  const dualApproval = demanding.map((r) => r.id).filter((id) => all.some((f) => f.rule === id));
  const outcome = all.some((f) => f.vetoes) ? 'veto' : holds.length > 0 ? 'hold' : 'pass';
  const maxUntil = holds.length > 0 ? null : longestCut(c, all);
  return { outcome, dualApproval: dualApproval.sort(), maxUntil, holds, conflicts: once(c, all) };
}
