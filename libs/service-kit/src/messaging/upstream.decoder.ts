import { UnknownType } from '@countersign/contracts';
import { isFactType, isUpstreamType } from '@countersign/contracts/upstream';
import { type JsonLimits, parseStrictJson, sha256 } from '@countersign/statement';
import { HeaderMismatch, MalformedRecord, RecordTooLarge, WrongKey, WrongWriter } from './errors.js';
import { type Headers, readHeaders, required } from './headers.js';
import type { Decode, Message } from './message.js';
import type { RawRecord, UpstreamRecord } from './record.js';
import { sourceOf } from './topics.js';

/** Facts and wishes are small; 64 KiB is room for the largest that the schemas allow. */
const maxDataBytes = 65_536;
const jsonLimits: JsonLimits = { bytes: maxDataBytes, depth: 16 };
const maxKeyBytes = 256;
const idForm = /^[\x21-\x7e]{1,128}$/;
const subjectForm = /^[\x21-\x7e]{1,128}$/;
const timeForm = /^20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(\.\d{1,3})?Z$/;
const signatureForm = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** By what two deliveries of one event are known to be the same: its type, its subject and its data's bytes. */
export const upstreamDigest = (event: Pick<UpstreamRecord, 'type' | 'subject' | 'bytes'>): string =>
  sha256(Buffer.concat([Buffer.from(`${event.type}\n${event.subject}\n`), event.bytes]));

/**
 * By what an upstream event is known for ever, whatever way it came. Only a fact's signature is verified, before anything of it stays; whatever
 * else comes has an id of its own (ids hold no space): who can only send in a source's name never uses up the id of what the source will sign.
 */
export const upstreamId = (event: Pick<UpstreamRecord, 'source' | 'id' | 'type' | 'signature'>): string =>
  `${event.source}:${event.id}${event.signature !== null && isFactType(event.type) ? '' : ' unsigned'}`;

function bytesOf({ value, key }: RawRecord): Buffer {
  if (value === null) throw new MalformedRecord('record has no value');
  if (value.length > maxDataBytes)
    throw new RecordTooLarge(`data of ${value.length} bytes is larger than ${maxDataBytes}`);
  if (!key || key.length === 0 || key.length > maxKeyBytes)
    throw new WrongKey(`record needs a key of at most ${maxKeyBytes} bytes`);
  return value;
}

function wellFormed(headers: Headers, name: string, form: RegExp): string {
  const value = required(headers, name);
  if (!form.test(value))
    throw new MalformedRecord(`header \`${name}\` is malformed`, { details: { header: name } });
  return value;
}

/** INVARIANT: a source's event never reaches a handler of statements, whatever type it claims to be of. */
function eventType(headers: Headers): string {
  const type = required(headers, 'ce_type');
  if (!isUpstreamType(type))
    throw new UnknownType(`event type \`${type}\` is unknown`, { details: { type } });
  return type;
}

function checkEnvelope(headers: Headers, source: string): void {
  if (required(headers, 'ce_specversion') !== '1.0')
    throw new MalformedRecord('header `ce_specversion` is not `1.0`');
  if (!/^application\/json(;\s*charset=utf-8)?$/i.test(required(headers, 'content-type')))
    throw new HeaderMismatch('header `content-type` is not `application/json`');
  const named = required(headers, 'ce_source');
  if (named !== source)
    throw new WrongWriter(`\`${named}\` is not the source of this topic, \`${source}\` is`, {
      details: { source },
    });
}

/**
 * Decoder of a source's topic: CloudEvents 1.0, Kafka binding, binary mode; data is strict JSON of at most 64 KiB. Whether the
 * data fits its type's schema, and what the source's signature is worth, the handler judges.
 */
export const upstreamDecoder: Decode = async (record): Promise<Message> => {
  const bytes = bytesOf(record);
  const headers = readHeaders(record);
  const source = sourceOf(record.topic) as string;
  checkEnvelope(headers, source);
  const payload: UpstreamRecord = {
    source,
    id: wellFormed(headers, 'ce_id', idForm),
    type: eventType(headers),
    subject: wellFormed(headers, 'ce_subject', subjectForm),
    time: wellFormed(headers, 'ce_time', timeForm),
    bytes,
    data: parseStrictJson(bytes, jsonLimits),
    signature: headers.has('ce_signature') ? wellFormed(headers, 'ce_signature', signatureForm) : null,
    cameAt: record.appendedAt,
    transport: 'kafka',
  };
  return {
    type: payload.type,
    id: upstreamId(payload),
    digest: upstreamDigest(payload),
    payload,
    statement: null,
  };
};
