import { parseArgs } from 'node:util';
import { CountersignError } from '@countersign/contracts';
import type { DataSource } from 'typeorm';
import type { ActBy } from '../messaging/act-by.js';
import { escaped } from '../observability/escaped.js';

/** The command line is not one that we know; the message says how the command is used. */
export class OperatorUsage extends CountersignError {
  readonly code = 'OPERATOR_USAGE';
  readonly retriable = false;
}

/** What one verb does over one service's database; resolves with the lines to print. `by` is empty where nobody was named. */
export type Verb = (ds: DataSource, operands: readonly string[], by: ActBy) => Promise<string[]>;

/** A command for operators: how it is used, and of each verb what its operands, joined by blanks, look like and what it does. */
export interface OperatorCommand {
  readonly name: string;
  readonly usage: string;
  readonly verbs: Readonly<Record<string, readonly [operands: RegExp, verb: Verb]>>;
}

/** A number that a list shows: an id, a place in a chain. Source of a regular expression. */
export const numberOperand = '[1-9][0-9]{0,14}';

const options = { actor: { type: 'string' }, reason: { type: 'string' } } as const;

/**
 * Does what a command line says, over one service's database. Resolves with the lines to print, in which nothing that came from outside
 * commands a terminal. Throws `OPERATOR_USAGE`, and what the verb throws.
 */
export async function carryOut(
  command: OperatorCommand,
  ds: DataSource,
  args: readonly string[],
): Promise<string[]> {
  const { values, positionals } = parse(command, args);
  const [name = '', ...operands] = positionals;
  const found = Object.hasOwn(command.verbs, name) ? command.verbs[name] : undefined;
  if (!found?.[0].test(operands.join(' '))) throw new OperatorUsage(command.usage);
  const lines = await found[1](ds, operands, { actor: values.actor ?? '', reason: values.reason ?? '' });
  return lines.map(escaped);
}

function parse({ usage }: OperatorCommand, args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (cause) {
    throw new OperatorUsage(usage, { cause });
  }
}

/** Rows shown at once. */
const page = 100;

/** One page of a list, oldest first, and how to see the rest. `rows` gives at most so many rows after an id. */
export async function listPage<T extends { readonly id: string }>(
  rows: (after: string, limit: number) => Promise<readonly T[]>,
  line: (row: T) => string,
  { after, nothing, again }: { readonly after: string; readonly nothing: string; readonly again: string },
): Promise<string[]> {
  const found = await rows(after, page + 1);
  if (found.length === 0) return [after === '0' ? nothing : `nothing lies there after ${after}`];
  const shown = found.slice(0, page);
  const more = found.length > page ? [`more lie there: ${again} ${shown.at(-1)?.id}`] : [];
  return [...shown.map(line), ...more];
}
