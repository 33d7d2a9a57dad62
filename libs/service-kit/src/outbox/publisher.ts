import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import kafkajs, { type Kafka, type Producer } from 'kafkajs';
import { contextFrom, currentTraceHeaders, tracer } from '../kafka/trace.js';
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
  const headers = { ...record.headers, ...currentTraceHeaders(trace.setSpan(parent, span)) };
  return { span, message: { key: record.key, value: record.value, headers } };
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

  /** Publishes records of one topic, in their order, with acknowledgement of all replicas. Throws what kafkajs throws. */
  async send(topic: string, records: readonly OutboxRecord[]): Promise<void> {
    const begun = records.map(begin);
    try {
      await this.producer.connect();
      await this.producer.send({ topic, acks: -1, messages: begun.map(({ message }) => message) });
    } catch (error) {
      for (const { span } of begun) span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
      throw error;
    } finally {
      for (const { span } of begun) span.end();
    }
  }

  async close(): Promise<void> {
    await this.producer.disconnect().catch(() => undefined);
  }
}
