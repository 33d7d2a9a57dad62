import { dutySettings, oidcSettings, secretFile, setting } from '@countersign/service-kit/config';
import { Type } from 'typebox';

const SourceEvents = Type.Array(
  Type.String({ pattern: '^[a-z][a-z0-9-]{0,40}/[a-z][a-z0-9.-]{0,60}\\.v[0-9]{1,3}$' }),
  { minItems: 1, maxItems: 500 },
);
const SourceClients = Type.Array(
  Type.String({ pattern: '^[\\x21-\\x2b\\x2d-\\x3c\\x3e-\\x7e]{1,100}=[a-z][a-z0-9-]{0,40}$' }),
  { minItems: 1, maxItems: 100 },
);

/** Every setting of this service; the only place that names its environment variables. */
export const settingsSpec = {
  ...dutySettings,
  ...oidcSettings,
  sourceEvents: setting('SOURCE_EVENTS', SourceEvents, {
    means: 'what is taken from which source, `sends` in deploy/duties.yaml; anything else is refused',
    expects: 'source/type, several separated by commas',
    example: 'hr/worker.hired.v1,itsm/access.requested.v1',
  }),
  sourceClients: setting('SOURCE_CLIENTS', SourceClients, {
    means: 'which OAuth client speaks for which source with a token of its own; any other client is nobody',
    expects: 'client=source, several separated by commas',
    example: 'itsm-system=itsm',
    check: (pairs) =>
      new Set(pairs.map((pair) => pair.split('=')[0])).size === pairs.length
        ? undefined
        : 'one client stands for several sources',
  }),
  webhookSecrets: secretFile('WEBHOOK_SECRETS_FILE', {
    means: 'the secret that each source signs its HTTP events with',
    expects: 'a JSON file of source to secret that only its owner and group can read',
    example: '/run/secrets/webhook-secrets.json',
  }),
};
