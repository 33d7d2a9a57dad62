import { CountersignError } from '@countersign/contracts';
import { databaseSettings, readSettings } from '../config/index.js';
import { createDataSource } from '../persistence/data-source.js';
import { escaped } from '../observability/escaped.js';
import { carryOut, type OperatorCommand, OperatorUsage } from './verbs.js';

/**
 * A command for operators over one service's database, as its runtime role and with nothing more. Every act needs an actor and a reason and
 * is kept. Resolves with the exit code: 2 when the call is wrong, 1 when it failed.
 */
export async function runOperator(command: OperatorCommand, args: readonly string[]): Promise<number> {
  try {
    const { databaseUrl: url, databasePassword: passwordFile } = readSettings(databaseSettings);
    const ds = await createDataSource({ url, passwordFile, migrations: [], poolSize: 1 }).initialize();
    const lines = await carryOut(command, ds, args).finally(() => ds.destroy());
    process.stdout.write(`${lines.join('\n')}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`${command.name}: ${troubleOf(error)}\n`);
    return error instanceof OperatorUsage ? 2 : 1;
  }
}

/** One line, but for our own usage; a message may quote what came from outside. */
function troubleOf(error: unknown): string {
  if (error instanceof OperatorUsage) return error.message;
  const text = error instanceof CountersignError ? `${error.code}: ${error.message}` : String(error);
  return escaped(JSON.stringify(text).slice(1, -1));
}
