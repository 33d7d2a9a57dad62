import { CountersignError } from '@countersign/contracts';
import { UsageError } from './cli.errors.js';
import { commands } from './commands.js';
import { readCommandLine } from './options.js';
import { visible } from './shown.js';

/** Where a command line writes to. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

const usage = () =>
  [
    'usage: countersign COMMAND',
    ...Object.values(commands).map((command) => `  ${command.usage}`),
    'always: --token-file FILE, and --request-url URL or --approval-url URL of the service that the command speaks to',
  ].join('\n');

/** What went wrong on one line; sentences of services among them show no sign that a terminal obeys. */
const sentence = (error: unknown): string =>
  visible(error instanceof CountersignError ? `${error.code}: ${error.message}` : String(error));

/** Whether somebody only asks how it is used. */
const asksForHelp = ([first]: readonly string[]) => first === '--help' || first === '-h' || first === 'help';

/** Runs a command line. Returns the exit code: 0 done, 1 refused or failed, 2 not a command line of ours (then the usage is shown, too). */
export async function run(args: readonly string[], { out, err }: Output): Promise<0 | 1 | 2> {
  try {
    if (asksForHelp(args)) return (out(`${usage()}\n`), 0);
    const { name, operands, options } = readCommandLine(args);
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!command) throw new UsageError(name === '' ? 'which command?' : `there is no command \`${name}\``);
    out(`${await command.run(operands, options)}\n`);
    return 0;
  } catch (error) {
    err(`countersign: ${sentence(error)}\n`);
    if (!(error instanceof UsageError)) return 1;
    err(`${usage()}\n`);
    return 2;
  }
}
