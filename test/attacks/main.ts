import { Book } from './frame/play.js';
import { firstLines } from './frame/first-lines.js';
import type { Run } from './frame/line.js';
import { optionsFrom } from './frame/options.js';
import { printed } from './frame/print.js';
import { choiceRaces } from './guard/choice-races.js';
import { guardLines } from './guard/guard-races.js';
import { withPostgres } from './guard/race-processes.js';
import { sceneLines } from './lines/index.js';
import { withScene } from './stage/own-system.js';

/** Runs what was asked for; exit code 0 only when every line of it ran as required, none void and none missing. */
async function main(words: readonly string[]): Promise<number> {
  const options = optionsFrom(words);
  const ids = options.only ?? [...firstLines, 'checker'];
  const asked = <L extends { readonly id: string }>(lines: readonly L[]) =>
    lines.filter(({ id }) => ids.includes(id));
  const run: Run = { ...options, log: (line) => void process.stderr.write(`${line}\n`) };
  const book = new Book();
  let isWhole = false;
  const cutOff = () => {
    process.stdout.write(
      `${printed(
        book.begun.map((id) => book.result(id)),
        options.json,
      )}\n`,
    );
    // a whole system is ended by who started it
    if (!isWhole) process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, cutOff);
  const guard = asked([...guardLines, ...choiceRaces]);
  if (guard.length > 0 && options.part !== 'system')
    await withPostgres(() => book.play(guard, undefined, run));
  const whole = asked(sceneLines);
  isWhole = whole.length > 0 && options.part !== 'guard';
  if (isWhole) await withScene(run.log, (scene) => book.play(whole, scene, run));
  const results = ids.map((id) => book.result(id));
  process.stdout.write(`${printed(results, options.json)}\n`);
  return results.every(({ ok }) => ok) ? 0 : 1;
}

void main(process.argv.slice(2))
  .catch((error: Error & { code?: string }) => {
    process.stderr.write(`${error.code === undefined ? error.stack : `${error.code}: ${error.message}`}\n`);
    return 2;
  })
  .then((code) => process.exit(code));
