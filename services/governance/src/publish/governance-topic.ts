import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, Kafka } from 'kafkajs';
import { type KafkaLogin, brokerError, createKafka } from '@countersign/source/kafka';
import { PublishingFailed } from '../governance.errors.js';

/** A record of the topic, not yet believed. */
export interface GovernanceRecord {
  readonly type: string;
  readonly bytes: Buffer;
}

/** A verified document on its way out. */
export interface OutgoingDocument extends GovernanceRecord {
  readonly hash: string;
  /** ISO 8601. */
  readonly time: string;
}

const topic = 'governance';
const readingPatienceMs = 5_000;
const attempts = 4;
const pauseMs = 250;

/** The topic that every service reads its law and its keys from. Throws `PUBLISHING_FAILED`, `CREDENTIALS_REFUSED`, `PUBLISHING_FORBIDDEN`. */
export class GovernanceTopic {
  private readonly kafka: Kafka;

  constructor(private readonly login: KafkaLogin) {
    this.kafka = createKafka(login);
  }

  /** Every record that lies there now, oldest first. */
  read(): Promise<GovernanceRecord[]> {
    return this.attempt('reading', async () => {
      const [ends] = await this.offsets();
      if (!ends || ends.low === ends.high) return [];
      const consumer = this.kafka.consumer({ groupId: this.login.username });
      await consumer.connect();
      try {
        return await readUntil(consumer, BigInt(ends.low), BigInt(ends.high));
      } finally {
        await consumer.disconnect();
      }
    });
  }

  /** Appends documents in this order; resolves when all in-sync replicas have them. CloudEvents binary mode, key = type. */
  append(documents: readonly OutgoingDocument[]): Promise<void> {
    return this.attempt('writing', async () => {
      const producer = this.kafka.producer({ allowAutoTopicCreation: false });
      await producer.connect();
      try {
        const messages = documents.map(({ type, bytes, hash, time }) => ({
          key: type,
          value: bytes,
          headers: {
            ce_specversion: '1.0',
            ce_id: hash,
            ce_type: type,
            ce_source: `/countersign/${this.login.username}`,
            ce_time: time,
            'content-type': 'application/jose+json',
          },
        }));
        await producer.send({ topic, acks: -1, messages });
      } finally {
        await producer.disconnect();
      }
    });
  }

  private async offsets() {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      return await admin.fetchTopicOffsets(topic);
    } finally {
      await admin.disconnect();
    }
  }

  /** kafkajs leaves some passing states of a broker to its caller, a group coordinator that is still loading for one. */
  private async attempt<T>(doing: string, work: () => Promise<T>, left = attempts): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      const what = `${doing} topic \`${topic}\` as \`${this.login.username}\``;
      const error = cause instanceof PublishingFailed ? cause : brokerError(what, cause);
      if (!error.retriable || left <= 1) throw error;
      await sleep(pauseMs);
      return this.attempt(doing, work, left - 1);
    }
  }
}

/** Reads one partition from `low` to before `high`. Offsets are not committed: a command begins at the beginning each time. */
async function readUntil(consumer: Consumer, low: bigint, high: bigint): Promise<GovernanceRecord[]> {
  const records: GovernanceRecord[] = [];
  await consumer.subscribe({ topic, fromBeginning: true });
  let late: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve, reject) => {
    const giveUp = () =>
      reject(new PublishingFailed(`topic \`${topic}\` could not be read within ${readingPatienceMs} ms`));
    late = setTimeout(giveUp, readingPatienceMs);
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    const eachMessage = async ({
      message,
    }: {
      message: { offset: string; key: Buffer | null; value: Buffer | null };
    }) => {
      records.push({ type: String(message.key), bytes: message.value ?? Buffer.alloc(0) });
      if (BigInt(message.offset) + 1n >= high) resolve();
    };
    consumer.run({ autoCommit: false, eachMessage }).catch(reject);
    consumer.seek({ topic, partition: 0, offset: String(low) });
  }).finally(() => clearTimeout(late));
  return records;
}
