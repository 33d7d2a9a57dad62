import 'reflect-metadata';
import { alive } from '@countersign/contracts/provisioning/issue';
import { readSettings } from '@countersign/service-kit/config';
import { runService } from '@countersign/service-kit/http';
import { startDuty } from '@countersign/service-kit/service';
import { settingsSpec } from './config.js';
import { Provisioning1764000000000 } from './migrations/1764000000000-provisioning.js';
import { provisioningJobs, ProvisioningModule } from './provisioning.module.js';

void runService('provisioning', (log) =>
  startDuty(
    {
      settings: readSettings(settingsSpec),
      migrations: [Provisioning1764000000000],
      alive,
      module: (parts) => ProvisioningModule.of(parts),
      jobs: provisioningJobs,
    },
    log,
  ),
).then((code) => process.exit(code));
