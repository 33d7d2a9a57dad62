import { parseArgs } from 'node:util';
import { CountersignError } from '@countersign/contracts';
import type { DataSource } from 'typeorm';
import type { ActBy } from '../messaging/act-by.js';
import { type ChainGap, gaps } from '../messaging/chain-gap.store.js';
import { clearBrokenChain, resendChain } from '../messaging/chain.command.js';
import {
  dropQuarantine,
  listQuarantine,
  type QuarantinedRecord,
  redriveQuarantine,
  showQuarantine,
} from '../messaging/quarantine.command.js';

/** The command line is not one that we know. */
export class QuarantineUsage extends CountersignError {
  readonly code = 'QUARANTINE_USAGE';
  readonly retriable = false;
}

const usage = `usage: quarantine list [AFTER] | show ID | chains
       quarantine redrive ID | drop ID | resend CHAIN FROM [TO] | count-again CHAIN   --actor NAME --reason TEXT`;

const line = ({ id, topic, partition, offset, state, code, message, attempts }: QuarantinedRecord): string =>
  `${id}  ${topic}/${partition}@${offset}  ${state} after ${attempts === 1 ? '1 try' : `${attempts} tries`}  ${code}: ${JSON.stringify(message)}`;

/** Records shown at once. */
const page = 100;

async function list(ds: DataSource, after: string): Promise<string[]> {
  const records = await listQuarantine(ds, { states: ['held', 'waiting'], after, limit: page + 1 });
  if (records.length === 0)
    return [after === '0' ? 'nothing lies in quarantine' : `nothing lies there after ${after}`];
  const shown = records.slice(0, page);
  const more = records.length > page ? [`more lie there: quarantine list ${shown.at(-1)?.id}`] : [];
  return [...shown.map(line), ...more];
}

async function show(ds: DataSource, id: string): Promise<string[]> {
  const { key, value, headers, appendedAt, acts, ...record } = await showQuarantine(ds, id);
  return [
    line(record),
    `  came    ${new Date(appendedAt).toISOString()}, by the broker's clock`,
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

const chainLine = ({ chain, missing, since, broken }: ChainGap): string =>
  [
    chain,
    ...(since ? [`misses ${missing} since ${since.toISOString()}`] : []),
    ...(broken ? [`is broken: ${broken}`] : []),
  ].join('  ');

async function chains(ds: DataSource): Promise<string[]> {
  const open = await gaps(ds);
  return open.length === 0 ? ['every chain is whole'] : open.map(chainLine);
}

type Verb = (ds: DataSource, operands: readonly string[], by: ActBy) => Promise<string[]>;

const number = '[1-9][0-9]{0,14}';
const chain = '[a-z][a-z0-9.-]{0,60}';
const [none, id] = [/^$/, new RegExp(`^${number}$`)];

/** What each verb takes, its operands joined by blanks, and what it does. */
const verbs: Readonly<Record<string, readonly [operands: RegExp, verb: Verb]>> = {
  list: [new RegExp(`^(${number})?$`), (ds, [after = '0']) => list(ds, after)],
  show: [id, (ds, [it = '']) => show(ds, it)],
  chains: [none, chains],
  redrive: [
    id,
    async (ds, [it = ''], by) => {
      await redriveQuarantine(ds, it, by);
      return [`${it} is handled again by the running service`];
    },
  ],
  drop: [
    id,
    async (ds, [it = ''], by) => {
      await dropQuarantine(ds, it, by);
      return [`${it} is dropped`];
    },
  ],
  resend: [
    new RegExp(`^${chain} ${number}( ${number})?$`),
    async (ds, [name = '', from, to], by) => {
      const part = { chain: name, from: Number(from), to: to === undefined ? null : Number(to) };
      return [`${await resendChain(ds, part, by)} statements are published again by the running service`];
    },
  ],
  'count-again': [
    new RegExp(`^${chain}$`),
    async (ds, [name = ''], by) => {
      await clearBrokenChain(ds, name, by);
      return [`${name} counts again`];
    },
  ],
};

const options = { actor: { type: 'string' }, reason: { type: 'string' } } as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (cause) {
    throw new QuarantineUsage(usage, { cause });
  }
}

/** Does what a command line says, over one service's database. Resolves with the lines to print. Throws `QUARANTINE_USAGE`. */
export async function carryOut(ds: DataSource, args: readonly string[]): Promise<string[]> {
  const { values, positionals } = parse(args);
  const [name = '', ...operands] = positionals;
  const found = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!found?.[0].test(operands.join(' '))) throw new QuarantineUsage(usage);
  return found[1](ds, operands, { actor: values.actor ?? '', reason: values.reason ?? '' });
}
