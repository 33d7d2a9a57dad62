/** A place in a chain as far as it is known: `hash` of the statement there, `prev` that it names; undefined when unknown. */
export interface ChainLink {
  readonly seq: number;
  readonly hash: string;
  readonly prev?: string | null;
}

export type ChainFault = 'TWO_WITH_ONE_NUMBER' | 'WRONG_PREDECESSOR';

/**
 * Whether what is known of one chain cannot all be true: two statements with one number, or one that names another predecessor
 * than the one that is known. Then its signer's database was rolled back, or somebody else signs with its key.
 */
export function chainFault(links: readonly ChainLink[]): ChainFault | null {
  const hashes = new Map<number, string>();
  for (const { seq, hash } of links) {
    if ((hashes.get(seq) ?? hash) !== hash) return 'TWO_WITH_ONE_NUMBER';
    hashes.set(seq, hash);
  }
  for (const { seq, prev } of links) {
    if (prev === undefined) continue;
    const before = seq === 1 ? null : hashes.get(seq - 1);
    if (before !== undefined && before !== prev) return 'WRONG_PREDECESSOR';
  }
  return null;
}

/** Numbers as PostgreSQL writes a multirange of them: `{[1,4),[7,8)}`. */
export function toMultirange(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const n of [...new Set(numbers)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && last[1] === n) last[1] = n + 1;
    else ranges.push([n, n + 1]);
  }
  return `{${ranges.map(([from, to]) => `[${from},${to})`).join(',')}}`;
}
