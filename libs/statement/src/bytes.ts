import { createHash } from 'node:crypto';
import type { Hash } from '@countersign/contracts';
import { MalformedDocument } from './errors.js';

/** SHA-256 of exactly these bytes (a string stands for its UTF-8 bytes), base64url without padding. */
export const sha256 = (bytes: Uint8Array | string): Hash =>
  createHash('sha256').update(bytes).digest('base64url') as Hash;

/** Decodes base64url; only the one canonical text of some bytes is accepted: no padding, no other alphabet, no stray bits. */
export function fromBase64url(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) throw new MalformedDocument('not canonical base64url');
  return bytes;
}
