import { CountersignError } from '@countersign/contracts';
import { databaseSettings, readSettings } from '../config/index.js';
import { createDataSource } from '../persistence/data-source.js';
import { carryOut, type OperatorCommand, OperatorUsage } from './verbs.js';

/**
 * A command for operators over one service's database, as its runtime role and with nothing more. Every act needs an actor and a reason and
 * is kept. What comes from records is shown escaped. Resolves with the exit code: 2 when the call is wrong, 1 when it failed.
 */
export async function runOperator(command: OperatorCommand, args: readonly string[]): Promise<number> {
  try {
    const { databaseUrl: url, databasePassword: passwordFile } = readSettings(databaseSettings);
    const ds = await createDataSource({ url, passwordFile, migrations: [], poolSize: 1 }).initialize();
    const lines = await carryOut(command, ds, args).finally(() => ds.destroy());
    process.stdout.write(`${lines.join('\n')}\n`);
    return 0;
  } catch (error) {
    const known = error instanceof CountersignError ? `${error.code}: ${error.message}` : String(error);
    process.stderr.write(`${command.name}: ${known}\n`);
    return error instanceof OperatorUsage ? 2 : 1;
  }
}
