// The generated files say what the duties say, and docker-compose.yml the same as the launcher.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { loadInventory } from './duties.mjs';
import { charter, withCharter } from './generate/charter.mjs';
import { allNames } from './launcher.mjs';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const inventory = loadInventory();
const compose = parse(readFileSync(join(repository, 'docker-compose.yml'), 'utf8'));

describe('docker-compose.yml', () => {
  const helpers = ['kafka-setup', ...inventory.databases.map(({ process }) => `${process}-migrate`)];

  it('has exactly the parts that the launcher starts, and what makes them ready', () => {
    assert.deepEqual(Object.keys(compose.services).sort(), [...allNames(inventory), ...helpers].sort());
  });

  for (const process of inventory.processes)
    it(`gives ${process.name} the variables, the folder and the secrets that the launcher gives it`, () => {
      const container = compose.services[process.name];
      const extra = new Set(['NODE_ENV', 'HTTP_HOST']);
      const given = Object.keys(container.environment).filter((name) => !extra.has(name));
      assert.deepEqual(given.sort(), [...process.environment].sort());
      assert.equal(container.working_dir, `/app/${process.folder}`);
      const files = given.filter((name) => name.endsWith('_FILE')).map((name) => container.environment[name]);
      const mounted = container.secrets.map(
        (/** @type {{ target: string }} */ s) => `/run/secrets/${s.target}`,
      );
      assert.deepEqual(mounted.sort(), files.sort());
      assert.equal(container.profiles?.[0], process.kind === 'command' ? 'command' : undefined);
    });

  it('runs nothing as root, nothing of ours on a writable disk, and shares no secret between services', () => {
    for (const [name, container] of Object.entries(compose.services)) {
      assert.match(container.user, /COUNTERSIGN_UID/, name);
      assert.deepEqual(container.cap_drop, ['ALL'], name);
      if (container.build) assert.equal(container.read_only, true, name);
    }
    const own = inventory.processes.map(({ name }) =>
      compose.services[name].secrets.map((/** @type {{ source: string }} */ s) => s.source),
    );
    const shared = own.flat().filter((source, at, all) => all.indexOf(source) !== at);
    assert.deepEqual(new Set(shared), new Set(['custodians_json']));
  });
});

describe('npm run generate', () => {
  const copy = mkdtempSync(join(tmpdir(), 'generate-'));
  for (const path of [
    'tools',
    'deploy',
    'services',
    'docker-compose.yml',
    'package.json',
    'package-lock.json',
    '.prettierrc.json',
  ])
    cpSync(join(repository, path), join(copy, path), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'));
  after(() => rmSync(copy, { recursive: true }));
  const check = () =>
    spawnSync(process.execPath, ['tools/generate.mjs', '--check'], { cwd: copy, encoding: 'utf8' });

  it('has been run: every file is what the duties say', () => {
    const { status, stderr } = check();
    assert.deepEqual([stderr, status], ['', 0]);
  });

  it('--check names the file that was changed by hand, and that alone', () => {
    execFileSync(process.execPath, ['tools/generate.mjs'], { cwd: copy });
    appendFileSync(join(copy, 'deploy/postgres/roles.sql'), 'GRANT policy TO approval;\n');
    const { status, stderr } = check();
    assert.equal(status, 1);
    assert.equal(
      stderr,
      'deploy/postgres/roles.sql is not what deploy/duties.yaml says: run `npm run generate`\n',
    );
    execFileSync(process.execPath, ['tools/generate.mjs'], { cwd: copy });
    assert.equal(check().status, 0);
  });

  it('--check names every file that a change of the duties reaches', () => {
    const file = join(copy, 'deploy/duties.yaml');
    const text = readFileSync(file, 'utf8');
    const changed = text.replace('produces: [approval]', 'produces: [approval, approval.extra]');
    assert.notEqual(changed, text);
    cpSync(file, `${file}.before`);
    rmSync(file);
    appendFileSync(file, changed);
    const named = check()
      .stderr.trim()
      .split('\n')
      .map((line) => line.split(' ')[0]);
    assert.deepEqual(named, [
      'deploy/kafka/topics-and-acls.yaml',
      'docker-compose.yml',
      'services/approval/README.md',
    ]);
  });
});

describe('a charter', () => {
  const block = charter(inventory.processes.filter((p) => p.name === 'policy'));

  it('says what the service may and must never do', () => {
    assert.match(block, /\*\*Must never\*\* approve; grant; edit a request\./);
    assert.match(block, /\*\*Writes, as the only one:\*\* `policy`/);
  });

  it('takes its place, and leaves the rest of a README alone', () => {
    const made = withCharter(null, 'policy', block);
    assert.equal(
      withCharter(`${made}\nProse.\n`, 'policy', 'new').replace('new', block),
      `${made}\nProse.\n`,
    );
    assert.equal(withCharter('# policy\n\nProse.\n', 'policy', 'B'), '# policy\n\nB\n\nProse.\n');
  });
});
