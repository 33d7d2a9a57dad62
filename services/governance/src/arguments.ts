import { parseArgs } from 'node:util';
import { UsageError } from './governance.errors.js';

type Kind = 'text' | 'texts' | 'number';
/** Options a command takes, by name. */
export type OptionSpec = Readonly<Record<string, Kind>>;
type Value<K extends Kind> = K extends 'text' ? string : K extends 'number' ? number : readonly string[];

export interface Arguments<Spec extends OptionSpec> {
  readonly operands: readonly string[];
  readonly options: { readonly [Name in keyof Spec]?: Value<Spec[Name]> };
}

/** Reads a command's arguments. `operands`: fewest and most. Throws `USAGE` with a sentence. */
export function readArguments<const Spec extends OptionSpec>(
  args: readonly string[],
  spec: Spec,
  [fewest, most]: readonly [number, number],
): Arguments<Spec> {
  const { values, positionals } = parse(args, spec);
  if (positionals.length < fewest) throw new UsageError('an argument is missing');
  if (positionals.length > most)
    throw new UsageError(`\`${positionals[most] ?? ''}\` is one argument too many`);
  const options = Object.entries(values).map(([name, value]) => [
    name,
    spec[name] === 'number' ? wholeNumber(name, value) : value,
  ]);
  return { operands: positionals, options: Object.fromEntries(options) as Arguments<Spec>['options'] };
}

function parse(args: readonly string[], spec: OptionSpec) {
  const options = Object.entries(spec).map(
    ([name, kind]) => [name, { type: 'string' as const, multiple: kind === 'texts' }] as const,
  );
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: Object.fromEntries(options) });
  } catch (cause) {
    throw new UsageError((cause as Error).message.split('. ')[0] ?? 'wrong arguments', { cause });
  }
}

function wholeNumber(name: string, value: unknown): number {
  if (typeof value === 'string' && /^[1-9][0-9]{0,8}$/.test(value)) return Number(value);
  throw new UsageError(`\`--${name}\` must be a whole number from 1, it is \`${String(value)}\``);
}

/** An option that the command cannot do without. Throws `USAGE`. */
export function needed<T>(name: string, value: T | undefined): T {
  if (value === undefined) throw new UsageError(`\`--${name}\` is missing`);
  return value;
}
