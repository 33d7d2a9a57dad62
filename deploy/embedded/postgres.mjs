// A PostgreSQL cluster from npm binaries, on 127.0.0.1 and a free port, SCRAM only, durable (fsync on), in the run
// folder. Used for the platform's databases, for the target system of the demonstration, and by tests.
import { randomBytes } from 'node:crypto';
import { appendFile, chmod, chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { runToEnd } from './owned-process.mjs';
import { freePort } from './ports.mjs';
import { postgresBinaries } from './postgres-binaries.mjs';
import { SupervisedProcess } from './supervised-process.mjs';
import { toolEnvironment } from './tool-environment.mjs';
import { urlHost } from './url-host.mjs';

/**
 * @typedef {object} PostgresCluster
 * @property {string} name
 * @property {string} host
 * @property {number} port
 * @property {(database: string, role: string) => string} url without a password
 * @property {(database: string) => Promise<pg.Client>} connect as super user; the caller ends it
 * @property {SupervisedProcess | null} process null when it is not ours
 */

/** @param {number} port */
const settings = (port) => `
listen_addresses = '127.0.0.1'
port = ${port}
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = 250
reserved_connections = 5            # for those with pg_use_reserved_connections: a connector that removes access
shared_buffers = '96MB'
dynamic_shared_memory_type = mmap   # in the data folder, so that nothing is left when it is removed
fsync = on
synchronous_commit = on
full_page_writes = on
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %q%u@%d '
`;

/** Only by password, only from this machine, for every database and role. */
const access = 'host all all 127.0.0.1/32 scram-sha-256\n';

/** @param {import('./run.mjs').Run} run @param {string} name @param {string} password @param {number} port @returns {Promise<string>} its data folder */
async function initialise(run, name, password, port) {
  const { initdb, runAs } = await postgresBinaries(run.dir);
  const dir = join(run.dir, name);
  const data = join(dir, 'data');
  const passwordFile = join(dir, 'initial-password');
  await mkdir(dir, { recursive: true });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if ('uid' in runAs) for (const path of [dir, passwordFile]) await chown(path, runAs.uid, runAs.gid);
  await chmod(dir, 0o700);
  const options = [
    ...[`--pgdata=${data}`, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
    ...[
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-sync',
    ],
  ];
  await runToEnd(
    { name: `${name}-initdb`, command: initdb, args: options, cwd: dir, env: toolEnvironment(), ...runAs },
    run,
  );
  await rm(passwordFile);
  await appendFile(join(data, 'postgresql.conf'), settings(port));
  await writeFile(join(data, 'pg_hba.conf'), access);
  return data;
}

/** @param {pg.ClientConfig} config @returns {Promise<true | string>} */
async function answers(config) {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    return /** @type {Error} */ (error).message;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Makes and starts a cluster; it is ready when this returns, and is started again if it dies.
 * @param {object} options
 * @param {import('./run.mjs').Run} options.run
 * @param {string} options.name of the process and of its folder in the run
 * @param {string} [options.password] of the super user `postgres`; random by default
 * @param {(line: string) => void} [options.log]
 * @returns {Promise<PostgresCluster & { process: SupervisedProcess, password: string }>}
 */
export async function startPostgres({ run, name, password = randomBytes(24).toString('base64url'), log }) {
  const binaries = await postgresBinaries(run.dir);
  const port = await freePort();
  const data = await initialise(run, name, password, port);
  const superuser = { host: '127.0.0.1', port, user: 'postgres', password };
  const spec = {
    name,
    command: binaries.postgres,
    args: ['-D', data],
    cwd: data,
    env: toolEnvironment(),
    signal: /** @type {const} */ ('SIGINT'), // PostgreSQL's fast shutdown; SIGTERM would wait for clients
    ...binaries.runAs,
  };
  const probe = () => answers({ ...superuser, database: 'postgres' });
  const supervised = new SupervisedProcess(spec, { run, probe, log });
  supervised.start();
  await supervised.untilReady();
  return { ...clusterAt({ ...superuser, name }), process: supervised, password };
}

/**
 * A cluster that is there already.
 * @param {{ name: string, host: string, port: number, user: string, password: string }} at its super user
 * @returns {PostgresCluster}
 */
export function clusterAt({ name, ...superuser }) {
  const { host, port } = superuser;
  return {
    name,
    host,
    port,
    url: (database, role) => `postgres://${encodeURIComponent(role)}@${urlHost(host)}:${port}/${database}`,
    async connect(database) {
      const client = new pg.Client({ ...superuser, database });
      client.on('error', () => undefined);
      await client.connect();
      return client;
    },
    process: null,
  };
}
