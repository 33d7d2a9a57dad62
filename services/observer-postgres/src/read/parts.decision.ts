import type { SystemId } from '@countersign/contracts';
import { type Holding, mostParts, type Observed } from '@countersign/contracts/observer';
import { TooMuchToObserve } from './observation.errors.js';

/** One reading of a target, whole. Times in ms; `begun` before its snapshot was taken. */
export interface Reading {
  readonly system: SystemId;
  readonly observation: string;
  readonly begun: number;
  readonly ended: number;
  readonly holdings: readonly Holding[];
  readonly oddities: Observed['oddities'];
}

/** A statement must stay under 256 KiB, and a third of that is its encoding. */
const partBytes = 120_000;
const partHoldings = 500;
const partOddities = 200;

/** Cuts a list so that no piece has more members or bytes than allowed. */
function cut<T>(items: readonly T[], most: number, bytes: number): T[][] {
  const pieces: T[][] = [];
  let [piece, size]: [T[], number] = [[], 0];
  for (const item of items) {
    const length = Buffer.byteLength(JSON.stringify(item));
    if (piece.length > 0 && (piece.length >= most || size + length > bytes)) {
      pieces.push(piece);
      [piece, size] = [[], 0];
    }
    piece.push(item);
    size += length;
  }
  return piece.length > 0 ? [...pieces, piece] : pieces;
}

/** The statements of one reading: at least one, also when nothing is held, because only all parts together say what is absent. Throws `TOO_MUCH_TO_OBSERVE`. */
export function partsOf({ holdings, oddities, ...about }: Reading, most: number = mostParts): Observed[] {
  const held = cut(holdings, partHoldings, partBytes);
  const odd = cut(oddities, partOddities, partBytes / 3);
  const of = Math.max(1, held.length, odd.length);
  if (of > most)
    throw new TooMuchToObserve(
      `the target holds more than ${most} statements take: let the observer look at fewer accounts`,
    );
  return Array.from({ length: of }, (_, at) => ({
    ...about,
    part: at + 1,
    of,
    holdings: held[at] ?? [],
    oddities: odd[at] ?? [],
  }));
}
