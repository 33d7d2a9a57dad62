import { randomUUID } from 'node:crypto';
import type { AskedItem, RequestId } from '@countersign/contracts';
import { CountersignApi } from './api.js';
import { NothingToDecide, UsageError } from './cli.errors.js';
import { describeStory, describeTask } from './describe.js';
import { login } from './login.js';
import { makeVote } from './make-vote.js';
import { address, need, operand, type Options, readKey, readOption } from './options.js';
import { word } from './shown.js';
import type { Task } from './task.js';

/** One command: what it needs beyond options, and what it prints. */
export interface Command {
  readonly usage: string;
  readonly run: (operands: readonly string[], options: Options) => Promise<string>;
}

/** The interface of the one service that a command speaks to; the other's address need not be known. */
function api(options: Options, service: 'request' | 'approval'): CountersignApi {
  const url = address(options, `${service}-url`);
  return new CountersignApi({
    ...{ request: '', approval: '', [service]: url },
    token: readOption(options, 'token-file'),
  });
}

const toItem = (name: string): AskedItem =>
  (name.startsWith('role:') ? { role: name, scope: {} } : { entitlement: name, scope: {} }) as AskedItem;

/** A yes is for what lies in the inbox; a no is taken of what was approved, too, which lies in none. */
async function findTask(client: CountersignApi, ha: string, decision: 'yes' | 'no'): Promise<Task> {
  const isWhole = /^[\w-]{43}$/.test(ha);
  const found = decision === 'yes' ? await client.inbox() : isWhole ? [await client.deniable(ha)] : [];
  const task = found.find((candidate) => candidate.ha === ha);
  if (!task)
    throw new NothingToDecide(
      `there is nothing for you to decide under \`${ha}\`; \`inbox\` shows what there is`,
    );
  return task;
}

/** By the hash that the inbox showed: what was read is what is voted for, whatever the service hands out this time. */
async function vote(operands: readonly string[], options: Options): Promise<string> {
  const ha = operand(operands, 0, 'what to decide');
  const decision = operand(operands, 1, '`yes` or `no`');
  if (decision !== 'yes' && decision !== 'no') throw new UsageError('a vote is `yes` or `no`');
  const [voter, reason, deployment] = ['as', 'reason', 'deployment'].map((name) => need(options, name)) as [
    string,
    string,
    string,
  ];
  const client = api(options, 'approval');
  const key = await readKey(options);
  const by = { voter, decision, reason, at: Date.now() } as const;
  const result = await client.vote(await makeVote(deployment, await findTask(client, ha, decision), by, key));
  const votes = Number(result.votes);
  return `${word(result.request)} is ${word(result.state)} after ${votes} ${votes === 1 ? 'vote' : 'votes'}`;
}

async function request(items: readonly string[], options: Options): Promise<string> {
  operand(items, 0, 'what to ask for');
  const { from, until, drops } = options;
  const wish = {
    beneficiary: need(options, 'for'),
    items: items.map(toItem),
    reason: need(options, 'reason'),
    ...(from ? { from } : {}),
    ...(until ? { until } : {}),
    ...(drops ? { drops: drops.split(',') as RequestId[] } : {}),
    ...(options['all-or-nothing'] ? { allOrNothing: true } : {}),
  };
  return word((await api(options, 'request').submit(wish, options['key'] ?? randomUUID())).request);
}

/** Everything that `countersign` can do. */
export const commands: Readonly<Record<string, Command>> = {
  login: {
    usage: 'login --issuer URL   log in with a browser; prints an access token for --token-file',
    run: (_, options) =>
      login({
        issuer: address(options, 'issuer'),
        clientId: options['client-id'] ?? 'countersign-console',
        resource: options['resource'] ?? 'urn:countersign:api',
        scope: 'openid requests:read requests:write votes:write',
        visit: (url) => void process.stderr.write(`open in a browser: ${url.href}\n`),
      }),
  },
  request: {
    usage:
      'request ITEM... --for ID --reason TEXT [--from INSTANT] [--until INSTANT] [--drops REQUEST,...] [--all-or-nothing] [--key KEY]   ask for entitlements or roles',
    run: request,
  },
  story: {
    usage: 'story REQUEST   the whole story so far, what it waits for and on whom',
    run: async (operands, options) =>
      describeStory(await api(options, 'request').story(operand(operands, 0, 'the request'))),
  },
  withdraw: {
    usage: 'withdraw REQUEST --reason TEXT   take a request back; what it gave is removed',
    run: async (operands, options) => {
      const id = operand(operands, 0, 'the request');
      await api(options, 'request').withdraw(id, need(options, 'reason'));
      return `${word(id)} is withdrawn`;
    },
  },
  inbox: {
    usage: 'inbox   what you may decide now, each with the hash that a vote is for',
    run: async (_, options) => {
      const tasks = await api(options, 'approval').inbox();
      return tasks.length === 0 ? 'nothing to decide' : tasks.map(describeTask).join('\n\n');
    },
  },
  vote: {
    usage:
      'vote HASH yes|no --as PERSON --key-file FILE --deployment ID --reason TEXT   sign and hand in your vote',
    run: vote,
  },
};
