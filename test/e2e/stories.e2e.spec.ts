import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { servicesIn } from './system/traces.js';

interface Claim {
  readonly story: string;
  readonly what: string;
  readonly expected: string;
  readonly seen: string;
  readonly ok: boolean;
  readonly trace: string | null;
}

const demo = join(__dirname, '../../deploy/demo/dist/main.js');
const stories = [
  ...['joiner', 'elevated', 'scope', 'conflict', 'two-halves', 'votes', 'secret-chain'],
  ...['mover', 'start-later', 'extension', 'two-systems', 'helpdesk', 'never-ordered', 'adoption'],
  ...['forgeries', 'policy-down', 'hand-over', 'expiry', 'leaver'],
];
/** The company's two hundred people are founded first; on a busy machine that takes minutes. */
const patienceMs = 900_000;
let claims: readonly Claim[] = [];

// The demonstration ends with 1 when a claim does not hold; which one, its lines say.
beforeAll(async () => {
  const args = [demo, process.env['E2E_RUN_FILE'] ?? '', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 16_777_216 }).catch(
    (error: { stdout: string }) => error,
  );
  claims = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Claim);
}, patienceMs);

describe('the guided story', () => {
  it('has exactly these stories', () => {
    expect([...new Set(claims.map(({ story }) => story))]).toEqual(stories);
  });

  it.each(stories)('goes as told: %s', (id) => {
    const told = claims.filter(({ story }) => story === id);
    expect(told.length).toBeGreaterThan(2);
    expect(told.filter(({ ok }) => !ok)).toEqual([]);
  });

  it.each(stories)('says of each claim in which trace it can be looked up: %s', async (id) => {
    const told = claims.filter(({ story }) => story === id).map(({ trace }) => trace);
    const named = told.slice(told.findIndex((trace) => trace !== null));
    expect(named.length).toBeGreaterThan(1);
    expect(named.filter((trace) => !/^[0-9a-f]{32}$/.test(String(trace)))).toEqual([]);
    for (const trace of new Set(named)) expect(await servicesIn(`00-${trace}-`)).toContain('request');
  });
});
