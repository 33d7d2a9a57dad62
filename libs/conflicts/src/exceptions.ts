import { membersOf } from './bitset.js';
import { type Cell, isTouched } from './cell.js';
import { byCodePoint } from './code-point-order.js';
import type { CompiledRule } from './conflict-matrix.js';
import type { Exception } from './facts.js';
import type { Inquiry } from './inquiry.js';
import { covers, isWindow, toSpan } from './window.js';

/** How far exceptions cover what a change does to one region. */
export interface Coverage {
  readonly covered: boolean;
  /** Ids of those that cover any of it, in order. */
  readonly exceptions: readonly string[];
}

/** Nothing is covered. */
export const UNCOVERED: Coverage = { covered: false, exceptions: [] };

/**
 * Every cell that is new, larger or newly witnessed has to lie, with all its legs, in one exception (SEMANTICS §4):
 * several that each cover a part of its legs do not cover it.
 */
export function coverage(
  inquiry: Inquiry,
  rule: CompiledRule,
  root: string,
  legIds: readonly string[],
  ahead: readonly Cell[],
): Coverage {
  if (rule.effect === 'never-approvable') return UNCOVERED;
  const valid = exceptionsOf(inquiry, rule, root);
  if (valid.length === 0) return UNCOVERED;
  const touched = pieces(ahead.filter(isTouched), valid);
  inquiry.budget.take(touched.length * valid.length);
  const covering = touched.map((cell) =>
    valid.filter((exception) => isCovered(inquiry, rule, legIds, cell, exception)),
  );
  return {
    covered: covering.every((some) => some.length > 0),
    exceptions: [...new Set(covering.flat().map(({ id }) => id))].sort(byCodePoint),
  };
}

/** Cells cut where a window of an exception begins or ends. */
function pieces(cells: readonly Cell[], exceptions: readonly Exception[]): Cell[] {
  const bounds = exceptions
    .filter(({ window }) => isWindow(window))
    .map(({ window }) => toSpan(window))
    .flatMap(({ from, until }) => [from, until])
    .sort((a, b) => a - b);
  return cells.flatMap((cell) => {
    const inside = bounds.filter((bound) => cell.from < bound && bound < cell.until);
    return [cell.from, ...inside].map((from, i) => ({ ...cell, from, until: inside[i] ?? cell.until }));
  });
}

function isCovered(
  { matrix }: Inquiry,
  rule: CompiledRule,
  legIds: readonly string[],
  cell: Cell,
  { window, legs, objects = {} }: Exception,
): boolean {
  if (!isWindow(window) || !covers([toSpan(window)], cell.from)) return false;
  const approved = legs ?? legsOfVersion(rule);
  const holdsLegs =
    approved === null ||
    membersOf(cell.after ?? new Uint32Array()).every((leg) => approved.includes(legIds[leg] ?? ''));
  // an object has no single value on a dimension that the region does not distinguish, so no list holds it
  return (
    holdsLegs &&
    Object.entries(objects).every(([name, values]) => {
      const place = rule.objects.indexOf(matrix.dimensions.indexOf(name));
      return place >= 0 && values.includes(cell.object[place] ?? '');
    })
  );
}

/** What an exception without legs means: the legs of the rule itself, no entitlement given by name; `null`: whoever they are. */
function legsOfVersion({ kind, legs }: CompiledRule): readonly string[] | null {
  return kind === 'holders' ? null : legs.map(({ id }) => id);
}

/** Values of one dimension by which an exception for this rule and root tells objects apart. */
export function valuesExcepted(
  inquiry: Inquiry,
  rule: CompiledRule,
  root: string,
  dimension: number,
): string[] {
  const name = inquiry.matrix.dimensions[dimension] ?? '';
  return exceptionsOf(inquiry, rule, root).flatMap(({ objects = {} }) =>
    Object.hasOwn(objects, name) ? (objects[name] ?? []) : [],
  );
}

function exceptionsOf({ exceptions }: Inquiry, rule: CompiledRule, root: string): Exception[] {
  return exceptions.filter(
    (exception) =>
      exception.root === root && exception.rule === rule.id && exception.version === rule.version,
  );
}
