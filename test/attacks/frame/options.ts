/** Words that `npm run attack` does not know. */
export class WrongWords extends Error {
  readonly code = 'ATTACKS_WRONG_WORDS';
}

/** What `npm run attack` was asked for. */
export interface Options {
  /** Ids of lines; null: all of the first lines. */
  readonly only: readonly string[] | null;
  readonly json: boolean;
  /** Default 10,000 at the guard, 500 through the system, as the issue demands; fewer are said in the report. */
  /** At the guard alone, on whole systems, or (default) both. */
  readonly part: 'guard' | 'system' | 'both';
  readonly guardPairs: number;
  readonly pipelinePairs: number;
}

const usage =
  'npm run attack -- [--only F01,T01] [--json] [--part guard|system] [--pairs <at the guard>,<through the system>]; pairs default to 10000,500';

/** Reads the words of a command line. Throws {@link WrongWords} with the usage for any that is unknown. */
export function optionsFrom(words: readonly string[]): Options {
  let options: Options = { only: null, json: false, part: 'both', guardPairs: 10_000, pipelinePairs: 500 };
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === '--json') options = { ...options, json: true };
    else if (word === '--only') options = { ...options, only: idsIn(left.shift()) };
    else if (word === '--part') options = { ...options, part: partIn(left.shift()) };
    else if (word === '--pairs') options = { ...options, ...pairsIn(left.shift()) };
    else throw new WrongWords(`\`${word}\` is unknown: ${usage}`);
  }
  return options;
}

function idsIn(word = ''): readonly string[] {
  const ids = word.split(',');
  if (!ids.every((id) => /^([A-Z]\d\d|checker)$/.test(id))) throw new WrongWords(usage);
  return ids;
}

function partIn(word = ''): Options['part'] {
  if (word !== 'guard' && word !== 'system') throw new WrongWords(usage);
  return word;
}

function pairsIn(word = ''): Pick<Options, 'guardPairs' | 'pipelinePairs'> {
  const [guardPairs = NaN, pipelinePairs = NaN] = word.split(',').map(Number);
  if (![guardPairs, pipelinePairs].every((count) => Number.isSafeInteger(count) && count > 0))
    throw new WrongWords(usage);
  return { guardPairs, pipelinePairs };
}
