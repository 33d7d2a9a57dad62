// A started system: its addresses and processes, the file that tells others of it, and the handles to end and start
// single processes (the demonstration and the attacks do).
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KAFKA, OPENID, OTLP } from './backing.mjs';
import { SystemUnavailableError } from './errors.mjs';
import { shellSettings } from './shell-settings.mjs';
import { urlHost } from './url-host.mjs';

/**
 * @typedef {object} RunFile contents of `run.json`; holds paths of secrets, never a secret
 * @property {string} deployment
 * @property {string} startedAt ISO 8601
 * @property {number} launcher process id
 * @property {string} runDir
 * @property {boolean} ready false until everything was ready once
 * @property {Record<string, string>} addresses
 * @property {string[]} brokers
 * @property {Record<string, { pid: number | null, state: string, log: string }>} processes
 * @property {Record<string, Record<string, string>>} environments by service, as it was given them
 * @property {import('./secrets.mjs').SecretFiles} secrets paths
 * @property {import('./duties.mjs').Inventory} inventory
 * @property {string} control unix socket, see `control.mjs`
 */

/**
 * @typedef {object} Parts
 * @property {import('./run.mjs').Run} run
 * @property {string} deployment
 * @property {import('./duties.mjs').Inventory} inventory
 * @property {import('./secrets.mjs').SecretFiles} files
 * @property {import('./backing.mjs').Backing} backing
 * @property {import('./services.mjs').Service[]} services
 */

/** @param {Parts} parts @returns {Record<string, string>} where each part is reached; never with a password */
function addressesOf({ inventory, backing, services }) {
  const { platform, brokers, openid, otlp } = backing;
  // in the order of the inventory, whichever was there first
  const targets = inventory.systems.flatMap(({ name }) => {
    const target = backing.targets[name];
    return target ? [{ system: name, target }] : [];
  });
  return {
    ...(platform ? { [platform.name]: `postgres://${urlHost(platform.host)}:${platform.port}` } : {}),
    ...Object.fromEntries(
      targets.map(({ system, target: { name, host, port } }) => [
        name,
        `postgres://${urlHost(host)}:${port}/${system}`,
      ]),
    ),
    ...(brokers.length > 0 ? { [KAFKA]: brokers.join(',') } : {}),
    ...(openid ? { [OPENID]: openid.issuer } : {}),
    ...(otlp ? { [OTLP]: otlp } : {}),
    ...Object.fromEntries(services.map(({ process, url }) => [process.name, url])),
  };
}

export class LaunchedSystem {
  #ready = false;
  /** @type {Promise<void> | undefined} */
  #stopping;
  #startedAt = new Date().toISOString();
  /** @type {() => void} */
  #beforeStop = () => undefined;

  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
    this.runDir = parts.run.dir;
    this.runFile = join(parts.run.dir, 'run.json');
    this.shellFile = join(parts.run.dir, 'shell.sh');
    this.control = join(parts.run.secretsDir, 'control.sock');
    this.addresses = addressesOf(parts);
    this.secrets = parts.files;
    this.inventory = parts.inventory;
    this.deployment = parts.deployment;
    parts.run.onChange(() => this.#write());
    this.#write();
  }

  /** Everything has been ready once: others may find it. */
  markReady() {
    this.#ready = true;
    writeFileSync(this.shellFile, shellSettings(this.describe()), { mode: 0o600 });
    this.#write();
  }

  get #processes() {
    return [...this.parts.backing.processes, ...this.parts.services.map((service) => service.process)];
  }

  #write() {
    writeFileSync(`${this.runFile}.part`, JSON.stringify(this.describe(), null, 2), { mode: 0o600 });
    renameSync(`${this.runFile}.part`, this.runFile);
  }

  /** @returns {RunFile} */
  describe() {
    const { deployment, inventory, files, backing, services } = this.parts;
    return {
      deployment,
      startedAt: this.#startedAt,
      launcher: process.pid,
      runDir: this.runDir,
      ready: this.#ready,
      addresses: this.addresses,
      brokers: backing.brokers,
      processes: Object.fromEntries(
        this.#processes.map((p) => [p.name, { pid: p.pid, state: p.state, log: p.logFile }]),
      ),
      environments: Object.fromEntries(services.map(({ process: p, environment }) => [p.name, environment])),
      secrets: files,
      inventory,
      control: this.control,
    };
  }

  /** @returns {Record<string, number | null>} process id by name; null while it is down */
  pids() {
    return Object.fromEntries(this.#processes.map((p) => [p.name, p.pid]));
  }

  /** @param {string} name */
  #named(name) {
    const found = this.#processes.find((p) => p.name === name);
    if (found === undefined)
      throw new SystemUnavailableError(
        `no process \`${name}\` runs here: there are ${Object.keys(this.pids()).join(', ')}`,
      );
    return found;
  }

  /** Ends a process at once, as a crash would; it stays down until `start`. @param {string} name */
  async kill(name) {
    await this.#named(name).kill();
    this.#write();
  }

  /** Starts a process that is down, and returns when it is ready. @param {string} name */
  async start(name) {
    const found = this.#named(name);
    found.start();
    await found.untilReady();
    this.#write();
  }

  /** Stops a process in order and starts it again. @param {string} name */
  async restart(name) {
    await this.#named(name).stop();
    await this.start(name);
  }

  /** @param {() => void} listener called once, when the system begins to stop; one listener */
  onStop(listener) {
    this.#beforeStop = listener;
  }

  /** Stops everything, services before what they stand on, and removes the run folder. Nothing is left. */
  stop() {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll() {
    const { run, services, backing } = this.parts;
    this.#beforeStop();
    await Promise.all(services.map(({ process: p }) => p.stop()));
    await Promise.all(backing.processes.map((p) => p.stop()));
    await run.close();
  }
}
