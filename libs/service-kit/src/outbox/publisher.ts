import { SpanKind, trace } from '@opentelemetry/api';
import kafkajs, { type Kafka, type Producer } from 'kafkajs';
import { contextFrom, currentTraceHeaders, publishable, tracer } from '../kafka/trace.js';
import { markFailed } from '../observability/spans.js';
import { NotAcknowledged } from './errors.js';
import type { OutboxRecord } from './outbox.store.js';

/** The span of one record's way into Kafka continues the trace in which the record was decided, however long ago. */
function begin(record: OutboxRecord) {
  const parent = contextFrom(record.headers);
  const span = tracer.startSpan(
    `publish ${record.headers['ce_type'] ?? record.topic}`,
    {
      kind: SpanKind.PRODUCER,
      attributes: {
        'messaging.system': 'kafka',
        'messaging.operation.type': 'send',
        'messaging.destination.name': record.topic,
        'messaging.message.id': record.headers['ce_id'] ?? '',
      },
    },
    parent,
  );
  const headers = { ...publishable(record.headers), ...currentTraceHeaders(trace.setSpan(parent, span)) };
  return { span, message: { key: record.key, value: record.value, headers } };
}

/** What `sent` resolves with, unless that takes longer than `ms`. Nothing can be called back: it may arrive later. */
async function within(ms: number, topic: string, sent: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const fail = () =>
      reject(new NotAcknowledged(`\`${topic}\` did not acknowledge in time`, { details: { topic } }));
    timer = setTimeout(fail, Math.max(0, ms));
  });
  await Promise.race([sent, late]).finally(() => clearTimeout(timer));
}

/** Sends bytes as they are, to all in-sync replicas. */
export class Publisher {
  private readonly producer: Producer;

  constructor(kafka: Kafka) {
    this.producer = kafka.producer({
      allowAutoTopicCreation: false,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      retry: { retries: 2, initialRetryTime: 100, maxRetryTime: 500 },
    });
  }

  /**
   * Publishes records of one topic, in their order, with acknowledgement of all replicas within `ms`. Throws `NOT_ACKNOWLEDGED`, or what
   * kafkajs throws.
   */
  async send(topic: string, records: readonly OutboxRecord[], ms: number): Promise<void> {
    const begun = records.map(begin);
    try {
      const messages = begun.map(({ message }) => message);
      const sent = this.producer.connect().then(() => this.producer.send({ topic, acks: -1, messages }));
      await within(ms, topic, sent);
    } catch (error) {
      for (const { span } of begun) markFailed(span, error);
      throw error;
    } finally {
      for (const { span } of begun) span.end();
    }
  }

  async close(): Promise<void> {
    await this.producer.disconnect().catch(() => undefined);
  }
}
