// Hears everything that comes on some topics from now on, as the broker's super user, in this process.
import { randomBytes } from 'node:crypto';
import { kafkaClient } from '../../../deploy/embedded/kafka-resources.mjs';

/**
 * @param {{ brokers: string[], password: string }} at @param {string[]} topics
 * @param {(topic: string, message: import('kafkajs').KafkaMessage) => void} heard
 * @returns {Promise<() => Promise<void>>} ends it; what is sent once this has resolved is heard
 */
export async function listen(at, topics, heard) {
  const consumer = kafkaClient(at).consumer({
    groupId: `bench-${randomBytes(6).toString('hex')}`,
    maxWaitTimeInMs: 500,
  });
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, () => resolve(undefined)));
  await consumer.run({
    autoCommit: false,
    eachMessage: ({ topic, message }) => Promise.resolve(heard(topic, message)),
  });
  await joined;
  return () => consumer.disconnect();
}
