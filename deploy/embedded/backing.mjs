// The parts that services stand on: PostgreSQL for the platform, a PostgreSQL for each target system, Kafka, the OpenID
// provider, the OTLP receiver. Each is started, or taken from outside, and prepared from the inventory; all at once.
import { fileURLToPath } from 'node:url';
import { setUpPlatform, setUpTarget } from './database-setup.mjs';
import { startKafka } from './kafka.mjs';
import { applyTopicsAndAcls } from './kafka-resources.mjs';
import { AUDIENCE } from './openid-audience.mjs';
import { freePort } from './ports.mjs';
import { clusterAt, startPostgres } from './postgres.mjs';
import { CONSOLE_CLIENT, readSecret } from './secrets.mjs';
import { SupervisedProcess } from './supervised-process.mjs';
import { toolEnvironment } from './tool-environment.mjs';

/**
 * @typedef {object} Backing what was asked for; the rest is null or empty
 * @property {import('./postgres.mjs').PostgresCluster | null} platform
 * @property {Record<string, import('./postgres.mjs').PostgresCluster>} targets by system
 * @property {string[]} brokers
 * @property {{ issuer: string, audience: string } | null} openid
 * @property {string | null} otlp URL
 * @property {SupervisedProcess[]} processes those that are ours
 *
 * @typedef {object} BackingOptions
 * @property {import('./run.mjs').Run} run
 * @property {import('./duties.mjs').Inventory} inventory
 * @property {import('./secrets.mjs').SecretFiles} files
 * @property {import('./external-parts.mjs').ExternalParts} external
 * @property {string} root folder that `deploy` and `services` are in
 * @property {(name: string) => boolean} wants
 * @property {(line: string) => void} log
 */

/** Names of the parts, as processes and in `only`. */
export const PLATFORM = 'platform-postgres';
export const KAFKA = 'kafka';
export const OPENID = 'openid-provider';
export const OTLP = 'otlp-receiver';
export const targetName = (/** @type {string} */ system) => `target-${system}`;

/** @param {(line: string) => void} log @param {string} what @param {() => Promise<void>} work */
async function timed(log, what, work) {
  const since = Date.now();
  await work();
  log(`${what} (${((Date.now() - since) / 1_000).toFixed(1)} s)`);
}

/** @param {string} url @returns {() => Promise<true | string>} asks `/health/ready` */
export const healthOf = (url) => () =>
  fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).then(
    async (response) => response.ok || `${response.status} ${(await response.text()).slice(0, 300)}`,
    (error) => String(error.cause?.code ?? error.message),
  );

/** @param {BackingOptions} options @param {string} name @param {string} url where it is to listen @param {Record<string, string>} settings */
async function startNode({ run, log }, name, url, settings) {
  const file = fileURLToPath(new URL(`./${name}.mjs`, import.meta.url));
  const env = { ...toolEnvironment(), ...settings, HTTP_PORT: new URL(url).port };
  const spec = { name, command: process.execPath, args: [file], cwd: run.dir, env };
  const supervised = new SupervisedProcess(spec, { run, probe: healthOf(url), log });
  supervised.start();
  await supervised.untilReady();
  return supervised;
}

/** @param {BackingOptions} options @param {string} name @param {string} passwordFile @param {import('./external-parts.mjs').ExternalDatabase | null | undefined} external */
async function cluster({ run, log }, name, passwordFile, external) {
  if (external) return clusterAt({ name, ...external, password: readSecret(external.passwordFile) });
  return startPostgres({ run, name, password: readSecret(passwordFile), log });
}

/** @param {BackingOptions} options @param {Backing} backing */
async function startPlatform(options, backing) {
  const { inventory, files, external, log } = options;
  await timed(log, 'PostgreSQL of the platform: databases and roles are there', async () => {
    const platform = await cluster(
      options,
      PLATFORM,
      /** @type {string} */ (files.database.postgres),
      external.database,
    );
    if (platform.process) backing.processes.push(platform.process);
    await setUpPlatform(platform, inventory, files);
    backing.platform = platform;
  });
}

/** @param {BackingOptions} options @param {Backing} backing @param {string} system */
async function startTarget(options, backing, system) {
  const { inventory, files, external, root, log } = options;
  await timed(log, `PostgreSQL of the target system ${system}: it is there`, async () => {
    const passwordFile = /** @type {string} */ (files.targets[system]?.postgres);
    const target = await cluster(options, targetName(system), passwordFile, external.targets[system]);
    if (target.process) backing.processes.push(target.process);
    await setUpTarget(target, inventory, files, system, root);
    backing.targets[system] = target;
  });
}

/** @param {BackingOptions} options @param {Backing} backing */
async function startBroker(options, backing) {
  const { run, inventory, files, external, log } = options;
  await timed(log, 'Kafka: topics and ACLs are there', async () => {
    if (external.kafka) {
      const { brokers, username, passwordFile, replicationFactor } = external.kafka;
      await applyTopicsAndAcls(
        { brokers, username, password: readSecret(passwordFile) },
        inventory,
        replicationFactor,
      );
      backing.brokers = brokers;
      return;
    }
    const users = Object.fromEntries(
      Object.entries(files.kafka).map(([name, file]) => [name, readSecret(file)]),
    );
    const broker = await startKafka({ run, users, name: KAFKA, log });
    backing.processes.push(broker.process);
    await applyTopicsAndAcls({ brokers: broker.brokers, password: users.admin ?? '' }, inventory);
    backing.brokers = broker.brokers;
  });
}

/** @param {BackingOptions} options @param {Backing} backing */
async function startOpenid(options, backing) {
  const { files, external, log } = options;
  if (external.openid) {
    backing.openid = external.openid;
    return;
  }
  await timed(log, 'OpenID provider: it answers', async () => {
    const issuer = `http://127.0.0.1:${await freePort()}`;
    const env = {
      OPENID_ISSUER: issuer,
      OPENID_CLIENT: CONSOLE_CLIENT,
      OPENID_CLIENTS_FILE: files.openidClients,
      OPENID_PEOPLE_FILE: files.openidPeople,
      OPENID_KEYS_FILE: files.openidKeys,
    };
    backing.processes.push(await startNode(options, OPENID, issuer, env));
    backing.openid = { issuer, audience: AUDIENCE };
  });
}

/** @param {BackingOptions} options @param {Backing} backing */
async function startOtlp(options, backing) {
  await timed(options.log, 'OTLP receiver: it answers', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    backing.processes.push(await startNode(options, OTLP, url, {}));
    backing.otlp = url;
  });
}

/**
 * Starts and prepares what is wanted, at once. When one fails, the others are left to the run, which ends them.
 * @param {BackingOptions} options
 * @returns {{ backing: Backing, platform: Promise<void>, all: Promise<void> }} `platform` is there before `all` is
 */
export function startBacking(options) {
  const { inventory, wants } = options;
  /** @type {Backing} */
  const backing = { platform: null, targets: {}, brokers: [], openid: null, otlp: null, processes: [] };
  const nothing = Promise.resolve();
  const platform = wants(PLATFORM) ? startPlatform(options, backing) : nothing;
  const parts = [
    platform,
    wants(KAFKA) ? startBroker(options, backing) : nothing,
    wants(OPENID) ? startOpenid(options, backing) : nothing,
    wants(OTLP) ? startOtlp(options, backing) : nothing,
    ...inventory.systems.map(({ name }) =>
      wants(targetName(name)) ? startTarget(options, backing, name) : nothing,
    ),
  ];
  return { backing, platform, all: Promise.all(parts).then(() => undefined) };
}
