// A benchmark whose parties answer differently measures nothing.
import { createHash } from 'node:crypto';

/** The run is void: somebody answered otherwise. */
export class AnswersDifferError extends Error {
  code = 'BENCH_VOID';
}

/** @param {unknown} answers @returns {string} */
export const digest = (answers) => createHash('sha256').update(JSON.stringify(answers)).digest('hex');

/**
 * @param {string} who @param {readonly unknown[]} theirs @param {readonly unknown[]} ours to the same requests, in the same order
 * @throws {AnswersDifferError} naming the first request that is answered otherwise
 */
export function assertSame(who, theirs, ours) {
  const [a, b] = [digest(theirs), digest(ours)];
  if (a === b) return;
  const at = theirs.findIndex((answer, i) => digest(answer) !== digest(ours[i]));
  const told = at < 0 ? '' : `: request ${at}: ${text(theirs[at])}, not ${text(ours[at])}`;
  throw new AnswersDifferError(`${who} answers otherwise (${a.slice(0, 16)}, not ${b.slice(0, 16)})${told}`);
}

/** @param {unknown} answer */
const text = (answer) => String(JSON.stringify(answer)).slice(0, 200);
