import { bundleType, maxGovernanceBytes, registryType } from '@countersign/contracts/governance';
import { UnknownType } from '@countersign/contracts';
import { RunOut } from '@countersign/statement';
import type { GovernanceStore, Governing } from '../governance/governance-store.js';
import { HeaderMismatch, MalformedRecord, RecordTooLarge } from './errors.js';
import { readHeaders, required } from './headers.js';
import type { Decode, Message } from './message.js';

/** What the governance topic's built-in handler gets: the verified document, or null when it has run out, and its bytes. */
export interface GovernanceRecord {
  readonly document: Governing | null;
  readonly bytes: Buffer;
}

/**
 * Decoder of the governance topic. Only the custodians' signatures are believed. A document that has run out is no reason to
 * call somebody: a new service reads the whole history of the topic. It is passed by.
 */
export const governanceDecoder =
  (store: GovernanceStore): Decode =>
  async (record): Promise<Message> => {
    const { value } = record;
    if (value === null) throw new MalformedRecord('record has no value');
    if (value.length > maxGovernanceBytes)
      throw new RecordTooLarge(`document of ${value.length} bytes is larger than ${maxGovernanceBytes}`);
    const headers = readHeaders(record);
    const type = required(headers, 'ce_type');
    if (required(headers, 'ce_specversion') !== '1.0')
      throw new HeaderMismatch('header `ce_specversion` is not `1.0`');
    if (type !== bundleType && type !== registryType)
      throw new UnknownType(`governance document type \`${type}\` is unknown`, { details: { type } });
    const document = await store.verify(type, value).catch((error: unknown) => {
      if (error instanceof RunOut) return null;
      throw error;
    });
    const payload: GovernanceRecord = { document, bytes: value };
    return { type, id: null, digest: document?.hash ?? '', payload, statement: null };
  };
