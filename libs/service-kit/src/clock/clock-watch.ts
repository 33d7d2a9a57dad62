import type { Clock, Millis } from '@countersign/contracts';
import type { EntityManager } from 'typeorm';
import { databaseNow, peerClocks } from './clock.store.js';
import { aheadOf, beyond, type ClockSkew } from './skew.decision.js';

/** Another clock that this process can ask, e.g. its target's. */
export interface OtherClock {
  readonly of: string;
  /** Its time, ms. Throws when it cannot be asked. */
  readonly now: () => Promise<Millis>;
}

/** What use cases ask about clocks (INVARIANTS, I23). */
export interface Clocks {
  /**
   * Every clock that differs from the arbiter's, this service's own database, by more than the bound: this process's own, that of each of these
   * peers by its heartbeats (`all`: of every peer that is heard), and what else this process was given to compare. While there is one, nothing
   * is granted; removals go on. Measured in the transaction that would grant, so that it is over as soon as they agree again.
   */
  skews(tx: EntityManager, peers: readonly string[] | 'all'): Promise<readonly ClockSkew[]>;
  /** The later of this process's clock and the arbiter's, ms: for what ends by time, because doubt takes away. */
  latest(tx: EntityManager): Promise<Millis>;
}

export interface ClockWatchOptions {
  readonly clock: Clock;
  /** Most that clocks may differ, ms. */
  readonly boundMs: number;
  readonly others?: readonly OtherClock[];
}

/** Compares this process's clock, its peers' and others with the arbiter's. Trusts nobody's word on what time it is. */
export class ClockWatch implements Clocks {
  constructor(private readonly options: ClockWatchOptions) {}

  /** Everything that can be compared now, beyond the bound or not. */
  async measure(tx: EntityManager, peers: readonly string[] | 'all'): Promise<readonly ClockSkew[]> {
    const { clock, others = [] } = this.options;
    const before = clock.now();
    const asked = await databaseNow(tx);
    const own = { of: 'this process', byMs: aheadOf({ before, asked, after: clock.now() }) };
    const told = await peerClocks(tx, peers === 'all' ? null : peers, asked);
    const compared = await Promise.all(others.map((other) => this.compare(other, own.byMs)));
    return [own, ...told, ...compared];
  }

  async skews(tx: EntityManager, peers: readonly string[] | 'all'): Promise<readonly ClockSkew[]> {
    return beyond(this.options.boundMs, await this.measure(tx, peers));
  }

  async latest(tx: EntityManager): Promise<Millis> {
    return Math.max(this.options.clock.now(), await databaseNow(tx));
  }

  /** Against the arbiter, by way of our own clock. */
  private async compare({ of, now }: OtherClock, ownAhead: number): Promise<ClockSkew> {
    const { clock } = this.options;
    const before = clock.now() - ownAhead;
    const asked = await now();
    const behind = aheadOf({ before, asked, after: clock.now() - ownAhead });
    return { of, byMs: behind === 0 ? 0 : -behind };
  }
}
