// One bare relay, a process of its own: takes a batch of records, commits it to PostgreSQL, passes it on. It signs,
// checks and decides nothing: it is the floor of a pipeline of that many services over this broker and this database.
import kafkajs from 'kafkajs';
import pg from 'pg';
import { kafkaClient } from '../../../deploy/embedded/kafka-resources.mjs';

/** @type {{ brokers: string[], password: string, database: string, from: string, to: string }} */
const { brokers, password, database, from, to } = JSON.parse(process.env.BENCH_RELAY ?? '{}');

const client = new pg.Pool({ connectionString: database, max: 3 });
const table = `relay_${from.replaceAll('.', '_')}`;
await client.query(`CREATE TABLE ${table} (id text PRIMARY KEY, body bytea NOT NULL)`);
const insert = `INSERT INTO ${table} SELECT * FROM unnest($1::text[], $2::bytea[]) ON CONFLICT DO NOTHING`;

const kafka = kafkaClient({ brokers, password });
const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
const consumer = kafka.consumer({ groupId: `bench-${from}`, maxWaitTimeInMs: 500 });
await Promise.all([producer.connect(), consumer.connect()]);
await consumer.subscribe({ topics: [from], fromBeginning: true });
consumer.on(consumer.events.GROUP_JOIN, () => process.send?.('ready'));
process.once('disconnect', () => process.exit(0));

await consumer.run({
  partitionsConsumedConcurrently: 3,
  eachBatch: async ({ batch: { messages } }) => {
    const keys = messages.map(({ key }) => String(key));
    await client.query({ name: 'insert', text: insert, values: [keys, messages.map(({ value }) => value)] });
    await producer.send({
      topic: to,
      acks: -1,
      messages: messages.map(({ key, value }) => ({ key, value })),
    });
  },
});
