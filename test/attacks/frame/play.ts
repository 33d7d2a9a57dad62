import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Attempts, type Line, type Result, resultOf, type Run } from './line.js';

const record = join(__dirname, '../../../.data/attacks');

/** What lines came to so far; a line may be played in several parts, on different stages. */
export class Book {
  private readonly attempts = new Map<string, Attempts>();
  private readonly required = new Map<string, string>();
  private readonly playing = new Set<string>();

  /** Plays parts of lines one after the other; whatever one throws is something that was not as required, and the others go on. */
  async play<S>(lines: readonly Line<S>[], stage: S, run: Run): Promise<void> {
    for (const line of lines) {
      const attempts = this.attempts.get(line.id) ?? new Attempts(() => this.keep(line.id));
      this.attempts.set(line.id, attempts);
      this.required.set(line.id, [this.required.get(line.id), line.required].filter(Boolean).join('; '));
      const since = Date.now();
      this.playing.add(line.id);
      run.log(`${line.id} …`);
      await line.play(stage, attempts, run).catch((error: Error) => {
        attempts.failed(error);
        run.log(error.stack ?? error.message);
      });
      this.playing.delete(line.id);
      this.keep(line.id);
      run.log(`${line.id}: ${this.result(line.id).seen} (${((Date.now() - since) / 1000).toFixed(1)} s)`);
    }
  }

  /** The result of a line so far. A line that is being played is not as required, whatever it has come to. */
  result(id: string): Result {
    const attempts = this.attempts.get(id);
    if (attempts === undefined) return missing(id);
    const result = resultOf(id, this.required.get(id) ?? '', attempts);
    if (!this.playing.has(id)) return result;
    const soFar = [...attempts.underWay].map(([name, text]) => `${name}: ${text}`);
    return { ...result, ok: false, seen: [`cut off; ${result.seen}`, ...soFar].join('; ') };
  }

  /** Lines that were begun. */
  get begun(): readonly string[] {
    return [...this.attempts.keys()];
  }

  /** Writes a line down as it is now, every variant of it, to `.data/attacks/<id>.json`: whatever cuts a run off, it stands there. */
  private keep(id: string): void {
    mkdirSync(record, { recursive: true });
    const attempts = this.attempts.get(id);
    const whole = { at: new Date().toISOString(), ...this.result(id), each: attempts?.variants ?? [] };
    writeFileSync(join(record, `${id}.json`), `${JSON.stringify(whole, null, 2)}\n`);
  }
}

/** A line that has to be run and is not built yet. */
export const missing = (id: string): Result => ({
  ...{ id, variants: 0, required: 'as INVARIANTS, section 3, says', seen: 'not built yet' },
  ...{ ok: false, void: false, missing: true },
});
