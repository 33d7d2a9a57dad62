import { parseArgs } from 'node:util';
import { CountersignError } from '@countersign/contracts';
import type { DataSource } from 'typeorm';
import { databaseSettings, readSettings } from '../config/index.js';
import {
  dropQuarantine,
  listQuarantine,
  type QuarantinedRecord,
  redriveQuarantine,
  showQuarantine,
} from '../messaging/quarantine.command.js';
import { createDataSource } from '../persistence/data-source.js';

/** The command line is not one that we know. */
class QuarantineUsage extends CountersignError {
  readonly code = 'QUARANTINE_USAGE';
  readonly retriable = false;
}

const usage = `usage: quarantine list | show ID | redrive ID --actor NAME --reason TEXT | drop ID --actor NAME --reason TEXT`;

const line = ({ id, topic, partition, offset, state, code, message, attempts }: QuarantinedRecord): string =>
  `${id}  ${topic}/${partition}@${offset}  ${state} after ${attempts}  ${code}: ${JSON.stringify(message)}`;

async function show(ds: DataSource, id: string): Promise<string[]> {
  const { key, value, headers, acts, ...record } = await showQuarantine(ds, id);
  return [
    line(record),
    `  key     ${JSON.stringify(key?.toString('utf8') ?? null)}`,
    ...headers.map(
      ([name, bytes]) =>
        `  header  ${JSON.stringify(name)}: ${JSON.stringify(bytes.toString('utf8').slice(0, 200))}`,
    ),
    `  value   ${value === null ? 'none' : `${value.length} bytes: ${JSON.stringify(value.toString('utf8').slice(0, 400))}`}`,
    ...acts.map(
      ({ act, actor, reason, at }) =>
        `  ${act} by ${JSON.stringify(actor)} at ${at.toISOString()}: ${JSON.stringify(reason)}`,
    ),
  ];
}

async function list(ds: DataSource): Promise<string[]> {
  const records = await listQuarantine(ds);
  return records.length === 0 ? ['nothing lies in quarantine'] : records.map(line);
}

async function act(ds: DataSource, args: readonly string[]): Promise<string[]> {
  const options = { actor: { type: 'string' }, reason: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const { actor = '', reason = '' } = values;
  const [command = '', id = ''] = positionals;
  if (command === 'list') return list(ds);
  const one: Record<string, () => Promise<string[]>> = {
    show: () => show(ds, id),
    redrive: () =>
      redriveQuarantine(ds, id, { actor, reason }).then(() => [
        `${id} is handled again by the running service`,
      ]),
    drop: () => dropQuarantine(ds, id, { actor, reason }).then(() => [`${id} is dropped`]),
  };
  const chosen = Object.hasOwn(one, command) && /^[1-9][0-9]{0,17}$/.test(id) ? one[command] : undefined;
  if (!chosen) throw new QuarantineUsage(usage);
  return chosen();
}

/**
 * The quarantine command over one service's database, as its runtime role: lists, shows, re-drives or drops. Every act needs an actor and a
 * reason and is kept. What comes from records is shown escaped. Resolves with the exit code.
 */
export async function runQuarantine(args: readonly string[]): Promise<number> {
  try {
    const { databaseUrl: url, databasePassword: passwordFile } = readSettings(databaseSettings);
    const ds = await createDataSource({ url, passwordFile, migrations: [], poolSize: 1 }).initialize();
    const lines = await act(ds, args).finally(() => ds.destroy());
    process.stdout.write(`${lines.join('\n')}\n`);
    return 0;
  } catch (error) {
    const known = error instanceof CountersignError ? `${error.code}: ${error.message}` : String(error);
    process.stderr.write(`quarantine: ${known}\n`);
    return error instanceof QuarantineUsage ? 2 : 1;
  }
}
