import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { examine, layerNames } from '../../deploy/doctor/examine.mjs';
import type { RunFile } from '../../deploy/embedded/system.mjs';
import { slips } from './doctor/slips.js';
import { publishRegistry } from './keys/registry.js';
import { eventually } from './system/eventually.js';
import { about, control, inventory } from './system/running-system.js';

const root = join(__dirname, '../..');
/** All but the folders, which take longest and which no right on a running system changes. */
const living = layerNames.filter((name) => name !== 'folders');

/** What the doctor says, by layer; nothing when all is well. */
async function complaints(layers = living, of: RunFile = about()): Promise<Record<string, string[]>> {
  const examinations = await examine(of, layers);
  return Object.fromEntries(
    examinations
      .filter(({ complaints: some }) => some.length > 0)
      .map(({ layer, complaints: some }) => [layer, some.map(({ sentence }) => sentence)]),
  );
}

interface Told {
  readonly layer: string;
  readonly cells: number;
  readonly ok: boolean;
}

/** `npm run doctor`, on this very system. */
async function command(): Promise<{ readonly code: number; readonly told: Told[] }> {
  const run = ['tools/doctor.mjs', '--json', '--run', process.env['E2E_RUN_FILE'] ?? ''];
  const { stdout, code } = await promisify(execFile)(process.execPath, run, { cwd: root }).then(
    (done) => ({ ...done, code: 0 }),
    (error: { stdout: string; code: number }) => error,
  );
  const told = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Told);
  return { code, told };
}

/** Starts the broker anew with a line of its settings changed; the other way round takes it back. */
async function brokerSetting(from: string, to: string): Promise<void> {
  const file = join(about().runDir, 'kafka', 'server.properties');
  const before = readFileSync(file, 'utf8');
  expect(before.split('\n')).toContain(from);
  writeFileSync(file, before.replace(`\n${from}\n`, `\n${to}\n`));
  await control().restart('kafka');
}

const allIsWell = () =>
  eventually('all to be well again', async () => Object.keys(await complaints()).length === 0);

it('of a system as it was started the doctor says that all is well', async () => {
  expect(await complaints()).toEqual({});
});

// each slip is also heard to be over: what the doctor says of the next is exactly what is wrong then
describe('a right that somebody gives by hand is said, by name:', () => {
  it.each(slips)('$what', async ({ give, takeBack, said }) => {
    await give();
    try {
      const wanted = Object.keys(said).sort();
      const heard = await eventually('the doctor to say so', async () => {
        const now = await complaints();
        return Object.keys(now).length >= wanted.length && now;
      });
      expect(Object.keys(heard).sort()).toEqual(wanted);
      for (const [layer, sentences] of Object.entries(said))
        for (const sentence of sentences) expect(heard[layer]?.join('\n')).toMatch(sentence);
    } finally {
      await takeBack();
    }
  });

  it('the custodians register a second key for policy', async () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const { x = '' } = publicKey.export({ format: 'jwk' });
    const slipped = await publishRegistry((keys) => [
      ...keys,
      ...keys
        .filter(({ signer }) => signer === 'policy')
        .map((key) => ({ ...key, kid: 'policy-second' as typeof key.kid, x })),
    ]);
    try {
      const types = inventory.keys.find(({ principal }) => principal === 'policy')?.types ?? [];
      const heard = await eventually('every service to believe it', async () => {
        const now = await complaints();
        return now['keys']?.length === inventory.databases.length * types.length && now;
      });
      expect(Object.keys(heard)).toEqual(['keys']);
      for (const { process } of inventory.databases)
        for (const type of types)
          expect(heard['keys']?.join('\n')).toContain(`${process} believes ${type} of policy by key ${x}`);
    } finally {
      await slipped.undo();
    }
    await allIsWell();
  }, 180_000);

  it('a service is given the key of another', async () => {
    const now = about();
    const environments = structuredClone(now.environments);
    const mine = environments['approval'] as Record<string, string>;
    mine['SIGNING_KEY_FILE'] = now.secrets.signingKeys['policy'] ?? '';
    expect(await complaints(['control plane'], { ...now, environments })).toEqual({
      'control plane': [expect.stringMatching(/service:approval\b/)],
    });
  });

  it('the custodians let approval sign what policy clears', async () => {
    const slipped = await publishRegistry((keys) =>
      keys.map((key) =>
        key.signer === 'approval' ? { ...key, types: [...key.types, 'policy.cleared.v1'] } : key,
      ),
    );
    try {
      const heard = await eventually('every service to believe it', async () => {
        const now = await complaints();
        return now['keys']?.length === inventory.databases.length && now;
      });
      expect(heard).toEqual({
        keys: inventory.databases
          .map(({ process }) => process)
          .sort()
          .map(
            (process) =>
              expect.stringContaining(`${process} believes policy.cleared.v1 of approval`) as string,
          ),
        'control plane': [expect.stringMatching(/service:approval\b/)],
      });
      const { code, told } = await command();
      expect(code).toBe(1);
      expect(told.map(({ layer }) => layer)).toEqual(layerNames);
      expect(told.filter(({ ok }) => !ok).map(({ layer }) => layer)).toEqual(['keys', 'control plane']);
      expect(told.every(({ cells }) => cells > 20)).toBe(true);
    } finally {
      await slipped.undo();
    }
    await allIsWell();
  }, 180_000);

  // last, because services take their time to come back to a broker that was started anew, twice
  it('approval becomes a super user of the broker', async () => {
    const users = 'super.users=User:controller;User:broker;User:admin';
    await brokerSetting(users, `${users};User:approval`);
    try {
      expect(await complaints(['kafka', 'control plane'])).toEqual({
        kafka: [expect.stringContaining('lets `approval` do what no ACL gives')],
        'control plane': [expect.stringMatching(/service:approval\b/)],
      });
    } finally {
      await brokerSetting(`${users};User:approval`, users);
    }
    await allIsWell();
  }, 180_000);
});
