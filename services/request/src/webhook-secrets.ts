import { validator } from '@countersign/contracts';
import type { SettingFile } from '@countersign/service-kit/config';
import { parseStrictJson } from '@countersign/statement';
import { Type } from 'typebox';
import type { WebhookSecrets } from './intake/webhook.controller.js';

const Secret = Type.String({ minLength: 32, maxLength: 256 });
const parseSecrets = validator(
  'webhook secrets',
  Type.Record(
    Type.String({ pattern: '^[a-z][a-z0-9-]{0,40}$' }),
    Type.Union([Secret, Type.Array(Secret, { minItems: 1, maxItems: 2 })]),
  ),
);

/** Reads `{source: secret}` or `{source: [old, new]}`, at start and never again. */
export function readWebhookSecrets(file: SettingFile): WebhookSecrets {
  const secrets = parseSecrets(parseStrictJson(file.read()));
  return { of: (source) => (Object.hasOwn(secrets, source) ? [secrets[source] ?? []].flat() : []) };
}
