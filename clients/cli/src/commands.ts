import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { loadSigningKey } from '@countersign/statement/sign';
import type { Item } from '@countersign/contracts';
import { CountersignApi, type Task } from './api.js';
import { UsageError } from './cli.errors.js';
import { login } from './login.js';
import { makeVote } from './make-vote.js';
import { describeStory, describeTask } from './describe.js';

/** The options of a command line, each by its name, as given. */
export type Options = Readonly<Record<string, string | undefined>>;

/** One command: what it needs beyond options, and what it prints. */
export interface Command {
  readonly usage: string;
  readonly run: (operands: readonly string[], options: Options) => Promise<string>;
}

function need(options: Options, name: string): string {
  const value = options[name];
  if (!value) throw new UsageError(`\`--${name}\` is missing`);
  return value;
}

function operand(operands: readonly string[], place: number, what: string): string {
  const value = operands[place];
  if (!value) throw new UsageError(`${what} is missing`);
  return value;
}

const read = (file: string) => readFileSync(file, 'utf8').trim();
const api = (options: Options) =>
  new CountersignApi({
    request: options['request-url'] ?? '',
    approval: options['approval-url'] ?? '',
    token: read(need(options, 'token-file')),
  });
const toItem = (name: string): Item =>
  (name.startsWith('role:') ? { role: name, scope: {} } : { entitlement: name, scope: {} }) as Item;

async function findTask(client: CountersignApi, request: string): Promise<Task> {
  const task = (await client.inbox()).find((candidate) => candidate.request === request);
  if (!task) throw new UsageError(`there is nothing for you to decide about \`${request}\``);
  return task;
}

async function vote(operands: readonly string[], options: Options): Promise<string> {
  const decision = operand(operands, 1, '`yes` or `no`');
  if (decision !== 'yes' && decision !== 'no') throw new UsageError('a vote is `yes` or `no`');
  const client = api(options);
  const task = await findTask(client, operand(operands, 0, 'the request'));
  const key = await loadSigningKey(JSON.parse(read(need(options, 'key-file'))));
  const by = {
    voter: need(options, 'as'),
    decision,
    reason: need(options, 'reason'),
    at: Date.now(),
  } as const;
  const result = await client.vote(await makeVote(need(options, 'deployment'), task, by, key));
  return `${result.request} is ${result.state} after ${result.votes} votes`;
}

/** Everything that `countersign` can do. */
export const commands: Readonly<Record<string, Command>> = {
  login: {
    usage: 'login --issuer URL   log in with a browser; prints an access token for --token-file',
    run: (_, options) =>
      login({
        issuer: need(options, 'issuer'),
        clientId: options['client-id'] ?? 'countersign-console',
        resource: options['resource'] ?? 'urn:countersign:api',
        scope: 'openid requests:read requests:write votes:write',
        visit: (url) => void process.stderr.write(`open in a browser: ${url.href}\n`),
      }),
  },
  request: {
    usage:
      'request ITEM... --for ID --reason TEXT [--until INSTANT] [--key KEY]   ask for entitlements or roles',
    run: async (items, options) => {
      operand(items, 0, 'what to ask for');
      const wish = {
        beneficiary: need(options, 'for'),
        items: items.map(toItem),
        reason: need(options, 'reason'),
        ...(options['until'] ? { until: options['until'] } : {}),
      };
      return (await api(options).submit(wish, options['key'] ?? randomUUID())).request;
    },
  },
  story: {
    usage: 'story REQUEST   the whole story so far, what it waits for and on whom',
    run: async (operands, options) =>
      describeStory(await api(options).story(operand(operands, 0, 'the request'))),
  },
  withdraw: {
    usage: 'withdraw REQUEST --reason TEXT   take a request back; what it gave is removed',
    run: async (operands, options) => {
      const id = operand(operands, 0, 'the request');
      await api(options).withdraw(id, need(options, 'reason'));
      return `${id} is withdrawn`;
    },
  },
  inbox: {
    usage: 'inbox   what you may decide now',
    run: async (_, options) => {
      const tasks = await api(options).inbox();
      return tasks.length === 0 ? 'nothing to decide' : tasks.map(describeTask).join('\n\n');
    },
  },
  vote: {
    usage:
      'vote REQUEST yes|no --as PERSON --key-file FILE --deployment ID --reason TEXT   sign and hand in your vote',
    run: vote,
  },
};
