/**
 * Total order of strings by code point, the tie-breaker of SEMANTICS §5. JavaScript's own `<` compares UTF-16
 * units and puts characters beyond the basic plane before U+E000…U+FFFF; other implementations do not.
 */
export function byCodePoint(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Moves surrogates above the rest of the basic plane, which makes unit order code point order. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
