// Starts the whole system on this machine, from the inventory of `deploy/duties.yaml`, and keeps it running.
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { KAFKA, OPENID, OTLP, PLATFORM, startBacking, targetName } from './backing.mjs';
import { openControl } from './control.mjs';
import { loadInventory } from './duties.mjs';
import { SystemUnavailableError } from './errors.mjs';
import { externalParts } from './external-parts.mjs';
import { publishGovernance } from './publish-governance.mjs';
import { openRun } from './run.mjs';
import { createSecrets } from './secrets.mjs';
import { serviceSettings } from './service-settings.mjs';
import { assertBuilt, migrate, startServices, TELEMETRY } from './services.mjs';
import { LaunchedSystem } from './system.mjs';

const repository = fileURLToPath(new URL('../..', import.meta.url));
/** Who can sign in: the people of the demonstration, `login-1001` to `login-1200`, and ten whom nobody has hired yet. */
const LOGINS = Array.from({ length: 210 }, (_, at) => `login-${1001 + at}`);

/**
 * @typedef {object} StartOptions
 * @property {string[]} [only] names of the parts and processes to start; default all, see `allNames`
 * @property {(line: string) => void} [log]
 * @property {AbortSignal} [signal] gives up the start, and ends everything it has started
 * @property {() => void} [onStopAsked] somebody asked, through the control socket, for the system to stop; default: it stops
 * @property {import('./duties.mjs').Inventory} [inventory] default: `deploy/duties.yaml`
 * @property {string} [root] folder that the processes' folders are in; default: the repository
 * @property {string | null} [preload] module loaded before each service; default: its telemetry
 * @property {string[]} [logins] of people who can sign in
 * @property {Record<string, string | undefined>} [env] where KAFKA_BROKERS, DATABASE_URL and so on are read; default: the process's
 */

/** @param {import('./duties.mjs').Inventory} inventory @returns {string[]} every name that `only` may hold */
export const allNames = (inventory) => [
  ...[PLATFORM, KAFKA, OPENID, OTLP],
  ...inventory.systems.map(({ name }) => targetName(name)),
  ...inventory.processes.map(({ name }) => name),
];

/**
 * Starts the system and returns when every part is ready. What dies later is started again. Several may run beside one
 * another; ports, folder and secrets are each run's own.
 * @param {StartOptions} [options]
 * @returns {Promise<LaunchedSystem>}
 * @throws {import('./errors.mjs').EmbeddedError} when a part cannot be started; then nothing is left
 */
export async function startSystem(options = {}) {
  const { log = () => undefined, signal, only, inventory = loadInventory(), env = process.env } = options;
  const external = externalParts(env, inventory);
  const unknown = only?.find((name) => !allNames(inventory).includes(name));
  if (unknown !== undefined)
    throw new SystemUnavailableError(
      `there is no part \`${unknown}\`: there are ${allNames(inventory).join(', ')}`,
    );
  const wants = (/** @type {string} */ name) => only?.includes(name) ?? true;
  const run = await openRun({ kind: 'system', log });
  try {
    const assembled = assemble({ ...options, run, inventory, external, wants, log, env });
    return await Promise.race([givenUp(signal), assembled]);
  } catch (error) {
    await run.close();
    throw error;
  }
}

/** @param {AbortSignal} [signal] @returns {Promise<never>} */
const givenUp = (signal) =>
  new Promise((_, reject) => {
    const stop = () => reject(new SystemUnavailableError('the start was stopped'));
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
  });

/**
 * @typedef {StartOptions & Required<Pick<StartOptions, 'inventory' | 'log' | 'env'>>} WithDefaults
 * @param {WithDefaults & { run: import('./run.mjs').Run, external: import('./external-parts.mjs').ExternalParts, wants: (name: string) => boolean }} options
 * @returns {Promise<LaunchedSystem>}
 */
async function assemble(options) {
  const { run, inventory, external, wants, log, env, root = repository, preload = TELEMETRY } = options;
  const deployment = env.COUNTERSIGN_DEPLOYMENT || `demonstration-${randomBytes(4).toString('hex')}`;
  assertBuilt({ inventory, root, wants });
  const files = createSecrets({
    dir: run.secretsDir,
    inventory,
    deployment,
    logins: options.logins ?? LOGINS,
  });
  const { backing, platform, all } = startBacking({ run, inventory, files, external, root, wants, log });
  const context = { deployment, files, external, backing };
  const serviceOptions = { run, inventory, root, preload, wants, log, context };
  await Promise.all([all, platform.then(() => migrate(serviceOptions))]);

  const services = await startServices(serviceOptions);
  const system = new LaunchedSystem({ run, deployment, inventory, files, backing, services });
  await openControl(system, options.onStopAsked ?? (() => void system.stop()));
  const command = inventory.processes.find((p) => p.kind === 'command' && wants(p.name));
  const since = Date.now();
  const published = command
    ? publishGovernance({
        command,
        environment: serviceSettings(command, context, null),
        files,
        root,
        run,
        log,
      })
    : Promise.resolve();
  await Promise.all([published, ...services.map(({ process: p }) => p.untilReady())]);
  if (services.length > 0)
    log(`services: all ${services.length} are ready (${((Date.now() - since) / 1_000).toFixed(1)} s)`);
  system.markReady();
  return system;
}
