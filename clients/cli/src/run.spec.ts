import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJws } from '@countersign/statement';
import { aStory, people, testKey, type Trail } from '@countersign/testing';
import { run } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'countersign-cli-'));
const file = (name: string, content: string) => {
  writeFileSync(join(folder, name), content, { mode: 0o600 });
  return join(folder, name);
};
const token = file('token', 'a.b.c\n');
const key = file('key', JSON.stringify(testKey(people.omar)));

let trail: Trail;
let server: Server;
let url: string;
/** What the approval service hands out and what it was sent. */
let inbox: unknown;
let received: { vote?: string };
let answer: (path: string) => { status: number; body: string } | null;
beforeAll(async () => {
  trail = await aStory().tell();
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      const special = answer(request.url ?? '');
      if (body) received = JSON.parse(body) as typeof received;
      const usual = request.url === '/votes' ? { request: 'r-1', state: 'open', votes: 1 } : inbox;
      response.writeHead(special?.status ?? 200).end(special?.body ?? JSON.stringify(usual));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());
beforeEach(() => {
  const { submitted, assessed } = trail.statements;
  inbox = { tasks: [{ submitted: submitted.jws, assessed: assessed.jws }], next: null };
  received = {};
  answer = () => null;
});

async function countersign(...args: string[]) {
  let [out, err] = ['', ''];
  const code = await run(args, { out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}
const calling = () => ['--token-file', token, '--approval-url', url, '--request-url', url];
const deciding = (ha: string, decision: 'yes' | 'no', ...more: string[]) =>
  countersign(
    'vote',
    ha,
    decision,
    '--as',
    people.omar,
    '--reason',
    'looked',
    '--deployment',
    'acme',
    ...more,
  );
const voting = (ha: string, ...more: string[]) => deciding(ha, 'yes', ...more);

describe('a vote', () => {
  it('is for the hash that the inbox showed', async () => {
    const { hash } = trail.statements.assessed;
    expect((await countersign('inbox', ...calling())).out).toContain(`countersign vote ${hash} yes|no`);
    const { code, out } = await voting(hash, '--key-file', key, ...calling());
    expect([code, out]).toEqual([0, 'r-1 is open after 1 vote\n']);
    const vote = JSON.parse(readJws(received.vote ?? '').payload.toString()) as object;
    expect(vote).toMatchObject({ ha: hash, hr: trail.statements.submitted.hash, decision: 'yes' });
  });

  it('is not made for anything else that the service hands out under the same request, after it was read', async () => {
    const { hash } = trail.statements.assessed;
    const anew = await aStory()
      .assessed({ roots: [{ root: people.bea, epoch: 5 }] })
      .tell();
    const { submitted, assessed } = anew.statements;
    inbox = { tasks: [{ submitted: submitted.jws, assessed: assessed.jws, ha: hash }], next: null };
    const { code, err } = await voting(hash, '--key-file', key, ...calling());
    expect([code, err]).toEqual([1, expect.stringContaining('CLI_NOTHING_TO_DECIDE')]);
    expect(received).toEqual({});
  });
});

describe('what is approved lies in no inbox any more', () => {
  /** What the service shows under its hash. */
  const shows = (ha: string, { statements: { submitted, assessed } }: Trail) => {
    const body = JSON.stringify({ submitted: submitted.jws, assessed: assessed.jws });
    inbox = { tasks: [], next: null };
    answer = (path) => (path === `/tasks/${ha}` ? { status: 200, body } : null);
  };

  it('and a no finds it by its hash', async () => {
    const { hash } = trail.statements.assessed;
    shows(hash, trail);
    expect((await deciding(hash, 'no', '--key-file', key, ...calling())).code).toBe(0);
    const vote = JSON.parse(readJws(received.vote ?? '').payload.toString()) as object;
    expect(vote).toMatchObject({ ha: hash, hr: trail.statements.submitted.hash, decision: 'no' });
  });

  it('and a yes does not', async () => {
    const { hash } = trail.statements.assessed;
    shows(hash, trail);
    const { code, err } = await voting(hash, '--key-file', key, ...calling());
    expect([code, err]).toEqual([1, expect.stringContaining('CLI_NOTHING_TO_DECIDE')]);
    expect(received).toEqual({});
  });

  it.each(['.', '..', 'A'.repeat(12)])('and a no to `%s` asks nobody', async (half) => {
    shows(trail.statements.assessed.hash, trail);
    const { code, err } = await deciding(half, 'no', '--key-file', key, ...calling());
    expect([code, err]).toEqual([1, expect.stringContaining('CLI_NOTHING_TO_DECIDE')]);
  });

  it('and no other is denied in its place, whatever the service hands out', async () => {
    const { hash } = trail.statements.assessed;
    const anew = await aStory()
      .assessed({ roots: [{ root: people.bea, epoch: 5 }] })
      .tell();
    shows(hash, anew);
    const { code, err } = await deciding(hash, 'no', '--key-file', key, ...calling());
    expect([code, err]).toEqual([1, expect.stringContaining('CLI_NOTHING_TO_DECIDE')]);
    expect(received).toEqual({});
  });

  it('and what the voter may not deny is refused in the service’s words', async () => {
    const problem = JSON.stringify({ code: 'VOTE_UNKNOWN_TASK', detail: 'nothing of this kind' });
    answer = () => ({ status: 404, body: problem });
    const { code, err } = await deciding('A'.repeat(43), 'no', '--key-file', key, ...calling());
    expect([code, err]).toEqual([1, 'countersign: VOTE_UNKNOWN_TASK: nothing of this kind\n']);
    expect(received).toEqual({});
  });
});

describe('a command line that is none of ours shows how to write one', () => {
  const { hash } = { hash: 'A'.repeat(43) };
  it.each<readonly [string, readonly string[], string]>([
    ['nothing', [], 'which command?'],
    ['an unknown command', ['approve'], 'there is no command `approve`'],
    ['a name of every object', ['constructor'], 'there is no command `constructor`'],
    ['an unknown option', ['inbox', '--force'], "Unknown option '--force'"],
    ['an option without its value', ['inbox', '--token-file'], "'--token-file <value>' argument missing"],
    ['no address', ['inbox', '--token-file', token], '`--approval-url` is missing'],
    ['something that is no address', ['inbox', '--approval-url', 'localhost:80'], 'the address of a service'],
    ['no token', ['story', 'r-1', '--request-url', 'http://127.0.0.1:1'], '`--token-file` is missing'],
    ['neither yes nor no', ['vote', hash, 'maybe'], 'a vote is `yes` or `no`'],
  ])('%s', async (_what, args, sentence) => {
    const { code, out, err } = await countersign(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^countersign: CLI_USAGE: /);
    expect(err).toContain(sentence);
    expect(err).toContain('\nusage: countersign COMMAND\n');
  });
});

describe('what fails says so in one sentence, by code', () => {
  it.each<readonly [string, string, string]>([
    ['is not there', join(folder, 'nowhere'), 'CLI_BAD_FILE: `'],
    ['is no JSON', token, 'CLI_BAD_FILE: the file of `--key-file` holds no private Ed25519 key'],
    ['is another kind of key', file('rsa', '{"kty":"RSA","n":"secret-n"}'), 'CLI_BAD_FILE: the file of'],
  ])('a key file that %s', async (_what, keyFile, sentence) => {
    const { code, err } = await voting('A'.repeat(43), '--key-file', keyFile, ...calling());
    expect([code, err]).toEqual([1, expect.stringContaining(sentence)]);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).not.toContain('secret-n');
  });

  it('a token file that is not there', async () => {
    const { code, err } = await countersign('inbox', '--approval-url', url, '--token-file', '/nowhere');
    expect([code, err]).toEqual([1, expect.stringMatching(/^countersign: CLI_BAD_FILE: .*ENOENT\n$/)]);
  });

  it('an address where nobody answers, and one where something else does', async () => {
    const at = (where: string) => countersign('inbox', '--token-file', token, '--approval-url', where);
    expect(await at('http://127.0.0.1:1')).toMatchObject({
      code: 1,
      err: expect.stringContaining('CLI_NO_ANSWER') as string,
    });
    answer = () => ({ status: 200, body: '<html>' });
    expect(await at(url)).toMatchObject({ code: 1, err: expect.stringContaining('CLI_NO_ANSWER') as string });
  });

  it('a refusal, in the service’s words, which no terminal obeys', async () => {
    const detail = 'no\u001b[2J\r\ncountersign: all is approved';
    answer = () => ({ status: 403, body: JSON.stringify({ code: 'NOT_A_PERSON', detail }) });
    const { code, err } = await countersign('inbox', ...calling());
    expect([code, err]).toEqual([
      1,
      'countersign: NOT_A_PERSON: no\\u{1b}[2J\\u{d}\\u{a}countersign: all is approved\n',
    ]);
  });
});

describe('asking', () => {
  it('says from when until when', async () => {
    inbox = { request: 'r-1' };
    const window = ['--from', '2030-01-01T00:00:00Z', '--until', '2030-02-01T00:00:00Z'];
    const args = ['request', 'role:clerk', 'erp:vendor:read', '--for', people.bea, '--reason', 'work'];
    expect(await countersign(...args, ...window, ...calling())).toMatchObject({ code: 0, out: 'r-1\n' });
    expect(received).toEqual({
      beneficiary: people.bea,
      items: [
        { role: 'role:clerk', scope: {} },
        { entitlement: 'erp:vendor:read', scope: {} },
      ],
      reason: 'work',
      from: '2030-01-01T00:00:00Z',
      until: '2030-02-01T00:00:00Z',
    });
  });
});

describe('help', () => {
  it.each(['--help', '-h', 'help'])('is given for %s, and is no mistake', async (asked) => {
    const { code, out, err } = await countersign(asked);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('usage: countersign COMMAND');
  });
});

describe('a story', () => {
  it('gives the reasons of a veto: codes and sentences', async () => {
    const reasons = [{ code: 'CONFLICT', message: 'P2P-01: person:1 holds both halves' }, { code: 7 }];
    const step = { type: 'policy.vetoed.v1', iss: 'policy', iat: 0, hash: 'h', body: { reasons } };
    inbox = { request: 'r-1', state: 'vetoed', waitsFor: null, steps: [step] };
    const { out } = await countersign('story', 'r-1', ...calling());
    expect(out.split('\n').slice(2, 4)).toEqual([
      '    CONFLICT',
      '    | “P2P-01: person:1 holds both halves”',
    ]);
  });

  it('shows what a service says of it so that nothing passes for our own lines', async () => {
    const step = { type: 'policy.held.v1', iss: 'policy\u001b[2J', iat: 0, hash: 'h', body: {} };
    const waitsFor = { on: 'policy', what: 'rule\nr-1 is applied', until: null };
    inbox = { request: 'r-1', state: 'held', waitsFor, steps: [step] };
    const { out } = await countersign('story', 'r-1', ...calling());
    expect(out.split('\n')).toHaveLength(3);
    expect(out).toContain('rule\\u{a}r-1 is applied');
    expect(out).not.toContain('\u001b');
  });
});
