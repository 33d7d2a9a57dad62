import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVotingKeys, votingKeyFile } from '../company/voting-keys.js';
import { beginTelling, foundOnce, refuseSecondTelling } from './founding.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-founding-'));
  mkdirSync(folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('founding the company', () => {
  it('is done once', async () => {
    expect(await foundOnce(folder, () => Promise.resolve(400))).toBe(400);
    expect(await foundOnce(folder, () => Promise.reject(new RangeError('a second time')))).toBe(0);
  });

  it('is tried again after a try that failed, with the same time and the same keys, so that HR says nothing new', async () => {
    const seen: unknown[] = [];
    const found = (ends: () => Promise<number>) =>
      foundOnce(folder, (time) => {
        seen.push({ time, keys: createVotingKeys(folder, [1035, 1017]) });
        return ends();
      });
    await expect(found(() => Promise.reject(new RangeError('the broker is away')))).rejects.toThrow(
      RangeError,
    );
    const first = readFileSync(votingKeyFile(folder, 1035), 'utf8');
    expect(await found(() => Promise.resolve(7))).toBe(7);
    expect(seen[1]).toEqual(seen[0]);
    expect(readFileSync(votingKeyFile(folder, 1035), 'utf8')).toBe(first);
  });
});

it('a second telling is refused in words, however the first one ended; a company that was only founded can be told of', async () => {
  await foundOnce(folder, () => Promise.resolve(1));
  expect(() => refuseSecondTelling(folder)).not.toThrow();
  beginTelling(folder);
  expect(() => refuseSecondTelling(folder)).toThrow(
    expect.objectContaining({
      code: 'DEMO_ALREADY_TOLD',
      message: expect.stringContaining('told the story already') as string,
    }) as Error,
  );
});
