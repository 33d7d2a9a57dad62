import { Logger } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { inTransaction } from './transaction.js';

export interface TickerOptions {
  /** Names the job in logs, and among the replicas of a service: of one name, one runs at a time. */
  readonly name: string;
  readonly dataSource: DataSource;
  /** Pause between the end of one run and the next, in ms; at least 10. The first run is after one pause. */
  readonly everyMs: number;
  /** One run, in a transaction of its own. What it throws is logged once a streak; the next run comes all the same. */
  readonly run: (tx: EntityManager) => Promise<void>;
}

/** A job that runs again and again: never twice at once, not in this process and not in another on the same database. */
export class Ticker {
  private readonly logger = new Logger(Ticker.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = true;
  private failing = false;

  constructor(private readonly options: TickerOptions) {}

  /** Idempotent. */
  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.schedule();
  }

  /** Resolves when a run in hand has ended; none starts afterwards. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private schedule(): void {
    this.timer = setTimeout(
      () => {
        this.running = this.once().finally(() => {
          if (!this.stopped) this.schedule();
        });
      },
      Math.max(10, this.options.everyMs),
    );
  }

  private async once(): Promise<void> {
    const { dataSource, name, run } = this.options;
    try {
      await inTransaction(dataSource, async (tx) => {
        if (await this.takeTurn(tx)) await run(tx);
      });
      if (this.failing) this.logger.log(`job \`${name}\` works again`);
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.logger.error(`job \`${name}\` failed and is tried again`, error);
      this.failing = true;
    }
  }

  /** Another replica at the same job means nothing to do here. The lock ends with the transaction. */
  private async takeTurn(tx: EntityManager): Promise<boolean> {
    const [row] = await tx.query<[{ mine: boolean }]>(
      'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS mine',
      [`ticker ${this.options.name}`],
    );
    return row.mine;
  }
}
