// What a run ends, and what it must leave alone.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { lastLines, spawnOwned } from './owned-process.mjs';
import { startPostgres } from './postgres.mjs';
import { birthOf, isAlive, parentOf } from './process-table.mjs';
import { clearRun, readRecords } from './run-record.mjs';
import { openRun } from './run.mjs';
import { toolEnvironment } from './tool-environment.mjs';

const SLEEP = ['-e', 'setInterval(() => undefined, 1000)'];

/** @param {Record<string, string>} [env] @returns {import('node:child_process').ChildProcess & { pid: number }} nobody has written it down */
const sleeper = (env = {}) =>
  /** @type {any} */ (
    spawn(process.execPath, SLEEP, { detached: true, stdio: 'ignore', env: { ...toolEnvironment(), ...env } })
  );

/** @param {number} pid */
const lives = (pid) => birthOf(pid) !== null;

describe('a run', () => {
  it('ends what it owns and forgets what has ended by itself', async () => {
    const run = await openRun({ kind: 'tests' });
    const record = () => readRecords().find((r) => r.dir === run.dir);
    const spec = {
      name: 'sleeper',
      command: process.execPath,
      args: SLEEP,
      cwd: run.dir,
      env: toolEnvironment(),
    };
    const [first, second] = [spawnOwned(spec, run), spawnOwned(spec, run)];
    assert.deepEqual(
      record()?.processes.map((p) => p.pid),
      [first.pid, second.pid],
    );
    first.kill('SIGKILL');
    await once(first, 'exit');
    assert.deepEqual(
      record()?.processes.map((p) => p.pid),
      [second.pid],
    );
    await run.close();
    assert.deepEqual([lives(second.pid ?? 0), existsSync(run.dir), record()], [false, false, undefined]);
  });

  it('ends by force what does not listen', async () => {
    const run = await openRun({ kind: 'tests' });
    const deaf =
      "process.on('SIGTERM', () => undefined); console.log('deaf'); setInterval(() => undefined, 1000)";
    const spec = {
      name: 'deaf',
      command: process.execPath,
      args: ['-e', deaf],
      cwd: run.dir,
      env: toolEnvironment(),
    };
    const child = spawnOwned(spec, run);
    while (!lastLines(spec, run).includes('deaf')) await new Promise((resolve) => setTimeout(resolve, 20));
    const since = Date.now();
    await run.close();
    assert.equal(lives(child.pid ?? 0), false);
    assert.ok(Date.now() - since > 3_000, 'the control: it did not listen');
  });

  if (process.platform === 'linux')
    it('ends a process that was started but not yet written down', async () => {
      const run = await openRun({ kind: 'tests' });
      const unwritten = sleeper(run.environment);
      const foreign = sleeper({ COUNTERSIGN_RUN: 'of another run' });
      await run.close();
      assert.deepEqual([lives(unwritten.pid), lives(foreign.pid)], [false, true]);
      foreign.kill('SIGKILL');
    });

  it('leaves alone whoever was given the id of a process that has ended', async () => {
    const run = await openRun({ kind: 'tests' });
    const other = sleeper();
    run.own({ name: 'gone', pid: other.pid, born: 'at another time', signal: 'SIGKILL' });
    await run.close();
    assert.equal(lives(other.pid), true);
    other.kill('SIGKILL');
  });

  it('removes no folder that is not a run’s, whatever a record says', async () => {
    const precious = mkdtempSync(join(tmpdir(), 'precious-'));
    const launcher = { pid: 999_999, born: 'never' };
    await clearRun({
      launcher,
      reaper: null,
      dir: precious,
      mark: 'X=none',
      startedAt: '',
      kind: 'system',
      processes: [],
    });
    assert.equal(existsSync(precious), true);
    rmSync(precious, { recursive: true });
  });
});

if (process.platform === 'linux')
  describe('a PostgreSQL that was killed by force', () => {
    it('leaves no shared memory once its run has been closed', async () => {
      const run = await openRun({ kind: 'tests' });
      const { process: postgres } = await startPostgres({ run, name: 'postgres' });
      await postgres.kill();
      const [, id] =
        readFileSync(join(run.dir, 'postgres/data/postmaster.pid'), 'utf8')
          .split('\n')[6]
          ?.trim()
          .split(/\s+/) ?? [];
      const isThere = () =>
        new RegExp(`^\\s*\\d+\\s+${id}\\s`, 'm').test(readFileSync('/proc/sysvipc/shm', 'utf8'));
      assert.equal(isThere(), true, 'the control: it is left');
      await run.close();
      assert.equal(isThere(), false);
    });
  });

describe('a process', () => {
  it('is known by id and birth', async () => {
    const child = sleeper();
    const born = birthOf(child.pid) ?? '';
    assert.deepEqual(
      [isAlive({ pid: child.pid, born }), isAlive({ pid: child.pid, born: 'another' })],
      [true, false],
    );
    assert.equal(parentOf(child.pid)?.pid, process.pid);
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.deepEqual([birthOf(child.pid), isAlive({ pid: child.pid, born })], [null, false]);
  });
});

describe('a launcher that npm started', () => {
  const script = `import { watchNpm } from '${new URL('./parent-watch.mjs', import.meta.url).href}';
    console.log('watching'); watchNpm(() => { console.log('gone'); process.exit(0); }); setTimeout(() => undefined, 15_000);`;

  for (const shell of [false, true])
    it(`notices that npm has been killed, ${shell ? 'with' : 'without'} a shell between them`, async () => {
      // another node plays npm: it starts us as npm does
      const command = shell
        ? `spawn('sh', ['-c', '"$NODE" --input-type=module -e "$SCRIPT"; true'], o)`
        : `spawn(process.env.NODE, ['--input-type=module', '-e', process.env.SCRIPT], o)`;
      const npm = spawn(
        process.execPath,
        ['-e', `const { spawn } = require('node:child_process'); const o = { stdio: 'inherit' }; ${command}`],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
          env: { ...toolEnvironment(), NODE: process.execPath, SCRIPT: script, npm_lifecycle_event: 'start' },
          cwd: fileURLToPath(new URL('.', import.meta.url)),
        },
      );
      let said = '';
      npm.stdout.on('data', (chunk) => (said += chunk));
      while (!said.includes('watching')) await new Promise((resolve) => setTimeout(resolve, 20));
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      assert.equal(said, 'watching\n', 'it must not think so while npm is there');
      npm.kill('SIGKILL');
      await once(npm.stdout, 'end');
      assert.equal(said, 'watching\ngone\n');
    });
});
