// The whole start, with one small service: real PostgreSQL, real Kafka, real signals.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startSystem } from './launcher.mjs';
import { accepts } from './ports.mjs';
import { birthOf } from './process-table.mjs';
import { clearDeadRuns, readRecords } from './run-record.mjs';
import { attach, readRunFile, runningSystems } from './running-system.mjs';
import { fixtureSystem } from './test-fixtures/fixture-system.mjs';

/** @typedef {import('./system.mjs').RunFile} RunFile */

const launchScript = fileURLToPath(new URL('./test-fixtures/launch.mjs', import.meta.url));

/** @param {() => boolean | Promise<boolean>} condition @param {string} what @param {number} [withinMs] */
async function eventually(condition, what, withinMs = 20_000) {
  for (const until = Date.now() + withinMs; Date.now() < until; await new Promise((r) => setTimeout(r, 50)))
    if (await condition()) return;
  assert.fail(`${what} did not happen within ${withinMs} ms`);
}

/** Everything but Kafka, which takes the longest. */
const QUICK = ['platform-postgres,openid-provider,otlp-receiver'];

/** @param {string} root of a fixture @param {string[]} parts @returns {Promise<{ child: import('node:child_process').ChildProcess, about: RunFile }>} a launcher in its own process, ready */
async function launch(root, parts = QUICK) {
  const child = spawn(process.execPath, [launchScript, root, ...parts], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: /** @type {import('node:stream').Readable} */ (child.stdout) });
  for await (const line of lines) if (line.endsWith('run.json')) return { child, about: readRunFile(line) };
  return assert.fail('the launcher ended before it was ready');
}

