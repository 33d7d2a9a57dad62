/** A set of small integers, 32 to a word. All sets that meet in one operation have the same size. */
export type Bits = Uint32Array;

/** The empty set with room for `0 … size - 1`. */
export function emptyBits(size: number): Bits {
  return new Uint32Array((size + 31) >>> 5);
}

export function addBit(bits: Bits, bit: number): void {
  const word = bit >>> 5;
  bits[word] = (bits[word] ?? 0) | (1 << (bit & 31));
}

export function hasBit(bits: Bits, bit: number): boolean {
  return (((bits[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 1;
}

/** Adds all of `from` to `into`. */
export function unite(into: Bits, from: Bits): void {
  for (let i = 0; i < into.length; i++) into[i] = (into[i] ?? 0) | (from[i] ?? 0);
}

/** Whether every member of `a` is in `b`. */
export function isWithin(a: Bits, b: Bits): boolean {
  return a.every((word, i) => (word & ~(b[i] ?? 0)) === 0);
}

export function isEmptyBits(bits: Bits): boolean {
  return bits.every((word) => word === 0);
}

/** The members in rising order. */
export function membersOf(bits: Bits): number[] {
  const members: number[] = [];
  bits.forEach((word, i) => {
    for (let rest = word; rest !== 0; rest &= rest - 1) members.push(i * 32 + lowestBit(rest));
  });
  return members;
}

export function countBits(bits: Bits): number {
  let count = 0;
  for (const word of bits) for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}

function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}
