import 'reflect-metadata';
import { systemClock } from '@countersign/contracts';
import { alive } from '@countersign/contracts/request/issue';
import { readSettings } from '@countersign/service-kit/config';
import { createTokenVerifier, runService } from '@countersign/service-kit/http';
import { startDuty } from '@countersign/service-kit/service';
import { SourceClients } from './callers/source-clients.js';
import { settingsSpec } from './config.js';
import { HeardEvents } from './intake/heard-events.js';
import { Request1764000000000 } from './migrations/1764000000000-request.js';
import { requestJobs, RequestModule, requestStatuses } from './request.module.js';
import { readWebhookSecrets } from './webhook-secrets.js';

void runService('request', (log) => {
  const settings = readSettings(settingsSpec);
  const secrets = readWebhookSecrets(settings.webhookSecrets);
  const [heard, clients] = [
    new HeardEvents(settings.sourceEvents),
    new SourceClients(settings.sourceClients),
  ];
  return startDuty(
    {
      settings,
      migrations: [Request1764000000000],
      alive,
      module: (parts) => RequestModule.of({ ...parts, heard, clients }, secrets),
      jobs: (parts) => requestJobs({ ...parts, heard, clients }),
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
