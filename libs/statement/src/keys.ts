import { importJWK, type CryptoKey } from 'jose';
import { validator } from '@countersign/contracts';
import { PrivateKey } from '@countersign/contracts/governance';
import { fromBase64url } from './bytes.js';
import { BadKey } from './errors.js';

/** The one algorithm: EdDSA over Curve25519 by its fully specified name (RFC 9864), so that no other curve can be meant. */
export const algorithm = 'Ed25519';

const parsePrivate = validator('private key', PrivateKey);

/**
 * The y coordinates of the eight points of small order and their non-canonical twins, sign bit cleared. A key or a
 * commitment among them verifies for many messages (Chalkias, Garillot, Nikolaenko: "Taming the many EdDSAs", 2020).
 */
const smallOrder = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

/** Whether 32 bytes encode a point of small order. */
export function hasSmallOrder(point: Buffer): boolean {
  const y = Buffer.from(point.subarray(0, 32));
  y[31] = (y[31] ?? 0) & 0x7f;
  return smallOrder.has(y.toString('hex'));
}

/** Key objects by their text: importing is slower than verifying. Bounded by the number of keys ever registered. */
const imported = new Map<string, Promise<CryptoKey>>();

/** Checks the `x` of a public key. Throws `BAD_KEY` or `MALFORMED_DOCUMENT`. */
export function usableKey(x: string): void {
  const bytes = fromBase64url(x);
  if (bytes.length !== 32 || hasSmallOrder(bytes)) throw new BadKey('not a usable Ed25519 public key');
}

async function importPublic(x: string): Promise<CryptoKey> {
  usableKey(x);
  return importJWK({ kty: 'OKP', crv: 'Ed25519', x }, algorithm);
}

/** A public Ed25519 key from its `x` (RFC 8037). Throws `BAD_KEY` for other lengths and for points of small order. */
export function publicKey(x: string): Promise<CryptoKey> {
  const known = imported.get(x);
  if (known) return known;
  const key = importPublic(x);
  imported.set(x, key);
  key.catch(() => imported.delete(x));
  return key;
}

/** A private key that signs; never printed, never serialised. */
export interface SigningKey {
  readonly kid: string;
  readonly key: CryptoKey;
}

/** Loads a private JWK (kty OKP, crv Ed25519, kid). Throws `SCHEMA_VIOLATION` or `BAD_KEY`. */
export async function loadSigningKey(jwk: unknown): Promise<SigningKey> {
  const { kid, ...key } = parsePrivate(jwk);
  try {
    return { kid, key: await importJWK(key, algorithm) };
  } catch (cause) {
    throw new BadKey(`private key \`${kid}\` cannot be used`, { cause });
  }
}
