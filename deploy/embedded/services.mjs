// Our own processes: migrated, started, watched until each says that it is ready.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { healthOf } from './backing.mjs';
import { ProcessFailedError } from './errors.mjs';
import { runToEnd } from './owned-process.mjs';
import { freePort } from './ports.mjs';
import { migrationSettings, serviceSettings } from './service-settings.mjs';
import { SupervisedProcess } from './supervised-process.mjs';

const NODE = process.execPath;
/** A service's telemetry is loaded before everything else of it. */
export const TELEMETRY = '@countersign/service-kit/otel';

/**
 * @typedef {object} ServiceOptions
 * @property {import('./run.mjs').Run} run
 * @property {import('./duties.mjs').Inventory} inventory
 * @property {string} root folder that `folder` of a process is in
 * @property {string | null} preload module loaded with `--require`; see `TELEMETRY`
 * @property {(name: string) => boolean} wants
 * @property {(line: string) => void} log
 * @property {import('./service-settings.mjs').ServiceContext} context
 *
 * @typedef {{ process: SupervisedProcess, url: string, environment: Record<string, string> }} Service
 */

/** @param {Pick<ServiceOptions, 'inventory' | 'wants'>} options @returns {import('./duties.mjs').Process[]} */
const wanted = ({ inventory, wants }) =>
  inventory.processes.filter((p) => p.kind === 'service' && wants(p.name));

/**
 * @param {Pick<ServiceOptions, 'inventory' | 'wants' | 'root'>} options
 * @throws {ProcessFailedError} naming a service that is not built
 */
export function assertBuilt(options) {
  for (const { name, folder, target } of wanted(options))
    for (const file of ['dist/main.js', 'dist/migrate.js', ...(target ? ['target/setup.sql'] : [])])
      if (!existsSync(join(options.root, folder, file)))
        throw new ProcessFailedError(
          name,
          `is not built: \`${folder}/${file}\` is missing, run \`npm run build\``,
        );
}

/** Brings every database to the newest version, all at once, each as its owner. @param {ServiceOptions} options */
export async function migrate(options) {
  const { run, root, context, log } = options;
  const since = Date.now();
  const processes = wanted(options);
  await Promise.all(
    processes.map((process) =>
      runToEnd(
        {
          name: `${process.name}-migrate`,
          command: NODE,
          args: ['dist/migrate.js'],
          cwd: join(root, process.folder),
          env: migrationSettings(process, context),
        },
        run,
      ),
    ),
  );
  if (processes.length > 0)
    log(
      `migrations: ${processes.length} databases are up to date (${((Date.now() - since) / 1_000).toFixed(1)} s)`,
    );
}

/** @param {ServiceOptions} options @returns {Promise<Service[]>} started, not yet ready */
export async function startServices(options) {
  const { run, root, preload, log, context } = options;
  /** @type {Service[]} */
  const services = [];
  for (const { name, folder, ...process } of wanted(options)) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const environment = serviceSettings({ name, folder, ...process }, context, port);
    const args = [...(preload === null ? [] : ['--require', preload]), 'dist/main.js'];
    const spec = { name, command: NODE, args, cwd: join(root, folder), env: environment };
    const supervised = new SupervisedProcess(spec, {
      run,
      probe: healthOf(url),
      log,
    });
    supervised.start();
    services.push({ process: supervised, url, environment });
  }
  return services;
}
