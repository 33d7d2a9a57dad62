import 'reflect-metadata';
import { alive } from '@countersign/contracts/policy/issue';
import { readSettings } from '@countersign/service-kit/config';
import { runService } from '@countersign/service-kit/http';
import { startDuty } from '@countersign/service-kit/service';
import { observeReservations } from './clear/reservation.metrics.js';
import { settingsSpec } from './config.js';
import { observeBackfill } from './findings/backfill.metrics.js';
import { lineLife } from './life/line-life.decision.js';
import { requestLife } from './life/request-life.decision.js';
import { assertTableComplete } from './life/state-table.decision.js';
import { Policy1764000000000 } from './migrations/1764000000000-policy.js';
import { policyJobs, PolicyModule } from './policy.module.js';

void runService('policy', (log) => {
  assertTableComplete(requestLife);
  assertTableComplete(lineLife);
  return startDuty(
    {
      settings: readSettings(settingsSpec),
      migrations: [Policy1764000000000],
      alive,
      module: (parts) => PolicyModule.of(parts),
      jobs: policyJobs,
      observe: ({ dataSource }) => {
        const ends = [observeReservations(dataSource), observeBackfill(dataSource)];
        return () => ends.forEach((end) => end());
      },
    },
    log,
  );
}).then((code) => process.exit(code));
