import type { DataSource } from 'typeorm';
import { type ChainGap, gaps } from '../messaging/chain-gap.store.js';
import { clearBrokenChain, resendChain } from '../messaging/chain.command.js';
import {
  dropQuarantine,
  listQuarantine,
  type QuarantinedRecord,
  redriveQuarantine,
  showQuarantine,
} from '../messaging/quarantine.command.js';
import { listPage, numberOperand as number, type OperatorCommand } from '../operator/index.js';

const usage = `usage: quarantine list [AFTER] | show ID | chains
       quarantine redrive ID | drop ID | resend CHAIN FROM [TO] | count-again CHAIN   --actor NAME --reason TEXT`;

const line = ({ id, topic, partition, offset, state, code, message, attempts }: QuarantinedRecord): string =>
  `${id}  ${topic}/${partition}@${offset}  ${state} after ${attempts === 1 ? '1 try' : `${attempts} tries`}  ${code}: ${JSON.stringify(message)}`;

const list = (ds: DataSource, after: string): Promise<string[]> =>
  listPage((from, limit) => listQuarantine(ds, { states: ['held', 'waiting'], after: from, limit }), line, {
    after,
    nothing: 'nothing lies in quarantine',
    again: 'quarantine list',
  });

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

const chain = '[a-z][a-z0-9.-]{0,60}';
const [none, id] = [/^$/, new RegExp(`^${number}$`)];

const verbs: OperatorCommand['verbs'] = {
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

/** What lies in quarantine at a service and which of its chains are open, and what a person does about it. */
export const quarantine: OperatorCommand = { name: 'quarantine', usage, verbs };
