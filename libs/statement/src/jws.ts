import { CompactSign, compactVerify } from 'jose';
import { SignedHeader, validator } from '@countersign/contracts';
import { fromBase64url } from './bytes.js';
import { BadSignature, MalformedDocument } from './errors.js';
import { algorithm, hasSmallOrder, publicKey, type SigningKey } from './keys.js';
import { parseStrictJson } from './strict-json.js';

const encoder = new TextEncoder();
const parseHeader = validator('signed header', SignedHeader);
/** No signed document is larger; a message stays under this (DESIGN: 256 KiB). */
const maxLength = 262_144;

/** A document whose form is right and whose signature has not been checked yet: believe nothing of it. */
export interface UnverifiedJws {
  readonly text: string;
  readonly header: SignedHeader;
  readonly payload: Buffer;
}

/**
 * Takes a compact JWS apart. Header: exactly `alg` (Ed25519), `kid`, `typ`; so there is no `jku`, `x5c`, `jwk`, `crit` or other
 * algorithm to be misled by. One accepted encoding of every part. Throws `MALFORMED_DOCUMENT`, `MALFORMED_JSON`, `SCHEMA_VIOLATION`.
 */
export function readJws(text: string): UnverifiedJws {
  if (text.length > maxLength)
    throw new MalformedDocument(`document of ${text.length} bytes is larger than allowed`);
  const parts = text.split('.');
  if (parts.length !== 3) throw new MalformedDocument('not a compact JWS');
  const [head, body, signature] = parts.map(fromBase64url) as [Buffer, Buffer, Buffer];
  if (signature.length !== 64 || hasSmallOrder(signature))
    throw new MalformedDocument('not an Ed25519 signature');
  return { text, header: parseHeader(parseStrictJson(head, { bytes: 1024, depth: 2 })), payload: body };
}

/** Checks the signature with a public key given by its `x`. Throws `BAD_SIGNATURE` or `BAD_KEY`. */
export async function verifySignature(jws: UnverifiedJws, x: string): Promise<void> {
  const key = await publicKey(x);
  try {
    await compactVerify(jws.text, key, { algorithms: [algorithm] });
  } catch (cause) {
    throw new BadSignature(
      `signature of \`${jws.header.typ}\` by key \`${jws.header.kid}\` does not verify`,
      { cause },
    );
  }
}

/** How half of a pair begins in a JSON text that we write; the strict reader tells it from text that says the same. */
const perhapsHalf = '\\ud';

/** Signs a payload. Throws `MALFORMED_JSON` for one with text that no reader takes. The bytes that leave here are the document: they are stored and forwarded, never rebuilt. */
export async function signJws(key: SigningKey, typ: string, payload: object): Promise<string> {
  const text = JSON.stringify(payload);
  if (text.includes(perhapsHalf)) parseStrictJson(text, { bytes: Infinity });
  return new CompactSign(encoder.encode(text))
    .setProtectedHeader({ alg: algorithm, kid: key.kid, typ })
    .sign(key.key);
}
