import { CountersignError } from '@countersign/contracts';
import { databaseSettings, readSettings } from '../config/index.js';
import { createDataSource } from '../persistence/data-source.js';
import { QuarantineUsage, carryOut } from './verbs.js';

/**
 * The quarantine command over one service's database, as its runtime role: what lies in quarantine and which chains are open, and what a
 * person does about it. Every act needs an actor and a reason and is kept. What comes from records is shown escaped. Resolves with the
 * exit code.
 */
export async function runQuarantine(args: readonly string[]): Promise<number> {
  try {
    const { databaseUrl: url, databasePassword: passwordFile } = readSettings(databaseSettings);
    const ds = await createDataSource({ url, passwordFile, migrations: [], poolSize: 1 }).initialize();
    const lines = await carryOut(ds, args).finally(() => ds.destroy());
    process.stdout.write(`${lines.join('\n')}\n`);
    return 0;
  } catch (error) {
    const known = error instanceof CountersignError ? `${error.code}: ${error.message}` : String(error);
    process.stderr.write(`quarantine: ${known}\n`);
    return error instanceof QuarantineUsage ? 2 : 1;
  }
}
