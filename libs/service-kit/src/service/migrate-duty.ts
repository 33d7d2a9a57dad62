import { databaseSettings, readSettings } from '../config/index.js';
import { createLog } from '../observability/index.js';
import { exitCodes } from '../http/index.js';
import { migrateService, type Migration } from '../persistence/index.js';

/** Brings a service's database up to this build, as the role that owns it, and returns the process's exit code. */
export async function migrateDuty(service: string, migrations: readonly Migration[]): Promise<number> {
  const log = createLog({ service });
  try {
    const { databaseUrl: url, databasePassword: passwordFile } = readSettings(databaseSettings);
    const applied = await migrateService({ url, passwordFile, migrations });
    log.info('database is up to date', { applied });
    return exitCodes.stopped;
  } catch (error) {
    log.error('cannot migrate', { error });
    return exitCodes.failed;
  }
}
