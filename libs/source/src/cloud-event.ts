import type { PreparedEvent } from './prepare-event.js';

/** CloudEvents 1.0, Kafka protocol binding, binary mode: attributes as headers, data as the value. */
export const toKafkaHeaders = (event: PreparedEvent): Record<string, string> => ({
  ce_specversion: '1.0',
  ce_id: event.id,
  ce_type: event.type,
  ce_source: event.source,
  ce_subject: event.subject,
  ce_time: event.time,
  'content-type': 'application/json',
  traceparent: event.traceparent,
  ...(event.signature === null ? {} : { ce_signature: event.signature }),
});

/**
 * CloudEvents 1.0, JSON format (structured mode). A signed event carries its data as `data_base64`: the signature is over these very
 * bytes, and JSON inside JSON could be written anew on the way.
 */
export const toStructuredJson = (event: PreparedEvent): string =>
  JSON.stringify({
    specversion: '1.0',
    id: event.id,
    type: event.type,
    source: event.source,
    subject: event.subject,
    time: event.time,
    datacontenttype: 'application/json',
    traceparent: event.traceparent,
    ...(event.signature === null
      ? { data: JSON.parse(event.bytes.toString()) as unknown }
      : { signature: event.signature, data_base64: event.bytes.toString('base64') }),
  });
