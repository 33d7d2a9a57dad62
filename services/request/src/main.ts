import 'reflect-metadata';
import { systemClock } from '@countersign/contracts';
import { alive } from '@countersign/contracts/request/issue';
import { readSettings } from '@countersign/service-kit/config';
import { createTokenVerifier, runService } from '@countersign/service-kit/http';
import { startDuty } from '@countersign/service-kit/service';
import { settingsSpec } from './config.js';
import { Request1764000000000 } from './migrations/1764000000000-request.js';
import { requestJobs, RequestModule, requestStatuses } from './request.module.js';
import { readWebhookSecrets } from './webhook-secrets.js';

void runService('request', (log) => {
  const settings = readSettings(settingsSpec);
  const secrets = readWebhookSecrets(settings.webhookSecrets);
  return startDuty(
    {
      settings,
      migrations: [Request1764000000000],
      alive,
      module: (parts) => RequestModule.of(parts, secrets),
      jobs: requestJobs,
      verifier: createTokenVerifier({
        issuer: settings.oidcIssuer,
        audience: settings.oidcAudience,
        clock: systemClock,
      }),
      statuses: requestStatuses,
    },
    log,
  );
}).then((code) => process.exit(code));