/** @param {RunFile} about @returns {number[]} */
const portsOf = (about) =>
  Object.values(about.addresses).map((address) =>
    Number(/:(\d+)/.exec(address.replace(/^\w+:\/\//, ''))?.[1]),
  );
/** @param {RunFile} about @returns {number[]} */
const pidsOf = (about) => Object.values(about.processes).flatMap(({ pid }) => pid ?? []);

/** @param {RunFile} about */
async function assertNothingLeft(about) {
  await eventually(() => !existsSync(about.runDir), 'removing the run folder');
  // the record is taken away after everything that it tells of
  await eventually(() => readRecords().every((record) => record.dir !== about.runDir), 'removing the record');
  assert.deepEqual(
    pidsOf(about).filter((pid) => birthOf(pid) !== null),
    [],
    'processes are left',
  );
  for (const port of portsOf(about)) assert.equal(await accepts(port), false, `port ${port} still answers`);
}

describe('a started system', () => {
  const fixture = fixtureSystem();
  /** @type {string[]} */
  const said = [];
  /** @type {import('./system.mjs').LaunchedSystem} */
  let system;
  before(async () => {
    const { root, inventory, only } = fixture;
    process.env.A_SECRET_OF_THE_CALLER = 'x';
    system = await startSystem({ root, inventory, only, preload: null, log: (line) => said.push(line) });
    delete process.env.A_SECRET_OF_THE_CALLER;
  });
  after(async () => {
    await system.stop();
    fixture.remove();
  });

  it('has migrated as owner and serves as runtime role', async () => {
    const response = await fetch(`${system.addresses.dummy}/`);
    assert.equal(await response.text(), 'hello');
  });

  it('gives a process the variables of the inventory, its own secrets, and nothing of the caller', async () => {
    const given = JSON.parse(await (await fetch(`${system.addresses.dummy}/environment`)).text());
    assert.equal('A_SECRET_OF_THE_CALLER' in given, false);
    assert.equal(given.DATABASE_PASSWORD_FILE, system.secrets.database.dummy);
    const wanted =
      fixture.inventory.processes[0]?.environment.filter((name) => !name.startsWith('OTEL_')) ?? [];
    assert.deepEqual(
      wanted.filter((name) => !given[name]),
      [],
    );
  });

  it('stops a process in order and starts it again when asked', async () => {
    const before = system.pids().dummy;
    await system.restart('dummy');
    assert.notEqual(system.pids().dummy, before);
    assert.equal((await fetch(`${system.addresses.dummy}/`)).ok, true);
  });

  it('keeps secrets out of the run file, and the run folder to its owner', () => {
    const text = readFileSync(system.runFile, 'utf8');
    for (const file of [...Object.values(system.secrets.kafka), ...Object.values(system.secrets.database)])
      assert.equal(text.includes(readFileSync(file, 'utf8')), false, `${file} is repeated in run.json`);
    assert.equal(statSync(system.secrets.kafka.admin ?? '').mode & 0o777, 0o600);
    assert.equal(statSync(`${system.runDir}/secrets`).mode & 0o777, 0o700);
    assert.equal(statSync(system.runDir).mode & 0o066, 0);
  });

  it('starts a service again that dies, and says so', async () => {
    const before = system.pids().dummy;
    await fetch(`${system.addresses.dummy}/crash`).catch(() => undefined);
    await eventually(() => {
      const now = system.pids().dummy;
      return now !== null && now !== before;
    }, 'starting the service again');
    assert.ok(said.some((line) => line.startsWith('dummy ended (exit code 7); starting it again in 0.2 s')));
    await eventually(
      () =>
        fetch(`${system.addresses.dummy}/`).then(
          (r) => r.ok,
          () => false,
        ),
      'an answer',
    );
  });

  it('keeps a killed process down until it is started, also when asked from outside', async () => {
    const outside = attach(system.runFile);
    await outside.kill('dummy');
    assert.equal(outside.about().processes.dummy?.pid, null);
    await new Promise((resolve) => setTimeout(resolve, 600));
    assert.equal(system.pids().dummy, null);
    await outside.start('dummy');
    assert.equal((await fetch(`${system.addresses.dummy}/`)).ok, true);
    await assert.rejects(outside.kill('nobody'), /no process `nobody` runs here/);
  });

  it('survives the loss of its database and of its broker', async () => {
    for (const name of ['platform-postgres', 'kafka']) {
      const pid = system.pids()[name] ?? 0;
      process.kill(pid, 'SIGKILL');
      await eventually(() => ![null, pid].includes(system.pids()[name] ?? null), `starting ${name} again`);
    }
    await eventually(
      () =>
        fetch(`${system.addresses.dummy}/`).then(
          (r) => r.ok,
          () => false,
        ),
      'an answer',
    );
    await eventually(() => accepts(portsOf(readRunFile(system.runFile))[1] ?? 0), 'a broker');
  });

  it('is found by others, and runs beside a second one', async () => {
    assert.ok(runningSystems().some(({ runFile }) => runFile === system.runFile));
    const { root, inventory } = fixture;
    const second = await startSystem({ root, inventory, only: ['platform-postgres'], preload: null });
    assert.notEqual(second.addresses['platform-postgres'], system.addresses['platform-postgres']);
    const about = second.describe();
    await second.stop();
    await assertNothingLeft(about);
    assert.equal((await fetch(`${system.addresses.dummy}/`)).ok, true);
  });
});

describe('the end of a launcher', () => {
  const fixture = fixtureSystem();
  after(() => fixture.remove());

  for (const [signal, parts] of /** @type {const} */ ([
    ['SIGINT', QUICK],
    ['SIGHUP', QUICK],
    ['SIGKILL', []], // everything, a service and Kafka among it
  ]))
    it(`leaves nothing after ${signal}`, async () => {
      const { child, about } = await launch(fixture.root, [...parts]);
      assert.ok(pidsOf(about).length === 3 && pidsOf(about).every((pid) => birthOf(pid) !== null));
      child.kill(signal);
      await assertNothingLeft(about);
    });

  it('leaves what the next start clears, when the reaper has been killed as well', async () => {
    const { child, about } = await launch(fixture.root);
    const record = readRecords().find((r) => r.dir === about.runDir);
    // stopped first, so that neither can do anything about the other
    process.kill(child.pid ?? 0, 'SIGSTOP');
    process.kill(record?.reaper?.pid ?? 0, 'SIGKILL');
    child.kill('SIGKILL');
    await eventually(
      () => birthOf(record?.reaper?.pid ?? 0) === null && birthOf(child.pid ?? 0) === null,
      'their end',
    );
    assert.ok(
      pidsOf(about).some((pid) => birthOf(pid) !== null),
      'the control: something must be left',
    );
    assert.ok(existsSync(about.runDir));

    /** @type {string[]} */
    const said = [];
    await clearDeadRuns((line) => said.push(line));
    assert.ok(said.some((line) => line.includes(about.runDir)));
    await assertNothingLeft(about);
  });

  it('is watched by another reaper, when the first has been killed', async () => {
    const { child, about } = await launch(fixture.root);
    const reaper = () => readRecords().find((r) => r.dir === about.runDir)?.reaper?.pid ?? 0;
    const first = reaper();
    process.kill(first, 'SIGKILL');
    await eventually(() => reaper() !== first && birthOf(reaper()) !== null, 'another reaper');
    child.kill('SIGKILL');
    await assertNothingLeft(about);
  });
});

describe('a start that fails', () => {
  /** @type {ReturnType<typeof fixtureSystem>[]} */
  const fixtures = [];
  const fixtureOf = (/** @type {Parameters<typeof fixtureSystem>[0]} */ scripts = {}) => {
    const fixture = fixtureSystem(scripts);
    fixtures.push(fixture);
    return fixture;
  };
  after(() => fixtures.forEach((fixture) => fixture.remove()));

  it('names the service, shows its last lines, and leaves nothing', async () => {
    const { root, inventory, only } = fixtureOf({ main: 'broken-main.cjs' });
    await assert.rejects(startSystem({ root, inventory, only, preload: null }), {
      code: 'PROCESS_FAILED',
      message:
        /^dummy ended 3 times before it was ready; its last lines:\nKAFKA_BROKERS is not what it should be/,
    });
    assert.equal(
      readRecords().some((record) => record.launcher.pid === process.pid),
      false,
    );
  });

  it('names a migration that fails', async () => {
    const { root, inventory } = fixtureOf({ migrate: 'broken-main.cjs' });
    const only = ['platform-postgres', 'dummy'];
    await assert.rejects(
      startSystem({ root, inventory, only, preload: null }),
      /^ProcessFailedError: dummy-migrate failed \(1\)/,
    );
  });

  it('says that a service is not built before it starts anything', async () => {
    const { inventory, only } = fixtureOf();
    await assert.rejects(
      startSystem({ root: '/nowhere', inventory, only }),
      /dummy is not built: `services\/dummy\/dist\/main.js` is missing/,
    );
  });

  it('can be given up while it starts', async () => {
    const { root, inventory, only } = fixtureOf();
    const giveUp = new AbortController();
    setTimeout(() => giveUp.abort(), 700);
    await assert.rejects(
      startSystem({ root, inventory, only, preload: null, signal: giveUp.signal }),
      /the start was stopped/,
    );
    assert.equal(
      readRecords().some((record) => record.launcher.pid === process.pid),
      false,
    );
  });

  it('knows no part of another name', async () => {
    await assert.rejects(startSystem({ only: ['postgrs'] }), /there is no part `postgrs`/);
  });
});
