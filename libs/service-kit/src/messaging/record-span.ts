import { SpanKind, context, trace } from '@opentelemetry/api';
import { contextFrom, tracer } from '../kafka/trace.js';
import { markFailed } from '../observability/spans.js';
import { traceHeadersOf } from './headers.js';
import type { Message } from './message.js';
import type { RawRecord } from './record.js';
import { attributesOf } from './statement-attributes.js';

/** Runs the handlers of a record in a span that continues the trace of whoever published it. */
export function inRecordSpan<T>(record: RawRecord, message: Message, work: () => Promise<T>): Promise<T> {
  const parent = contextFrom(traceHeadersOf(record.headers));
  const span = tracer.startSpan(
    `process ${message.type}`,
    {
      kind: SpanKind.CONSUMER,
      attributes: {
        'messaging.system': 'kafka',
        'messaging.operation.type': 'process',
        'messaging.destination.name': record.topic,
        'messaging.destination.partition.id': String(record.partition),
        'messaging.kafka.offset': record.offset,
        ...(message.id === null ? {} : { 'messaging.message.id': message.id }),
        ...(message.statement ? attributesOf(message.statement) : {}),
      },
    },
    parent,
  );
  return context.with(trace.setSpan(parent, span), async () => {
    try {
      return await work();
    } catch (error) {
      markFailed(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}
