import { type Clock, type Millis, systemClock } from '@countersign/contracts';
import type { Log } from '../observability/index.js';
import { NotReady } from './http.errors.js';

/** Something without which the service must not be sent work: database, broker, a valid bundle. */
export interface ReadinessCheck {
  readonly name: string;
  /** Resolves while all is well; rejects otherwise. Must be cheap: it runs each second. */
  readonly check: () => Promise<void>;
  /** A check that takes longer has failed, ms. Default 2000, most 3000, so that a loss shows within 5 s. */
  readonly timeoutMs?: number;
}

interface State {
  readonly name: string;
  readonly timeoutMs: number;
  readonly check: () => Promise<void>;
  running: boolean;
  /** When the last success began; undefined before the first and after a failure. */
  goodAt?: Millis;
}

/** Each second, as DESIGN's five seconds need: one interval, one time limit, one second of slack. */
const intervalMs = 1000;
const maxTimeoutMs = 3000;

/**
 * Whether the service can work, known from checks that run in the background, so that asking costs nothing and cannot be
 * used to wear down what is checked. Not ready before every check succeeded once, and once a success is 4.5 s old.
 */
export class Readiness {
  private readonly states: State[] = [];
  private timer: NodeJS.Timeout | undefined;
  private draining = false;
  private said = false;
  private limit: () => string | null = () => null;

  constructor(
    private readonly log: Log,
    private readonly clock: Clock = systemClock,
  ) {}

  /** Adds a check, at any time; until its first success the service is not ready. */
  register({ name, check, timeoutMs = 2000 }: ReadinessCheck): this {
    this.states.push({ name, check, timeoutMs: Math.min(timeoutMs, maxTimeoutMs), running: false });
    return this;
  }

  /**
   * What keeps the service from granting and not from anything else, in words; null while nothing does. It stays ready, so that what takes
   * away still reaches it.
   */
  limitedBy(limit: () => string | null): this {
    this.limit = limit;
    return this;
  }

  /** See {@link limitedBy}. */
  limits(): string | null {
    return this.limit();
  }

  /** Begins to poll; called when the application listens. */
  start(): void {
    this.timer ??= setInterval(() => this.poll(), intervalMs);
    this.poll();
  }

  /** Not ready from now on, for good: the service is about to end. */
  drain(): void {
    this.draining = true;
    clearInterval(this.timer);
  }

  /** Names of the checks that do not hold, for the log and for operators inside; never for a response. */
  failing(): string[] {
    const oldest = this.clock.now() - intervalMs - maxTimeoutMs - 500;
    return this.states
      .filter(({ goodAt }) => goodAt === undefined || goodAt < oldest)
      .map(({ name }) => name);
  }

  isReady(): boolean {
    return !this.draining && this.timer !== undefined && this.failing().length === 0;
  }

  private poll(): void {
    for (const state of this.states) if (!state.running) void this.run(state);
    const ready = this.isReady();
    if (ready !== this.said)
      this.log[ready ? 'info' : 'warn'](ready ? 'ready' : 'not ready', { failing: this.failing() });
    this.said = ready;
  }

  /** A check that hangs stays `running` and failed until it settles: it is never started a second time beside itself. */
  private async run(state: State): Promise<void> {
    state.running = true;
    const began = this.clock.now();
    const late = setTimeout(() => (state.goodAt = undefined), state.timeoutMs);
    try {
      await state.check();
      state.goodAt = this.clock.now() - began > state.timeoutMs ? undefined : began;
    } catch (error) {
      state.goodAt = undefined;
      this.log.debug('readiness check failed', {
        check: state.name,
        error: new NotReady(state.name, { cause: error }),
      });
    } finally {
      clearTimeout(late);
      state.running = false;
    }
  }
}
