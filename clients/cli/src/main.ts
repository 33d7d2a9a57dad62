#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { CountersignError } from '@countersign/contracts';
import { UsageError } from './cli.errors.js';
import { commands } from './commands.js';

const names = [
  'issuer',
  'client-id',
  'resource',
  'token-file',
  'request-url',
  'approval-url',
  'for',
  'reason',
  'until',
  'key',
  'as',
  'key-file',
  'deployment',
] as const;
const usage = () =>
  [
    'usage: countersign COMMAND',
    ...Object.values(commands).map((command) => `  ${command.usage}`),
    'always: --token-file FILE --request-url URL --approval-url URL',
  ].join('\n');

async function main(args: readonly string[]): Promise<void> {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [name = '', ...operands] = positionals;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(`there is no command \`${name}\`\n${usage()}`);
  process.stdout.write(`${await command.run(operands, values)}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const known =
    error instanceof CountersignError
      ? `${error.code}: ${error.message}`
      : String((error as Error).message ?? error);
  process.stderr.write(`countersign: ${known}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
