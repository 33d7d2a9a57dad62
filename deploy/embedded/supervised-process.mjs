// A process that is kept running: started again when it dies, with a growing pause, and said so.
import { ProcessFailedError } from './errors.mjs';
import { lastLines, logFileOf, spawnOwned } from './owned-process.mjs';

/** First and longest pause before a dead process is started again, milliseconds. */
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5_000;
/**
 * How long a part may take until it is ready, milliseconds. Each takes seconds; on a machine with much else to do it may
 * be a minute, and one that cannot start is noticed by its dying, long before.
 */
const READY_WITHIN = 180_000;
/** A process that ran this long was well; the pause begins small again. */
const WELL_AFTER = 10_000;

export class SupervisedProcess {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #child;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  /** @type {'running' | 'waiting' | 'down'} */
  #state = 'down';
  #pause = FIRST_PAUSE;
  /** How often it died by itself since it was last told to start. */
  deaths = 0;

  /**
   * @param {import('./owned-process.mjs').ProcessSpec} spec
   * @param {object} about
   * @param {import('./run.mjs').Run} about.run
   * @param {() => Promise<true | string>} about.probe true when it is ready; a text says what it still waits for
   * @param {(line: string) => void} [about.log]
   */
  constructor(spec, { run, probe, log = () => undefined }) {
    this.spec = spec;
    this.run = run;
    this.probe = probe;
    this.log = log;
  }

  get name() {
    return this.spec.name;
  }

  get logFile() {
    return logFileOf(this.spec, this.run);
  }

  /** @returns {number | null} its process id while it runs */
  get pid() {
    return this.#state === 'running' ? (this.#child?.pid ?? null) : null;
  }

  get state() {
    return this.#state;
  }

  /** Starts it, unless it runs already. Ready is another matter: see `untilReady`. */
  start() {
    if (this.#state !== 'down') return;
    this.deaths = 0;
    this.#pause = FIRST_PAUSE;
    this.#spawn();
  }

  #spawn() {
    if (this.run.isClosed()) return;
    const child = spawnOwned(this.spec, this.run);
    this.#child = child;
    this.#state = 'running';
    const since = Date.now();
    child.once('error', (error) => this.#died(child, error.message, since));
    child.once('exit', (code, signal) => this.#died(child, signal ?? `exit code ${code}`, since));
  }

  /** @param {import('node:child_process').ChildProcess} child @param {string} how @param {number} since */
  #died(child, how, since) {
    if (child !== this.#child || this.#state !== 'running' || this.run.isClosed()) return;
    if (Date.now() - since > WELL_AFTER) this.#pause = FIRST_PAUSE;
    this.deaths += 1;
    this.#state = 'waiting';
    const pause = this.#pause;
    this.#pause = Math.min(pause * 2, LONGEST_PAUSE);
    this.log(`${this.name} ended (${how}); starting it again in ${pause / 1000} s`);
    this.#timer = setTimeout(() => this.#spawn(), pause);
  }

  /** Stops it in order, by force after `stopMs`; it stays down until `start`. */
  async stop() {
    const ended = this.#down();
    if (!this.#signal(this.spec.signal ?? 'SIGTERM')) return;
    const force = setTimeout(() => this.#signal('SIGKILL'), this.spec.stopMs ?? 8_000);
    await ended;
    clearTimeout(force);
  }

  /** Ends it at once, as a crash would; it stays down until `start`. */
  async kill() {
    const ended = this.#down();
    if (this.#signal('SIGKILL')) await ended;
  }

  #down() {
    clearTimeout(this.#timer);
    this.#state = 'down';
    const child = this.#child;
    return new Promise((resolve) => child?.once('exit', resolve));
  }

  /** @param {NodeJS.Signals} signal @returns {boolean} whether there was somebody to receive it */
  #signal(signal) {
    const child = this.#child;
    return (
      child?.pid !== undefined && child.exitCode === null && child.signalCode === null && child.kill(signal)
    );
  }

  /**
   * @param {number} [deaths] gives up after so many; default 3
   * @throws {ProcessFailedError} with the last lines of its log, when it is not ready in time
   */
  async untilReady(deaths = 3) {
    /** @type {true | string} */
    let answer = 'it has not answered';
    for (const until = Date.now() + READY_WITHIN; Date.now() < until;) {
      if (this.run.isClosed()) throw new ProcessFailedError(this.name, 'is not wanted any more');
      if (this.#state === 'running') answer = await this.probe();
      if (answer === true) return;
      if (this.deaths >= deaths) {
        await this.stop();
        throw this.#failure(`ended ${deaths} times before it was ready`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw this.#failure(`was not ready within ${READY_WITHIN / 1000} s (${answer})`);
  }

  /** @param {string} problem */
  #failure(problem) {
    return new ProcessFailedError(this.name, problem, lastLines(this.spec, this.run));
  }
}
