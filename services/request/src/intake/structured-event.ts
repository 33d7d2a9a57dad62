import { CountersignError, validator } from '@countersign/contracts';
import type { UpstreamRecord } from '@countersign/service-kit/messaging';
import { parseStrictJson } from '@countersign/statement';
import { Type } from 'typebox';

/** An event of a source as intake takes it, whichever way it came. */
export type CloudEvent = Omit<UpstreamRecord, 'transport'>;

/** What the body of an HTTP request says of an event; when it came, the clock says. `traceparent`: the trace it belongs to, as it was sent. */
export type StructuredEvent = Omit<CloudEvent, 'cameAt'> & { readonly traceparent: string | undefined };

/** The body is no event that we take. */
export class BadEvent extends CountersignError {
  readonly code = 'BAD_EVENT';
  readonly retriable = false;
}

const visible = (max: number) => Type.String({ pattern: `^[\\x21-\\x7e]{1,${max}}$` });
/** CloudEvents 1.0, JSON format (structured mode). `data_base64` keeps the exact bytes that a source signed. */
const StructuredSchema = Type.Object(
  {
    specversion: Type.Literal('1.0'),
    id: visible(128),
    source: Type.String({ pattern: '^[a-z][a-z0-9-]{0,40}$' }),
    type: visible(64),
    subject: visible(128),
    time: Type.String({
      pattern: '^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,3})?Z$',
    }),
    datacontenttype: Type.Optional(Type.Literal('application/json')),
    data: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    data_base64: Type.Optional(
      Type.String({
        pattern: '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$',
        maxLength: 90000,
      }),
    ),
    signature: Type.Optional(Type.String({ maxLength: 4096 })),
    traceparent: Type.Optional(visible(64)),
  },
  { additionalProperties: false },
);
const parseStructured = validator('CloudEvent', StructuredSchema);

/** Reads an event in structured mode. Throws `SCHEMA_VIOLATION`, `BAD_EVENT`, or what the JSON reader throws. */
export function readStructured(body: unknown): StructuredEvent {
  const { data, data_base64: encoded, signature, traceparent, ...attributes } = parseStructured(body);
  const { id, source, type, subject, time } = attributes;
  if ((data === undefined) === (encoded === undefined))
    throw new BadEvent('an event has either `data` or `data_base64`');
  if (signature !== undefined && encoded === undefined)
    throw new BadEvent('a signed event needs its exact bytes in `data_base64`');
  const bytes = encoded === undefined ? Buffer.from(JSON.stringify(data)) : Buffer.from(encoded, 'base64');
  const value = encoded === undefined ? data : parseStrictJson(bytes);
  return {
    source,
    id,
    type,
    subject,
    time,
    bytes,
    data: value,
    signature: signature ?? null,
    traceparent,
  };
}
