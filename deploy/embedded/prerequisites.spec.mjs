// What somebody sees whose machine lacks a tool: one sentence, exit code 1, nothing done.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isInstalled } from '../../tools/installation.mjs';
import { oldNode } from '../../tools/node-version.mjs';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), 'prerequisites-'));
after(() => rmSync(temporary, { recursive: true }));

/** @param {{ installed?: boolean }} [options] @returns {string} a clone without jars, with or without node_modules */
function clone({ installed = true } = {}) {
  const root = mkdtempSync(join(temporary, 'clone-'));
  for (const path of ['tools', 'deploy', 'package-lock.json', 'package.json'])
    cpSync(join(repository, path), join(root, path), {
      recursive: true,
      filter: (source) => !source.includes('.data'),
    });
  if (installed) symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  return root;
}

/** @param {Record<string, string>} programs name to shell script @returns {string} a folder for the PATH with nothing else */
function path(programs = {}) {
  const folder = mkdtempSync(join(temporary, 'bin-'));
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

const java = (/** @type {string} */ version) => `echo 'openjdk version "${version}" 2025-04-15' >&2`;

/** @param {string} level @param {Record<string, string>} env @param {string} [root] */
function bootstrap(level, env, root = clone()) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/bootstrap.mjs', level], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  return { status, stdout, said: stderr.trim().split('\n') };
}

/** @param {ReturnType<typeof bootstrap>} result @param {RegExp} sentence */
function refusedWith({ status, stdout, said }, sentence) {
  assert.deepEqual([said.length, status, stdout], [1, 1, ''], said.join('\n'));
  assert.match(said[0] ?? '', sentence);
}

describe('a machine that lacks', () => {
  it('Java is told to install it, or to set KAFKA_BROKERS', () => {
    refusedWith(
      bootstrap('run', { PATH: path({ mvn: 'exit 0' }) }),
      /^Java was not found: install Java 17 or newer \(or set JAVA_HOME to one\), or set KAFKA_BROKERS to a Kafka cluster of yours$/,
    );
  });

  for (const version of ['11.0.2', '1.8.0_392'])
    it(`a Java newer than ${version} is told so`, () => {
      const sentence = new RegExp(
        `^Java ${version.startsWith('1.8') ? 8 : 11} \\(.*/java.\\) is too old: install Java 17`,
      );
      refusedWith(bootstrap('run', { PATH: path({ java: java(version), mvn: 'exit 0' }) }), sentence);
    });

  it('a JAVA_HOME that holds one is told so, whatever is on the PATH', () => {
    const PATH = path({ java: java('21.0.1'), mvn: 'exit 0' });
    refusedWith(
      bootstrap('run', { PATH, JAVA_HOME: '/nowhere' }),
      /^JAVA_HOME \(`\/nowhere`\) holds no Java: install Java 17/,
    );
  });

  it('a Java that runs is told so', () => {
    refusedWith(
      bootstrap('run', { PATH: path({ java: 'exit 3', mvn: 'exit 0' }) }),
      /does not run: install Java 17/,
    );
  });

  it('Maven is told to install it, or to set KAFKA_BROKERS', () => {
    refusedWith(
      bootstrap('run', { PATH: path({ java: java('17.0.15') }) }),
      /^Maven was not found and Apache Kafka's jars are not here yet: install Maven \(its command is `mvn`\), or set KAFKA_BROKERS/,
    );
  });

  it('a Maven that resolves is told what Maven says', () => {
    const PATH = path({ java: java('17.0.15'), mvn: 'echo "[ERROR] no network"; exit 1' });
    const { status, said } = bootstrap('run', { PATH });
    assert.equal(status, 1);
    assert.match(
      said.join('\n'),
      /^Maven could not resolve Apache Kafka's jars \(\[ERROR\] no network\): check the network/,
    );
  });

  it('a Maven new enough to resolve is told so', () => {
    const mvn =
      'case "$1" in -version) echo "Apache Maven 3.0.5 (r01de14)";; *) echo "[ERROR] plugin"; exit 1;; esac';
    const { status, said } = bootstrap('run', { PATH: path({ java: java('17.0.15'), mvn }) });
    assert.equal(status, 1);
    assert.match(said.join('\n'), /^Maven 3\.0\.5 \(.*\/mvn.\) is too old: install Maven 3\.6\.3 or newer/);
  });

  it('npm is told to install it', () => {
    refusedWith(
      bootstrap('install', { PATH: path() }, clone({ installed: false })),
      /^npm was not found: install npm 9 or newer/,
    );
  });

  it('an npm that is new enough is told so', () => {
    const PATH = path({ npm: 'echo 6.14.18' });
    refusedWith(
      bootstrap('install', { PATH }, clone({ installed: false })),
      /^npm 6.14.18 is too old: install npm 9/,
    );
  });

  it('several things is told each, in a sentence of its own', () => {
    const { status, said } = bootstrap('run', { PATH: path() }, clone({ installed: false }));
    assert.equal(status, 1);
    assert.deepEqual(
      said.map((sentence) => sentence.split(' ')[0]),
      ['npm', 'Java', 'Maven'],
    );
  });

  it('Java and Maven but has a Kafka cluster lacks nothing', () => {
    const { status, said } = bootstrap('run', { PATH: path(), KAFKA_BROKERS: 'broker:9092' });
    assert.deepEqual([status, said], [0, ['']]);
  });

  it('Java and Maven can build all the same', () => {
    assert.equal(bootstrap('build', { PATH: path() }).status, 0);
  });

  it('packages gets them by npm ci, and hears what npm says when that fails', () => {
    const PATH = path({
      npm: '[ "$1" = --version ] && echo 11.0.0 || { echo "npm error code EOFFLINE" >&2; exit 1; }',
    });
    const root = clone({ installed: false });
    const { status, said } = bootstrap('install', { PATH: `${PATH}:/bin:/usr/bin` }, root);
    assert.equal(status, 1);
    assert.deepEqual(said, ['npm ci failed:', 'npm error code EOFFLINE']);
    assert.equal(existsSync(join(root, 'node_modules')), false);
  });

  it('packages of the newest lock file gets them again', () => {
    const root = clone({ installed: false });
    mkdirSync(join(root, 'node_modules'));
    writeFileSync(join(root, 'node_modules', '.countersign-install'), 'of an older lock file');
    const { status, said } = bootstrap(
      'install',
      { PATH: path({ npm: '[ "$1" = --version ] && echo 11.0.0 || exit 1' }) },
      root,
    );
    assert.deepEqual([status, said[0]], [1, 'npm ci failed:']);
  });
});

