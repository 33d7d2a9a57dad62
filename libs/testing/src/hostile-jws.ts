import { createPrivateKey, sign } from 'node:crypto';
import { testKey } from './test-key.js';

/** Text of a part of a JWS: an object as JSON, a string as it is. */
const part = (content: object | string): string =>
  Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)).toString('base64url');

/** Makes the signature over these bytes. */
export type Signer = (input: Buffer) => Uint8Array;

/** Signs with the key of a name, as the product's own signer would. */
export const signerOf = (name: string): Signer => {
  const { kid: _, ...key } = testKey(name);
  const secret = createPrivateKey({ key, format: 'jwk' });
  return (input) => sign(null, input, secret);
};

/** A compact JWS with whatever header and payload, signed by whatever signs: what our own signer would never make. */
export function hostileJws(header: object | string, payload: object | string, signer: Signer): string {
  const input = `${part(header)}.${part(payload)}`;
  return `${input}.${Buffer.from(signer(Buffer.from(input))).toString('base64url')}`;
}

/** The three parts of a compact JWS, decoded. */
export function partsOf(jws: string): {
  readonly header: string;
  readonly payload: string;
  readonly signature: Buffer;
} {
  const [header = '', payload = '', signature = ''] = jws.split('.');
  const text = (encoded: string) => Buffer.from(encoded, 'base64url').toString();
  return { header: text(header), payload: text(payload), signature: Buffer.from(signature, 'base64url') };
}

/** The same document with another signature. */
export const resigned = (jws: string, signature: Uint8Array): string =>
  `${jws.slice(0, jws.lastIndexOf('.'))}.${Buffer.from(signature).toString('base64url')}`;
