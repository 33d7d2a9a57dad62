import { parseArgs } from 'node:util';
import { CountersignError } from '@countersign/contracts';
import { EventInvalid, SettingWrong } from '../source.errors.js';
import { type Print, type SendOptions, send, types, validate } from './commands.js';

export const usage = `countersign-source: publishes what a source has to say

  countersign-source send [file] [--http <url>] [--json]   sends events, one JSON object a line; - or nothing: standard input
  countersign-source validate [file]                       checks them and sends nothing
  countersign-source types [type]                          lists the event types, or prints the JSON Schema of one

An event: {"type": "worker.left.v1", "data": {…}} and, if wanted, "id", "subject", "time", "traceparent".
To the broker: COUNTERSIGN_DEPLOYMENT, KAFKA_BROKERS, KAFKA_USERNAME (the source), KAFKA_PASSWORD_FILE.
By HTTP:       COUNTERSIGN_DEPLOYMENT, COUNTERSIGN_SOURCE, WEBHOOK_SECRET_FILE.
To sign:       SIGNING_KEY_FILE.

Ends with 0 when done, 1 when an event is not valid, 2 when the call or a setting is wrong, 3 when it was refused or not taken.`;

/** Runs the command. Results go to `print`, trouble to `complain`. Returns the exit code. */
export async function run(args: readonly string[], print: Print, complain: Print): Promise<number> {
  try {
    await dispatch(args, print);
    return 0;
  } catch (error) {
    if (error instanceof EventInvalid) {
      for (const problem of error.problems) complain(`EVENT_INVALID ${problem}`);
      return 1;
    }
    if (!(error instanceof CountersignError)) throw error;
    complain(`${error.code} ${error.message}`);
    return error instanceof SettingWrong || error.code === 'SCHEMA_VIOLATION' ? 2 : 3;
  }
}

const commands: Readonly<
  Record<string, (operand: string | undefined, options: SendOptions, print: Print) => unknown>
> = {
  send: (file, options, print) => send(file ?? '-', options, print),
  validate: (file, _options, print) => validate(file ?? '-', print),
  types: (type, _options, print) => types(type, print),
};

async function dispatch(args: readonly string[], print: Print): Promise<void> {
  const { values, positionals } = parse(args);
  const [name, operand, surplus] = positionals;
  if (values.help || name === undefined) return print(usage);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new SettingWrong(`\`${name}\` is no command; ${Object.keys(commands).join(', ')} are`);
  if (surplus !== undefined) throw new SettingWrong(`\`${surplus}\` is one argument too many`);
  if (name !== 'send' && (values.http !== undefined || values.json))
    throw new SettingWrong('`--http` and `--json` belong to `send`');
  await command(operand, values, print);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { http: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (cause) {
    throw new SettingWrong((cause as Error).message.split('. ')[0] ?? 'wrong arguments', { cause });
  }
}