describe('a clone whose node_modules', () => {
  /** @param {Record<string, object>} wanted @param {Record<string, object>} present packages of lock file and node_modules */
  const isInstalledWith = (wanted, present) => {
    const root = mkdtempSync(join(temporary, 'installed-'));
    mkdirSync(join(root, 'libs/new'), { recursive: true });
    mkdirSync(join(root, 'node_modules'));
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: wanted }));
    writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages: present }));
    return { root, installed: isInstalled(root) };
  };
  const pg = { 'node_modules/pg': { version: '8.23.1' } };
  const link = { 'node_modules/@countersign/new': { resolved: 'libs/new', link: true } };
  const other = { 'node_modules/other-platform': { version: '1.0.0', optional: true } };

  it('holds what the lock file says needs nothing, whoever made it so', () => {
    assert.equal(isInstalledWith({ ...pg, ...other }, pg).installed, true);
  });

  it('holds another version, or lacks a package, needs npm ci', () => {
    assert.equal(isInstalledWith(pg, { 'node_modules/pg': { version: '8.0.0' } }).installed, false);
    assert.equal(isInstalledWith(pg, {}).installed, false);
  });

  it('lacks only packages of the repository gets links to them, and nothing is installed anew', () => {
    const { root, installed } = isInstalledWith({ ...pg, ...link }, pg);
    assert.equal(installed, true);
    assert.equal(readlinkSync(join(root, 'node_modules/@countersign/new')), '../../libs/new');
  });
});

describe('Node', () => {
  for (const version of ['20.19.0', '20.20.2', '22.13.0', '24.11.0', '24.99.1', '25.0.0'])
    it(`${version} runs Countersign`, () => assert.equal(oldNode(version), null));
  for (const version of ['12.22.0', '18.20.1', '20.18.3', '21.7.0', '22.12.0', '23.11.0', '24.10.0'])
    it(`${version} does not, and one is told what to install`, () => {
      assert.equal(
        oldNode(version),
        `Node ${version} cannot run Countersign: install Node 24 (24.11 or newer; 22.13+ and 20.19+ work too)`,
      );
    });
});
