import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import { CannotCheck, type Where } from './where.js';

/** A record as the broker has it. */
export interface BrokerRecord {
  readonly topic: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** How long the whole reading may take, ms. */
const patienceMs = 180_000;

const headersOf = (headers: kafkajs.IHeaders | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]));

/** Everything that lies in all topics now, oldest first within each partition. */
export async function readTopics({ brokers, kafka }: Where): Promise<BrokerRecord[]> {
  const client = new kafkajs.Kafka({
    brokers: [...brokers],
    clientId: 'checker',
    sasl: { mechanism: 'scram-sha-512', ...kafka },
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const admin = client.admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => !topic.startsWith('__'));
  const left = new Map<string, number>();
  for (const topic of topics)
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic))
      if (Number(high) > Number(low)) left.set(`${topic} ${partition}`, Number(high) - 1);
  const records: BrokerRecord[] = [];
  const consumer = client.consumer({ groupId: `checker-${randomBytes(4).toString('hex')}` });
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: ({ topic, partition, message }) => {
      if (message.value) records.push({ topic, value: message.value, headers: headersOf(message.headers) });
      const place = `${topic} ${partition}`;
      if (Number(message.offset) >= (left.get(place) ?? Infinity)) left.delete(place);
      return Promise.resolve();
    },
  });
  for (const end = Date.now() + patienceMs; left.size > 0; await sleep(100))
    if (Date.now() > end)
      throw new CannotCheck(`these were not read to their end: ${[...left.keys()].join()}`);
  await consumer.disconnect();
  await admin.disconnect();
  return records;
}
