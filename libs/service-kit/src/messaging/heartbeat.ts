import type { Alive, Clock, Draft } from '@countersign/contracts';
import type { DataSource } from 'typeorm';
import type { GovernanceStore } from '../governance/governance-store.js';
import { Ticker } from '../persistence/ticker.js';
import type { StatementIssuer } from './statement-issuer.js';

export interface HeartbeatOptions {
  readonly dataSource: DataSource;
  readonly issuer: StatementIssuer;
  readonly governance: GovernanceStore;
  readonly clock: Clock;
  /** Topic on which this process says that it is alive. */
  readonly topic: string;
  /** The duty's own constructor, from `@countersign/contracts/<duty>/issue`. */
  readonly alive: (body: Alive) => Draft<string, Alive>;
  /** Pause between two, in ms. Default 5000. */
  readonly everyMs?: number;
}

/**
 * The service's heartbeat: its time, how far its chains go, which bundle and registry it believes. Readers see by it that the end
 * of a chain is missing. Start and stop it with the service.
 */
export function heartbeat(options: HeartbeatOptions): Ticker {
  const { dataSource, issuer, governance, clock, topic, alive } = options;
  const chain = issuer.chainNameOn(topic);
  return new Ticker({
    name: `heartbeat ${chain}`,
    dataSource,
    everyMs: options.everyMs ?? 5_000,
    run: async (tx) => {
      const heads = await issuer.heads(tx);
      const body: Alive = { at: clock.now(), heads, ...governance.numbers() };
      await issuer.issue(tx, alive(body), { topic, key: chain });
    },
  });
}
