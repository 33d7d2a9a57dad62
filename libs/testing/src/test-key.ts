import { createHash, createPrivateKey } from 'node:crypto';
import { type SigningKey, loadSigningKey } from '@countersign/statement/sign';

/** What stands before the 32 secret bytes in the PKCS #8 form of an Ed25519 key (RFC 8410, section 7). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A private Ed25519 JWK with its id, as a process finds it in its key file. */
export interface PrivateJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly d: string;
  readonly kid: string;
}

const kidOf = (name: string) => name.replaceAll(':', '-');

const known = new Map<string, PrivateJwk>();

/**
 * A key that follows from a name, so that a failing spec fails the same way tomorrow. Worth nothing outside of tests: everybody
 * can compute it. The id is the name with `-` for `:`, e.g. `person-2001`.
 */
export function testKey(name: string): PrivateJwk {
  const key = known.get(name) ?? derived(name);
  known.set(name, key);
  return key;
}

function derived(name: string): PrivateJwk {
  const seed = createHash('sha256').update(`countersign test key of ${name}`).digest();
  const key = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });
  const { x, d } = key.export({ format: 'jwk' }) as { x: string; d: string };
  return { kty: 'OKP', crv: 'Ed25519', x, d, kid: kidOf(name) };
}

const loaded = new Map<string, Promise<SigningKey>>();

/** The key of a name, ready to sign. `as` makes it pose under another's key id: what a thief of identities would try. */
export async function signingKeyOf(name: string, as: string = name): Promise<SigningKey> {
  const key = loaded.get(name) ?? loadSigningKey(testKey(name));
  loaded.set(name, key);
  return { ...(await key), kid: kidOf(as) };
}
