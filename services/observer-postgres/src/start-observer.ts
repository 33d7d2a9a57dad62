import { randomBytes } from 'node:crypto';
import { alive } from '@countersign/contracts/observer/issue';
import type { Settings } from '@countersign/service-kit/config';
import type { RunningService } from '@countersign/service-kit/http';
import type { Log } from '@countersign/service-kit/observability';
import { type DutyParts, startDuty } from '@countersign/service-kit/service';
import type { settingsSpec } from './config.js';
import type { ObserverDeps } from './observe/observer-deps.js';
import { Schedule } from './observe/schedule.js';
import { observerJobs, ObserverModule } from './observer.module.js';
import { readCatalogue } from './read/catalogue.store.js';
import { readTarget } from './read/target-reader.js';

/** Starts the observer. It keeps nothing of its own but what every service keeps. */
export function startObserver(settings: Settings<typeof settingsSpec>, log: Log): Promise<RunningService> {
  const { system, targetUrl: url, targetPassword, everySeconds, repeatSeconds } = settings;
  const target = { url, password: () => targetPassword.read() };
  const schedule = new Schedule({ everyMs: everySeconds * 1_000, repeatMs: repeatSeconds * 1_000 });
  const depsOf = (parts: DutyParts): ObserverDeps => ({
    ...{ ...parts, system, schedule, topic: settings.produces[0] as string },
    read: () => readTarget(target, readCatalogue),
    newObservation: () => `o-${randomBytes(16).toString('base64url')}`,
  });
  return startDuty(
    {
      ...{ settings, alive, migrations: [] },
      module: (parts) => ObserverModule.of(depsOf(parts)),
      jobs: (parts) => observerJobs(depsOf(parts)),
    },
    log,
  );
}
