import { SystemId } from '@countersign/contracts';
import { dutySettings, secretFile, setting } from '@countersign/service-kit/config';
import { objectionToDatabaseUrl } from '@countersign/service-kit/persistence';
import { Type } from 'typebox';

/** The target that this observer reads, and how often. */
const observationSettings = {
  system: setting('SYSTEM', SystemId, {
    means: 'the target system that this observer reads, its name in deploy/duties.yaml',
    expects: 'a lower-case name of at most 31 letters, digits and hyphens',
    example: 'erp',
  }),
  targetUrl: setting('TARGET_URL', Type.String({ minLength: 8, maxLength: 2048 }), {
    means: 'the target database and the read-only role to look with',
    expects: 'a PostgreSQL URL with a role and a database, without a password',
    example: 'postgres://countersign_observer@erp.example.com:5432/erp?sslmode=verify-full',
    check: objectionToDatabaseUrl,
  }),
  targetPassword: secretFile('TARGET_PASSWORD_FILE', {
    means: 'password of the role on the target; read at every reading',
    expects: 'a file that only its owner and group can read',
    example: '/run/secrets/target-password',
  }),
  everySeconds: setting('OBSERVE_EVERY_SECONDS', Type.Integer({ minimum: 1, maximum: 3600 }), {
    means: 'pause between two readings of the target; a connector’s answer makes one at once',
    expects: 'seconds, 1 to 3600',
    example: '5',
    default: '5',
  }),
  repeatSeconds: setting('OBSERVE_REPEAT_SECONDS', Type.Integer({ minimum: 1, maximum: 86_400 }), {
    means: 'after how long a reading that found nothing new is stated all the same',
    expects: 'seconds, 1 to 86400',
    example: '60',
    default: '60',
  }),
};

/** Every setting of this service; the only place that names its environment variables. */
export const settingsSpec = {
  ...dutySettings,
  ...observationSettings,
};
