import { setTimeout as sleep } from 'node:timers/promises';
import { alive } from '@countersign/contracts/connector/issue';
import { systemClock } from '@countersign/contracts';
import type { Settings } from '@countersign/service-kit/config';
import type { RunningService } from '@countersign/service-kit/http';
import { hasOpenGap } from '@countersign/service-kit/messaging';
import type { Log } from '@countersign/service-kit/observability';
import { inTransaction, isDatabaseUnavailable } from '@countersign/service-kit/persistence';
import { type DutyParts, startDuty } from '@countersign/service-kit/service';
import type { settingsSpec } from './config.js';
import type { ConnectorDeps } from './connector-deps.js';
import { connectorJobs, ConnectorModule } from './connector.module.js';
import { EndingTimer } from './endings/ending-timer.js';
import { Connector1764000000001 } from './migrations/1764000000001-connector.js';
import { PostgresDriver } from './target/postgres-driver.js';
import { TargetPool } from './target/target-pool.js';

/** Pause before the platform is tried again, ms. */
const platformPauseMs = 2_000;

/**
 * Starts the connector: the timer first, because access ends on time whatever else is away, then the service. While the platform's
 * database is away, the timer goes on and the start is tried again.
 */
export async function startConnector(
  settings: Settings<typeof settingsSpec>,
  log: Log,
): Promise<RunningService> {
  const { system, targetUrl: url, targetPassword } = settings;
  const pool = new TargetPool({ url, password: () => targetPassword.read() });
  const context = { driver: new PostgresDriver(pool), system, clock: systemClock };
  const timer = new EndingTimer(context, log);
  await timer.start();
  const topic = settings.produces[0] as string;
  const depsOf = (parts: DutyParts): ConnectorDeps => ({
    ...{ ...parts, ...context, topic },
    ...{ hasGap: hasOpenGap, principal: settings.kafkaUsername },
    inTransaction: (work) => inTransaction(parts.dataSource, work),
  });
  const service = await whenPlatformIsThere(log, () =>
    startDuty(
      {
        ...{ settings, alive, migrations: [Connector1764000000001] },
        module: (parts) => ConnectorModule.of(depsOf(parts)),
        jobs: (parts) => connectorJobs(depsOf(parts)),
        otherClocks: [{ of: 'target', now: () => context.driver.now() }],
      },
      log,
    ),
  );
  return {
    ...service,
    close: async () => {
      await service.close();
      await timer.stop();
      await pool.close();
    },
  };
}

async function whenPlatformIsThere<T>(log: Log, start: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await start();
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      log.warn('the database is away; access still ends on time', { error });
      await sleep(platformPauseMs);
    }
  }
}
