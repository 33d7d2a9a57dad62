import type { DataSource } from 'typeorm';
import type { Log } from '../observability/index.js';
import { observeGauge } from '../observability/index.js';
import { Ticker } from '../persistence/index.js';
import type { ClockWatch } from './clock-watch.js';
import { beyond, type ClockSkew, describeSkew } from './skew.decision.js';

export interface ObservedClocks {
  readonly watch: ClockWatch;
  readonly dataSource: DataSource;
  readonly log: Log;
  /** Most that clocks may differ, ms. */
  readonly boundMs: number;
  /** Tells this process from its replicas, e.g. the name of its chain. */
  readonly name: string;
}

/** Pause between two looks, ms. Grants do not wait for one: whoever grants looks by itself. */
const everyMs = 1_000;

/**
 * Tells people of clocks that differ: a log line when it begins and when it is over, and the metric `countersign.clock.skew` for every clock
 * that is compared. `limited` says what grants wait for, null while they wait for nothing of the kind.
 */
export function observeClocks({ watch, dataSource, log, boundMs, name }: ObservedClocks) {
  let measured: readonly ClockSkew[] = [];
  let differing: readonly string[] = [];
  const ticker = new Ticker({
    ...{ name: `clocks ${name}`, dataSource, everyMs },
    run: async (tx) => {
      measured = await watch.measure(tx, 'all');
      const now = beyond(boundMs, measured);
      tell(log, differing, now);
      differing = now.map(({ of }) => of);
    },
  });
  const endGauge = observeGauge(
    'countersign.clock.skew',
    's',
    "how far a clock is ahead of this service's database; grants stop beyond the bound",
    () => measured.map(({ of, byMs }) => ({ value: byMs / 1_000, attributes: { of } })),
  );
  return {
    start: () => ticker.start(),
    stop: async () => {
      endGauge();
      await ticker.stop();
    },
    limited: () => (differing.length > 0 ? 'clocks differ' : null),
  };
}

function tell(log: Log, before: readonly string[], now: readonly ClockSkew[]): void {
  for (const skew of now)
    if (!before.includes(skew.of))
      log.error('clocks differ: no grants until they agree, removals go on', {
        clock: skew.of,
        skewMs: skew.byMs,
        message: describeSkew(skew),
      });
  if (before.length > 0 && now.length === 0) log.info('clocks agree again: grants go on');
}
