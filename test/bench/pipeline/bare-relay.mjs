// The floor: five relays in five processes, over the broker and the PostgreSQL of the system that is measured.
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import kafkajs from 'kafkajs';
import pg from 'pg';
import { PLATFORM } from '../../../deploy/embedded/backing.mjs';
import { kafkaClient } from '../../../deploy/embedded/kafka-resources.mjs';
import { readSecret } from '../../../deploy/embedded/secrets.mjs';
import { Answers } from './flow.mjs';
import { listen } from './topic-listener.mjs';

const hops = 5;
const program = fileURLToPath(new URL('./relay.mjs', import.meta.url));
/** As much as a signed statement has. */
const bytes = 1_000;

/** How many of these the broker takes in one request, whose size it limits. */
const atOnce = 500;

/** @param {import('../../../deploy/embedded/system.mjs').RunFile} about @returns {URL} where the platform's superuser connects */
function superuser({ addresses, secrets }) {
  const url = new URL(`${addresses[PLATFORM]}/postgres`);
  url.username = 'postgres';
  url.password = readSecret(secrets.database.postgres ?? '');
  return url;
}

/** @param {URL} url @param {string} statement */
async function execute({ href: connectionString }, statement) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** @param {object} settings @returns {Promise<import('node:child_process').ChildProcess>} once it is in its group */
async function startRelay(settings) {
  const env = { ...process.env, BENCH_RELAY: JSON.stringify(settings), KAFKAJS_NO_PARTITIONER_WARNING: '1' };
  const child = fork(program, { env });
  await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`a relay ended with ${code}`)));
  });
  return child;
}

/**
 * @param {import('../../../deploy/embedded/system.mjs').RunFile} about
 * @returns {Promise<import('./flow.mjs').Flow & { close: () => Promise<void> }>}
 */
export async function bareRelay(about) {
  const at = { brokers: about.brokers, password: readSecret(about.secrets.kafka.admin ?? '') };
  const name = `bench_${randomBytes(4).toString('hex')}`;
  const topics = Array.from({ length: hops + 1 }, (_, n) => `${name}.${n}`);
  const admin = kafkaClient(at).admin();
  await admin.connect();
  await admin.createTopics({
    topics: topics.map((topic) => ({ topic, numPartitions: 3, replicationFactor: 1 })),
    waitForLeaders: true,
  });
  const url = superuser(about);
  await execute(url, `CREATE DATABASE ${name}`);
  const database = new URL(`/${name}`, url).href;
  const answers = new Answers();
  const stopListening = await listen(at, topics.slice(-1), (_, { key }) => answers.note(String(key)));
  const children = await Promise.all(
    topics.slice(0, -1).map((from, n) => startRelay({ ...at, database, from, to: topics[n + 1] })),
  );
  const producer = kafkaClient(at).producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  let count = 0;
  return {
    name: 'the bare relay',
    answers,
    nextId: () => `relay-${(count += 1)}`,
    async send(ids) {
      for (let n = 0; n < ids.length; n += atOnce)
        await producer.send({
          topic: `${name}.0`,
          acks: -1,
          messages: ids.slice(n, n + atOnce).map((key) => ({ key, value: randomBytes(bytes) })),
        });
    },
    async close() {
      await Promise.all([producer.disconnect(), stopListening()]);
      const ended = children.map((child) => new Promise((resolve) => child.once('exit', resolve)));
      for (const child of children) child.disconnect();
      await Promise.all(ended);
      await admin.deleteTopics({ topics });
      await admin.disconnect();
      await execute(url, `DROP DATABASE ${name}`);
    },
  };
}
