import { SystemId } from '@countersign/contracts';
import { dutySettings, secretFile, setting } from '@countersign/service-kit/config';
import { objectionToDatabaseUrl } from '@countersign/service-kit/persistence';
import { Type } from 'typebox';

/** The target that this connector serves. */
const targetSettings = {
  system: setting('SYSTEM', SystemId, {
    means: 'the target system that this connector serves, its name in deploy/duties.yaml',
    expects: 'a lower-case name of at most 31 letters, digits and hyphens',
    example: 'erp',
  }),
  targetUrl: setting('TARGET_URL', Type.String({ minLength: 8, maxLength: 2048 }), {
    means: 'the target database and the role to work as there',
    expects: 'a PostgreSQL URL with a role and a database, without a password',
    example: 'postgres://countersign_connector@erp.example.com:5432/erp?sslmode=verify-full',
    check: objectionToDatabaseUrl,
  }),
  targetPassword: secretFile('TARGET_PASSWORD_FILE', {
    means: 'password of the role on the target; read at every connect',
    expects: 'a file that only its owner and group can read',
    example: '/run/secrets/target-password',
  }),
};

/** Every setting of this service; the only place that names its environment variables. */
export const settingsSpec = {
  ...dutySettings,
  ...targetSettings,
};
