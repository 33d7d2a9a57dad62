import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CountersignError } from '@countersign/contracts';
import { loadSigningKey, type SigningKey } from '@countersign/statement/sign';
import { BadFile, UsageError } from './cli.errors.js';

/** Every option that takes a value. */
const names = [
  ...['issuer', 'client-id', 'resource', 'token-file', 'request-url', 'approval-url'],
  ...['for', 'reason', 'from', 'until', 'key', 'as', 'key-file', 'deployment', 'drops'],
];
/** Every option that is said or not. */
const flags = ['all-or-nothing'];

/** The options of a command line, each by its name, as given. */
export type Options = Readonly<Record<string, string | undefined>>;

/** A command line, taken apart. */
export interface CommandLine {
  readonly name: string;
  readonly operands: readonly string[];
  readonly options: Options;
}

/** Takes a command line apart. Throws {@link UsageError} for an option that is unknown or has no value. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const options = {
    ...Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
    ...Object.fromEntries(flags.map((name) => [name, { type: 'boolean' as const }])),
  };
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [name = '', ...operands] = positionals;
    const texts = Object.entries(values).map(([option, value]) => [option, String(value)]);
    return { name, operands, options: Object.fromEntries(texts) as Options };
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}

/** An option that a command cannot do without. Throws {@link UsageError}. */
export function need(options: Options, name: string): string {
  const value = options[name];
  if (!value) throw new UsageError(`\`--${name}\` is missing`);
  return value;
}

/** An operand that a command cannot do without. Throws {@link UsageError}. */
export function operand(operands: readonly string[], place: number, what: string): string {
  const value = operands[place];
  if (!value) throw new UsageError(`${what} is missing`);
  return value;
}

/** Where a service answers. Throws {@link UsageError} for what is no address over HTTP. */
export function address(options: Options, name: string): string {
  const value = need(options, name);
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol))
    throw new UsageError(`\`--${name}\` takes the address of a service, e.g. https://countersign.example`);
  return value.replace(/\/+$/, '');
}

/** The content of the file that an option names, without blanks around. Throws {@link BadFile}. */
export function readOption(options: Options, name: string): string {
  const file = need(options, name);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    const { code } = cause as { readonly code?: string };
    throw new BadFile(`\`${file}\` of \`--${name}\` cannot be read: ${code ?? 'it is no text file'}`, {
      cause,
    });
  }
}

/** The key that the file of `--key-file` holds. Throws {@link BadFile}; what it says never quotes the file. */
export async function readKey(options: Options): Promise<SigningKey> {
  const text = readOption(options, 'key-file');
  try {
    return await loadSigningKey(JSON.parse(text));
  } catch (error) {
    const why = error instanceof CountersignError ? `: ${error.code}` : '';
    throw new BadFile(`the file of \`--key-file\` holds no private Ed25519 key with a \`kid\` (JWK)${why}`);
  }
}
