import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';

/** A compact JWS taken apart; nothing of it is believed yet. */
export interface Signed {
  readonly kid: string;
  readonly typ: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what is in it depends on what it says it is
  readonly payload: any;
  readonly hash: string;
  readonly text: string;
}

const json = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));

/** SHA-256, base64url. */
export const digest = (bytes: string | Buffer): string =>
  createHash('sha256').update(bytes).digest('base64url');

/** Reads a compact JWS, or gives null for what is none. */
export function read(text: string): Signed | null {
  const [head, body, , ...more] = text.split('.');
  if (!head || !body || more.length > 0) return null;
  try {
    const { kid, typ, alg } = json(head) as Record<string, string>;
    if (alg !== 'Ed25519' || !kid || !typ) return null;
    return { kid, typ, payload: json(body), hash: digest(text), text };
  } catch {
    return null;
  }
}

const keys = new Map<string, KeyObject>();
function keyOf(x: string): KeyObject {
  const known = keys.get(x) ?? createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  keys.set(x, known);
  return known;
}

/** Whether an Ed25519 signature over `signed` (`<header>.<payload>`) is by the key `x`. */
export function isSignedBy(x: string, signed: string, signature: string): boolean {
  try {
    return verify(null, Buffer.from(signed), keyOf(x), Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}

/** Whether a compact JWS is signed by the key `x`. */
export function isBy(x: string, { text }: Signed): boolean {
  const at = text.lastIndexOf('.');
  return isSignedBy(x, text.slice(0, at), text.slice(at + 1));
}
