/**
 * Patterns (SEMANTICS §1): `*` stands for any characters within one segment, a last segment that is only `*` for one
 * or more segments; everything else is compared exactly.
 */
import { Memo } from './memo.js';

/** Some text of one segment is matched by both. */
function segmentsMeet(a: string, b: string): boolean {
  if (a === '' && b === '') return true;
  if (starMeets(a, b) || starMeets(b, a)) return true;
  return a !== '' && a[0] === b[0] && a[0] !== '*' && segmentsMeet(a.slice(1), b.slice(1));
}

/** The first character of `a` is a `*` that stands for nothing more, or for the first of `b`. */
function starMeets(a: string, b: string): boolean {
  if (!a.startsWith('*')) return false;
  return segmentsMeet(a.slice(1), b) || (b !== '' && segmentsMeet(a, b.slice(1)));
}

function listsMeet([a, ...restOfA]: string[], [b, ...restOfB]: string[]): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a === '*' && restOfA.length === 0) return true;
  if (b === '*' && restOfB.length === 0) return true;
  return segmentsMeet(a, b) && listsMeet(restOfA, restOfB);
}

/** Some string, catalogued or not, matches both. */
export function patternsMeet(a: string, b: string): boolean {
  return listsMeet(a.split(':'), b.split(':'));
}

/** A character that no id contains: what it is matched by is matched by a `*` that stands for anything. */
const ANYTHING = '\u0000';

/** Every string that matches `a` matches `b`: a `*` of `a` may only be matched by a `*` of `b`. */
export function liesInside(a: string, b: string): boolean {
  const segments = a.split(':');
  const ends =
    segments.at(-1) === '*'
      ? b
          .split(':')
          .map((_, i) => i + 1)
          .concat(b.split(':').length + 1)
      : [0];
  const head = segments.at(-1) === '*' ? segments.slice(0, -1) : segments;
  return ends.every((length) => {
    const text = [...head, ...Array.from({ length }, () => '*')].join(':').replaceAll('*', ANYTHING);
    return patternsMeet(text, b);
  });
}

const isRole = (item: string) => item.startsWith('role:');

/** What is held meets a leaf or premise. `strictly`: where more access means less conflict, doubt counts as not held. */
function meetsLeaf(held: string, leaf: string, strictly: boolean): boolean {
  if (isRole(held) || isRole(leaf)) return held === leaf;
  if (!strictly) return patternsMeet(held, leaf);
  return liesInside(held, leaf) || (!leaf.includes('*') && patternsMeet(held, leaf));
}

const known = new Memo<boolean>();

/** `meetsLeaf`, remembered. */
export function meets(held: string, leaf: string, strictly: boolean): boolean {
  return known.of([strictly, leaf, held], () => meetsLeaf(held, leaf, strictly));
}
