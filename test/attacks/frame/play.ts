import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Attempts, type Line, type Result, resultOf, type Run } from './line.js';

const record = join(__dirname, '../../../.data/attacks');

/** What lines came to so far; a line may be played in several parts, on different stages. */
export class Book {
  private readonly attempts = new Map<string, Attempts>();
  private readonly required = new Map<string, string>();

  /** Plays parts of lines one after the other; whatever one throws is something that was not as required, and the others go on. */
  async play<S>(lines: readonly Line<S>[], stage: S, run: Run): Promise<void> {
    for (const line of lines) {
      const attempts = this.attempts.get(line.id) ?? new Attempts();
      this.attempts.set(line.id, attempts);
      this.required.set(line.id, [this.required.get(line.id), line.required].filter(Boolean).join('; '));
      const since = Date.now();
      run.log(`${line.id} …`);
      await line.play(stage, attempts, run).catch((error: Error) => {
        attempts.saw('the line is played to its end', 'played', error.message, false);
        run.log(error.stack ?? error.message);
      });
      run.log(`${line.id}: ${this.result(line.id).seen} (${((Date.now() - since) / 1000).toFixed(1)} s)`);
    }
  }

  /** The result of a line; every variant of it is written to `.data/attacks/<id>.json`. */
  result(id: string): Result {
    const attempts = this.attempts.get(id);
    if (attempts === undefined) return missing(id);
    const result = resultOf(id, this.required.get(id) ?? '', attempts);
    mkdirSync(record, { recursive: true });
    const whole = { ...result, each: attempts.variants };
    writeFileSync(join(record, `${id}.json`), `${JSON.stringify(whole, null, 2)}\n`);
    return result;
  }
}

/** A line that has to be run and is not built yet. */
export const missing = (id: string): Result => ({
  ...{ id, variants: 0, required: 'as INVARIANTS, section 3, says', seen: 'not built yet' },
  ...{ ok: false, void: false, missing: true },
});
