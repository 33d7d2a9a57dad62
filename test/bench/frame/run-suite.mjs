// Runs one suite and prints what it measured.
import { parseArgs } from 'node:util';
import { machine } from './machine.mjs';
import { AnswersDifferError } from './same-answers.mjs';
import { table } from './table.mjs';

/**
 * @typedef {object} Suite
 * @property {Record<string, { type: 'string' | 'boolean', default: string | boolean }>} options
 * @property {(values: any, frame: { log: (line: string) => void }) => AsyncIterable<import('./line.mjs').Line>} run
 */

/** @param {unknown} error @returns {number} the exit code */
function failed(error) {
  const isVoid = error instanceof AnswersDifferError;
  console.error(isVoid ? `void: ${error.message}` : error);
  return isVoid ? 1 : 2;
}

/**
 * @param {Suite} suite @param {readonly string[]} args
 * @param {(text: string) => void} [print]
 * @returns {Promise<number>} the exit code: 0 measured, 1 void, 2 could not be run
 */
export async function play(suite, args, print = console.log) {
  const log = (/** @type {string} */ line) => console.error(`· ${line}`);
  const lines = [];
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { ...suite.options, json: { type: 'boolean', default: false } },
      allowNegative: true,
    });
    log(machine());
    for await (const line of suite.run(values, { log })) {
      if (values.json) print(JSON.stringify(line));
      lines.push(line);
    }
    if (!values.json) print(table(lines));
    log(machine());
    return 0;
  } catch (error) {
    return failed(error);
  }
}

/** @param {string} name @param {readonly string[]} args @returns {Promise<number>} the exit code */
export const runSuite = async (name, args) => play(await import(`../${name}/suite.mjs`), args);
