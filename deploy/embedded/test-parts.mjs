// PostgreSQL and Kafka for tests, once per Jest run, whatever the number of projects; gone with it, however it ends.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ADMIN, loadInventory } from './duties.mjs';
import { startKafka } from './kafka.mjs';
import { applyTopicsAndAcls } from './kafka-resources.mjs';
import { startPostgres } from './postgres.mjs';
import { openRun } from './run.mjs';

/** @typedef {{ postgres: boolean, kafka: boolean }} Needs */

/** @param {string} folder @returns {string[]} its `*.int.spec.ts`, at any depth */
function integrationSpecs(folder) {
  const src = join(folder, 'src');
  if (!existsSync(src)) return [];
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.int.spec.ts'))
    .map((file) => join(src, file));
}

/**
 * What the projects of a run need: a project with an `*.int.spec.ts` gets PostgreSQL, one of whose integration specs
 * speaks of Kafka gets Kafka too. `globals: { needs: ['postgres', 'kafka'] }` in a Jest configuration, or TEST_NEEDS,
 * says it outright.
 * @param {string[]} projects folders, or files in them
 * @param {unknown} [stated]
 * @returns {Needs}
 */
export function needsOf(projects, stated = process.env.TEST_NEEDS?.split(',')) {
  if (Array.isArray(stated))
    return { postgres: stated.includes('postgres'), kafka: stated.includes('kafka') };
  const folders = projects.map((path) => (statSync(path).isDirectory() ? path : dirname(path)));
  const specs = [...new Set(folders)].flatMap(integrationSpecs);
  return {
    postgres: specs.length > 0,
    kafka: specs.some((file) => /kafka/i.test(readFileSync(file, 'utf8'))),
  };
}

/** @param {import('./run.mjs').Run} run @returns {Promise<Record<string, string>>} */
async function postgresForTests(run) {
  const { url, password } = await startPostgres({ run, name: 'postgres' });
  const superuser = new URL(url('postgres', 'postgres'));
  superuser.password = password;
  return { TEST_DATABASE_URL: superuser.href };
}

/** @param {import('./run.mjs').Run} run @returns {Promise<Record<string, string>>} */
async function kafkaForTests(run) {
  const inventory = loadInventory();
  const names = [...inventory.principals.map((p) => p.name), ADMIN];
  const users = Object.fromEntries(names.map((name) => [name, `test-${name}`]));
  const { brokers } = await startKafka({ run, users });
  await applyTopicsAndAcls({ brokers, password: users[ADMIN] ?? '' }, inventory);
  return {
    TEST_KAFKA_BROKERS: brokers.join(','),
    TEST_KAFKA_PASSWORDS: JSON.stringify(users),
    KAFKAJS_NO_PARTITIONER_WARNING: '1',
  };
}

/**
 * Starts what is needed and puts its addresses into the environment, which the test processes inherit:
 * TEST_DATABASE_URL (super user, with password); TEST_KAFKA_BROKERS and TEST_KAFKA_PASSWORDS (JSON, principal to
 * password, `admin` among them; topics and ACLs of the inventory are there).
 * @param {Needs} needs
 * @returns {Promise<() => Promise<void>>} ends them
 */
export async function startTestParts({ postgres, kafka }) {
  if (!postgres && !kafka) return async () => undefined;
  const run = await openRun({ kind: 'tests' });
  try {
    const parts = [postgres ? postgresForTests(run) : {}, kafka ? kafkaForTests(run) : {}];
    Object.assign(process.env, ...(await Promise.all(parts)));
  } catch (error) {
    await run.close();
    throw error;
  }
  return () => run.close();
}
