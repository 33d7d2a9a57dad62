import { randomBytes } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { createKafka } from '../src/kafka/client.js';

const passwords = (): Record<string, string> => JSON.parse(process.env['TEST_KAFKA_PASSWORDS'] ?? '{}');

/** The broker of the test run, as its super user: specs make topics of their own. */
export const asAdmin = (): Kafka => asPrincipal('admin');

export const asPrincipal = (username: string): Kafka =>
  createKafka({
    brokers: (process.env['TEST_KAFKA_BROKERS'] as string).split(','),
    username,
    passwordFile: { read: () => passwords()[username] as string },
  });

/** As on every topic of the inventory: when a record came is the broker's word. */
const brokersClock = [{ name: 'message.timestamp.type', value: 'LogAppendTime' }];

/** Makes a topic and returns its name. What stands before the first dot says who may write it: `policy` → `policy.<random>`. */
export async function aTopic(prefix: string, partitions = 3, suffix = ''): Promise<string> {
  const topic = `${prefix}${randomBytes(4)
    .toString('hex')
    .replace(/^/, prefix.endsWith('.') ? 't' : '.t')}${suffix}`;
  const admin = asAdmin().admin();
  await admin.connect();
  await admin.createTopics({
    topics: [{ topic, numPartitions: partitions, replicationFactor: 1, configEntries: brokersClock }],
    waitForLeaders: true,
  });
  await admin.disconnect();
  return topic;
}

export interface TestRecord {
  readonly key?: string | null;
  readonly value: string | Buffer | null;
  readonly headers?: Record<string, string | Buffer | (string | Buffer)[]>;
  readonly partition?: number;
  /** What the writer says, ms. */
  readonly timestamp?: string;
}

/** Writes records as they are, as super user. */
export async function publish(topic: string, records: readonly TestRecord[]): Promise<void> {
  const producer = asAdmin().producer({ allowAutoTopicCreation: false });
  await producer.connect();
  await producer.send({
    topic,
    acks: -1,
    messages: records.map((record) => ({ key: null, ...record })),
  });
  await producer.disconnect();
}

/** Everything in a topic, in the order of its partitions. */
export async function readAll(
  topic: string,
): Promise<{ key: string; value: string; headers: Record<string, string> }[]> {
  const admin = asAdmin().admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic);
  const total = ends.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  await admin.disconnect();
  const records: { key: string; value: string; headers: Record<string, string> }[] = [];
  if (total === 0) return records;
  const consumer = asAdmin().consumer({ groupId: `reader-${randomBytes(6).toString('hex')}` });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachMessage: async ({ message }) => {
        const headers = Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]);
        records.push({
          key: String(message.key),
          value: message.value?.toString('utf8') ?? '',
          headers: Object.fromEntries(headers) as Record<string, string>,
        });
        if (records.length === total) resolve();
      },
    });
  });
  await consumer.disconnect();
  return records;
}
