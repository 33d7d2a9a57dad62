import type { KeyRegistry, Statement } from '@countersign/statement';
import { verifyStatement } from '@countersign/statement';
import {
  HeaderMismatch,
  MalformedRecord,
  RecordTooLarge,
  WrongKey,
  WrongTopic,
  WrongWriter,
} from './errors.js';
import { readHeaders, required } from './headers.js';
import { type Decode, type Message, isHeartbeat, maxMessageBytes } from './message.js';
import { keyDemandedBy } from './partition-key.js';
import type { RawRecord } from './record.js';
import { systemOf, topicOfChain, writerOf } from './topics.js';

/** CloudEvents binary mode; `ce_time` and others are for people who look at topics. */
const statementHeaders = ['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'content-type'] as const;

function textOf({ value }: RawRecord): string {
  if (value === null) throw new MalformedRecord('record has no value');
  if (value.length > maxMessageBytes)
    throw new RecordTooLarge(`record of ${value.length} bytes is larger than ${maxMessageBytes}`);
  return value.toString('latin1');
}

/** Headers are hints for people and tools. One that contradicts the signed bytes means that somebody touched the record. */
function checkHeaders(record: RawRecord, statement: Statement): void {
  const headers = readHeaders(record);
  const expected: Record<(typeof statementHeaders)[number], string> = {
    ce_specversion: '1.0',
    ce_id: statement.hash,
    ce_type: statement.type,
    ce_source: `/countersign/${statement.iss}`,
    'content-type': 'application/jose',
  };
  for (const name of statementHeaders)
    if (required(headers, name) !== expected[name])
      throw new HeaderMismatch(`header \`${name}\` is not what the signed bytes say`, {
        details: { header: name, expected: expected[name] },
      });
}

function checkPlace({ topic, key }: RawRecord, statement: Statement): void {
  const { iss, chain } = statement;
  if (iss !== writerOf(topic))
    throw new WrongWriter(`\`${iss}\` is not the writer of topic \`${topic}\``, { details: { iss, topic } });
  const { system } = statement.body as { readonly system?: string };
  const ofTopic = systemOf(topic);
  if (system !== undefined && ofTopic !== undefined && system !== ofTopic)
    throw new WrongTopic(`a statement about \`${system}\` does not belong to topic \`${topic}\``, {
      details: { system, topic },
    });
  if (topicOfChain(iss, chain) !== topic)
    throw new WrongTopic(`chain \`${chain}\` does not belong to topic \`${topic}\``, {
      details: { chain, topic },
    });
  const demanded = keyDemandedBy(statement);
  if (!key || (demanded !== undefined && key.toString('utf8') !== demanded))
    throw new WrongKey(`key of the record is not \`${demanded ?? 'present'}\``, { details: { topic } });
}

/**
 * Decoder of a topic of statements: the value is the statement's JWS, and only that is believed. Verifies it by the registry
 * that `registry` gives at that moment, and that its signer is the topic's single writer. Says whether it came after its key's end.
 */
export const statementDecoder =
  (registry: () => KeyRegistry): Decode =>
  async (record): Promise<Message> => {
    const text = textOf(record);
    const known = registry();
    const statement = await verifyStatement(text, known);
    checkHeaders(record, statement);
    checkPlace(record, statement);
    return {
      type: statement.type,
      id: isHeartbeat(statement.type) ? null : statement.hash,
      digest: statement.hash,
      payload: statement,
      statement,
      late: known.isOut(statement.kid, record.appendedAt),
    };
  };
