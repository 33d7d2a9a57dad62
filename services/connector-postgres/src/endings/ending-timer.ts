import { endDue, type OrderContext } from '@countersign/connector-kit';
import type { Log } from '@countersign/service-kit/observability';

/** Pause between two rounds, ms: access outlives its end by about this much at most. */
const everyMs = 1_000;

/**
 * Ends access whose time is over. Knows the target and a clock and nothing else, so that it works while broker, platform and the
 * service's own database are away, and at once after a restart.
 */
export class EndingTimer {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private stopped = false;
  private failing = false;

  constructor(
    private readonly context: OrderContext,
    private readonly log: Log,
  ) {}

  /** Resolves after the first round, which also ends sessions that a crash left; then goes on by itself. */
  async start(): Promise<void> {
    this.round = this.once();
    await this.round;
    this.schedule();
  }

  /** Resolves when the round in hand is over. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.round = this.once();
      void this.round.then(() => this.schedule());
    }, everyMs);
  }

  /** Never throws: a target that is away now is looked at again in a second. */
  private async once(): Promise<void> {
    try {
      const { ended, failures } = await endDue(this.context);
      if (ended > 0) this.log.info('access ended by itself', { places: ended });
      for (const { error } of failures) this.log.error('access could not be ended', { error });
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.log.error('cannot look for access that is over', { error });
      this.failing = true;
    }
  }
}
