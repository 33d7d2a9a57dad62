/**
 * The laws of SEMANTICS §7 that apply to this form of the engine are properties of *any* engine: the real one must
 * satisfy each, and broken doubles are seen to fail it. Law 7 waits for exceptions.
 */
import type fc from 'fast-check';
import type { Judgement, RegionRow, RuleBook, World } from '../index.js';
import type { Engine } from '../oracle/engine-against-oracle.spec-only.js';
import { LAST_INSTANT, type SmallCase } from './small-worlds.spec-only.js';

/** A law for a given engine; it fails by throwing. */
export type Law = (engine: Engine) => fc.IRawProperty<unknown, false>;

/** A case under any book. */
export type AnyCase = Omit<SmallCase, 'book'> & { readonly book: RuleBook };

export const judged = (engine: Engine, { book, world, change, at }: AnyCase): Judgement =>
  engine.judge(engine.compileMatrix(book), world, change, at);

/** `rule root t duty` for every instant and leg of a region. */
export type Regions = ReadonlySet<string>;

/** Every region that the facts have from `at` on: what creating all of them at once creates. */
export function regions(engine: Engine, book: RuleBook, world: World, at: number): Regions {
  const change = { drop: [], add: world.grants.filter(({ window }) => (window.until ?? Infinity) > at) };
  const { conflicts } = judged(engine, { book, world: { ...world, grants: [] }, change, at });
  return new Set(
    conflicts.flatMap(({ rule, root, sameFor, windows }) =>
      [root, ...sameFor].flatMap((each) => windows.flatMap(cells).map((cell) => `${rule} ${each} ${cell}`)),
    ),
  );
}

/** The last whole instant stands for all that follow. */
function cells({ from, until, legs }: RegionRow): string[] {
  return Array.from({ length: LAST_INSTANT + 2 }, (_, t) => t)
    .filter((t) => from <= t && t < (until ?? Infinity))
    .flatMap((t) => legs.map((leg) => `${t} ${leg}`));
}
