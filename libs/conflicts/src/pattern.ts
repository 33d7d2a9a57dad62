/**
 * Patterns over names in segments parted by `:`. `*` stands for any characters within one segment, none included;
 * a last segment that is only `*` for one or more segments. Comparison is exact.
 */

/** Whether a name stands for several. */
export function isPattern(name: string): boolean {
  return name.includes('*');
}

/** Whether some string is meant by both; of two names without `*`, whether they are equal. */
export function canMeet(a: string, b: string): boolean {
  if (!isPattern(a) && !isPattern(b)) return a === b;
  const [x, y] = [partsOf(a), partsOf(b)];
  const difference = x.fixed.length - y.fixed.length;
  const lengthsMeet = difference === 0 ? x.isOpen === y.isOpen : (difference > 0 ? y : x).isOpen;
  return lengthsMeet && x.fixed.every((segment, i) => segmentsMeet(segment, y.fixed[i] ?? '*'));
}

/** Whether every string that `inner` means is meant by `outer`. */
export function isInside(inner: string, outer: string): boolean {
  if (!isPattern(outer)) return inner === outer;
  // what stands in for a `*` of the inner one can be read only by a `*` of the outer one, so it stands for everything
  const { fixed, isOpen } = partsOf(inner);
  const likely = fixed.map((segment) => segment.replaceAll('*', ANYTHING));
  const examples = isOpen
    ? [
        [...likely, ANYTHING],
        [...likely, ANYTHING, ANYTHING],
      ]
    : [likely];
  return examples.every((example) => canMeet(example.join(':'), outer));
}

/** A character that no name has. */
const ANYTHING = '\u0000';

interface Parts {
  readonly fixed: readonly string[];
  /** Whether one or more segments of any kind follow. */
  readonly isOpen: boolean;
}

function partsOf(name: string): Parts {
  const segments = name.split(':');
  const isOpen = segments.at(-1) === '*';
  return { fixed: isOpen ? segments.slice(0, -1) : segments, isOpen };
}

/** Whether some text is meant by both segments; `row[j]`: what was read of `a` and `b` up to `j` can mean one text. */
function segmentsMeet(a: string, b: string): boolean {
  if (!isPattern(a) && !isPattern(b)) return a === b;
  let row = [true];
  for (let j = 1; j <= b.length; j++) row[j] = b[j - 1] === '*' && row[j - 1] === true;
  for (const char of a) {
    const next = [char === '*' && row[0] === true];
    for (let j = 1; j <= b.length; j++) {
      const isFree = char === '*' || b[j - 1] === '*';
      next[j] = isFree ? row[j] === true || next[j - 1] === true : char === b[j - 1] && row[j - 1] === true;
    }
    row = next;
  }
  return row[b.length] === true;
}
