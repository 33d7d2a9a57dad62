import { addBit, type Bits, emptyBits, hasBit } from '../bitset.js';
import type { CompiledRule } from '../conflict-matrix.js';

/** A plain rule with its legs as duty numbers, rising. */
export interface PlainRule {
  readonly rule: CompiledRule;
  readonly duties: readonly number[];
}

/**
 * Rules by two of their legs, so that only those are looked at of which both are met. Each rule stands, for each of
 * its legs, under the next one, the first after the last; one that some of its legs break already, under every other.
 */
export interface PairIndex {
  readonly words: number;
  /** For each duty, a row of words: the duties that some rule pairs it with. */
  readonly partners: Uint32Array;
  /** For each such word: where in `starts` the partners in it begin. */
  readonly places: Uint32Array;
  /** By place of a pair: where its rules begin; one more at the end. */
  readonly starts: Uint32Array;
  readonly rules: Uint32Array;
  /** By rule: 0 where the pair is all it asks; else where `legs` tells its threshold, number of legs, and legs. */
  readonly legsAt: Uint32Array;
  readonly legs: Uint32Array;
}

/** Room for the numbers of all rules, the first so many of which are found. */
export interface Found {
  readonly numbers: Uint32Array;
  count: number;
}

export function pairIndex(plain: readonly PlainRule[], duties: number): PairIndex {
  const pairs: Map<number, number[]>[] = Array.from({ length: duties }, () => new Map<number, number[]>());
  const legs = [0];
  const legsAt = plain.map(({ rule, duties: of }, number) => {
    of.forEach((duty, i) => {
      const next = of[(i + 1) % of.length] ?? duty;
      const under = rule.threshold === of.length ? [next] : of.filter((other) => other !== duty);
      for (const partner of under) addTo(pairs[duty], partner, number);
    });
    if (of.length === 2) return 0;
    return legs.push(rule.threshold, of.length, ...of) - of.length - 2;
  });
  const words = (duties + 31) >>> 5;
  const index = { words, partners: new Uint32Array(words * duties), places: new Uint32Array(words * duties) };
  const starts: number[] = [];
  const rules: number[] = [];
  pairs.forEach((of, duty) => {
    const row = emptyBits(duties);
    for (const partner of of.keys()) addBit(row, partner);
    index.partners.set(row, duty * words);
    let word = 0;
    for (const [partner, numbers] of [...of].sort(([a], [b]) => a - b)) {
      for (; word <= partner >>> 5; word++) index.places[duty * words + word] = starts.length;
      starts.push(rules.length);
      for (const number of numbers) rules.push(number);
    }
  });
  starts.push(rules.length);
  return {
    ...index,
    starts: Uint32Array.from(starts),
    rules: Uint32Array.from(rules),
    legsAt: Uint32Array.from(legsAt),
    legs: Uint32Array.from(legs),
  };
}

function addTo(of: Map<number, number[]> | undefined, key: number, number: number): void {
  const known = of?.get(key);
  if (known === undefined) of?.set(key, [number]);
  else known.push(number);
}

/** How many bits of a word are set. */
export function onesIn(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/**
 * Numbers of the rules that one who meets `after` breaks by a leg in `gained`, each once, into `found`, which is
 * emptied first. A rule of which several legs are gained is found from the lowest.
 */
export function rulesBroken(
  index: PairIndex,
  gained: readonly number[],
  gainedBits: Bits,
  after: Bits,
  found: Found,
): void {
  found.count = 0;
  for (const duty of gained) {
    const row = duty * index.words;
    for (let i = 0; i < index.words; i++) {
      const word = at(index.partners, row + i);
      const hits = word & at(after, i);
      if (hits !== 0) pairsIn(index, duty, i, word, hits, gainedBits, after, found);
    }
  }
}

function pairsIn(
  index: PairIndex,
  duty: number,
  i: number,
  word: number,
  hits: number,
  gained: Bits,
  after: Bits,
  found: Found,
): void {
  const first = at(index.places, duty * index.words + i);
  for (let rest = hits; rest !== 0; rest &= rest - 1) {
    const lowest = rest & -rest;
    const partner = i * 32 + 31 - Math.clz32(lowest);
    const place = first + onesIn(word & (lowest - 1));
    const end = at(index.starts, place + 1);
    const isEarlier = partner < duty && hasBit(gained, partner);
    for (let r = at(index.starts, place); r < end; r++) {
      const number = at(index.rules, r);
      const legs = at(index.legsAt, number);
      const isBroken = legs === 0 ? !isEarlier : isFoundFrom(index, legs, duty, partner, gained, after);
      if (isBroken) found.numbers[found.count++] = number;
    }
  }
}

/** Whether enough legs of a wider rule are met, and this pair is the first by which it is looked at. */
function isFoundFrom(
  { legs }: PairIndex,
  start: number,
  duty: number,
  partner: number,
  gained: Bits,
  after: Bits,
): boolean {
  const threshold = at(legs, start);
  const size = at(legs, start + 1);
  let met = 0;
  for (let i = start + 2; i < start + 2 + size; i++) {
    const leg = at(legs, i);
    if (!hasBit(after, leg)) continue;
    met += 1;
    if (leg < duty && hasBit(gained, leg)) return false;
    // of several partners that are met, the lowest
    if (threshold < size && leg < partner && leg !== duty) return false;
  }
  return met >= threshold;
}

function at(words: Uint32Array, place: number): number {
  return words[place] ?? 0;
}
