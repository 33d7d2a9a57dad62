import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { exclusively } from './bootstrap-lock.mjs';

describe('the lock of the bootstrap', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lock-'));
  after(() => rmSync(dir, { recursive: true }));
  const silent = () => undefined;

  it('lets one work at a time, and is gone afterwards, also when the work fails', async () => {
    const file = join(dir, 'one', 'lock');
    let atWork = 0;
    const work = async () => {
      assert.equal(++atWork, 1);
      await new Promise((resolve) => setTimeout(resolve, 300));
      atWork--;
    };
    await Promise.all([exclusively(file, silent, work), exclusively(file, silent, work)]);
    await assert.rejects(
      exclusively(file, silent, () => Promise.reject(new RangeError('the work failed'))),
      RangeError,
    );
    assert.equal(existsSync(file), false);
  });

  it('is taken over from a process that died', async () => {
    const file = join(dir, 'left');
    writeFileSync(file, '999999999');
    let done = false;
    await exclusively(file, silent, async () => void (done = true));
    assert.equal(done, true);
  });

  it('that cannot be written is an error at once, and not held by somebody', { timeout: 5_000 }, async () => {
    const lines = /** @type {string[]} */ ([]);
    const work = () => Promise.reject(new RangeError('nobody may work without the lock'));
    // nobody makes files there, not even root, and none is there to be read or removed
    await assert.rejects(
      exclusively('/proc/countersign.lock', (line) => lines.push(line), work),
      (/** @type {NodeJS.ErrnoException} */ error) => error.code !== undefined,
    );
    assert.deepEqual(lines, []);
  });
});
