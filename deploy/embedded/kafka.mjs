// Apache Kafka as a local Java process, in the run folder, on 127.0.0.1 and free ports.
import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findJava } from './java.mjs';
import { resolveJars } from './kafka-jars.mjs';
import { brokerSettings, formatArguments } from './kafka-settings.mjs';
import { runToEnd } from './owned-process.mjs';
import { accepts, freePort } from './ports.mjs';
import { SupervisedProcess } from './supervised-process.mjs';
import { toolEnvironment } from './tool-environment.mjs';

/** Small and quick to start: a demonstration's load needs neither a large heap nor the second compiler. */
const JVM = ['-Xms128m', '-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'];
const QUIET = '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn';

/** @typedef {{ brokers: string[], process: SupervisedProcess }} KafkaBroker */

/** @param {number} port @returns {Promise<true | string>} */
const listens = async (port) => (await accepts(port)) || 'it does not accept connections';

/**
 * Makes the storage with its users and starts the broker; it accepts connections when this returns, and is started
 * again on the same storage if it dies. Topics and ACLs: see `kafka-resources.mjs`.
 * @param {object} options
 * @param {import('./run.mjs').Run} options.run
 * @param {Record<string, string>} options.users principal to password; `admin`, the super user, must be among them
 * @param {string} [options.name]
 * @param {(line: string) => void} [options.log]
 * @returns {Promise<KafkaBroker>}
 */
export async function startKafka({ run, users, name = 'kafka', log }) {
  const java = await findJava();
  const jvm = [...JVM, QUIET, '-cp', join(await resolveJars(java), '*')];
  const dir = join(run.dir, name);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const port = await freePort();
  const settingsFile = await format({ run, name, dir, users, port, command: java, jvm });
  const args = [...jvm, 'kafka.Kafka', settingsFile];
  const spec = { name, command: java, args, cwd: dir, env: toolEnvironment(), stopMs: 10_000 };
  const supervised = new SupervisedProcess(spec, {
    run,
    probe: () => listens(port),
    log,
  });
  supervised.start();
  await supervised.untilReady();
  return { brokers: [`127.0.0.1:${port}`], process: supervised };
}

/**
 * @param {{ run: import('./run.mjs').Run, name: string, dir: string, users: Record<string, string>, port: number, command: string, jvm: string[] }} options
 * @returns {Promise<string>} the settings file
 */
async function format({ run, name, dir, users, port, command, jvm }) {
  const password = randomBytes(24).toString('base64url');
  const client = `127.0.0.1:${port}`;
  const controller = `127.0.0.1:${await freePort()}`;
  const settingsFile = join(dir, 'server.properties');
  const settings = brokerSettings({
    client,
    advertised: client,
    controller,
    dataDir: join(dir, 'data'),
    password,
  });
  await writeFile(settingsFile, settings, { mode: 0o600 });

  const argumentsFile = join(dir, 'format.args');
  const clusterId = randomBytes(16).toString('base64url');
  const lines = formatArguments({ settingsFile, clusterId, users, password });
  await writeFile(argumentsFile, `${lines.join('\n')}\n`, { mode: 0o600 });
  const args = [...jvm, 'kafka.tools.StorageTool', 'format', `@${argumentsFile}`];
  await runToEnd({ name: `${name}-format`, command, args, cwd: dir, env: toolEnvironment() }, run);
  // the tool repeats what it made, and what it made of passwords, on its output
  for (const file of [argumentsFile, join(run.logsDir, `${name}-format.log`)]) await rm(file);
  return settingsFile;
}
