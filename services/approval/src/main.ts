import 'reflect-metadata';
import { systemClock } from '@countersign/contracts';
import { alive } from '@countersign/contracts/approval/issue';
import { readSettings } from '@countersign/service-kit/config';
import { createTokenVerifier, runService } from '@countersign/service-kit/http';
import { startDuty } from '@countersign/service-kit/service';
import { approvalJobs, ApprovalModule, approvalStatuses } from './approval.module.js';
import { settingsSpec } from './config.js';
import { Approval1764000000000 } from './migrations/1764000000000-approval.js';

void runService('approval', (log) => {
  const settings = readSettings(settingsSpec);
  return startDuty(
    {
      settings,
      migrations: [Approval1764000000000],
      alive,
      module: (parts) => ApprovalModule.of(parts),
      jobs: approvalJobs,
      verifier: createTokenVerifier({
        issuer: settings.oidcIssuer,
        audience: settings.oidcAudience,
        clock: systemClock,
      }),
      statuses: approvalStatuses,
    },
    log,
  );
}).then((code) => process.exit(code));
