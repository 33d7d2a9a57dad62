import {
  databaseSettings,
  httpLimitSettings,
  httpSettings,
  kafkaSettings,
  oidcSettings,
  processSettings,
  secretFile,
  signingSettings,
  topicSettings,
  trustSettings,
} from '@countersign/service-kit/config';

/** Every setting of this service; the only place that names its environment variables. */
export const settingsSpec = {
  ...processSettings,
  ...httpSettings,
  ...httpLimitSettings,
  ...databaseSettings,
  ...kafkaSettings,
  ...topicSettings,
  ...signingSettings,
  ...trustSettings,
  ...oidcSettings,
  webhookSecrets: secretFile('WEBHOOK_SECRETS_FILE', {
    means: 'the secret that each source signs its HTTP events with',
    expects: 'a JSON file of source to secret that only its owner and group can read',
    example: '/run/secrets/webhook-secrets.json',
  }),
};
