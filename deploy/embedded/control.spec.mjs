import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openControl } from './control.mjs';

describe('the control socket', () => {
  const dir = mkdtempSync(join(tmpdir(), 'control-'));
  /** @type {string[]} */
  const done = [];
  let close = () => undefined;
  const handled = (/** @type {string} */ verb) => async (/** @type {string} */ name) =>
    void done.push(`${verb} ${name}`);
  const system = /** @type {any} */ ({
    control: join(dir, 'control.sock'),
    pids: () => ({}),
    onStop: (/** @type {() => undefined} */ listener) => (close = listener),
    ...{ kill: handled('kill'), start: handled('start'), restart: handled('restart') },
  });
  before(() => openControl(system, () => void done.push('stop')));
  after(() => {
    close();
    rmSync(dir, { recursive: true });
  });

  /** @param {string} path @param {string} [method] @returns {Promise<number | undefined>} */
  const ask = (path, method = 'POST') =>
    new Promise((resolve, reject) =>
      request({ socketPath: system.control, path, method }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .once('error', reject)
        .end(),
    );

  it('hands on what is asked of a process, digits in its name or not', async () => {
    for (const path of ['/processes/policy/kill', '/processes/connector-s4/start', '/stop'])
      assert.equal(await ask(path), 200, path);
    assert.deepEqual(done, ['kill policy', 'start connector-s4', 'stop']);
  });

  it('refuses what it does not know', async () => {
    const before = done.length;
    for (const path of ['/', '//', '/processes/policy/eat', '/processes//kill', '/processes/a/b/kill'])
      assert.equal(await ask(path), 409, path);
    assert.equal(await ask('/stop', 'GET'), 405);
    assert.equal(done.length, before);
  });
});
