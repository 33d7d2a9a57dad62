import { createHash, generateKeyPairSync } from 'node:crypto';

/**
 * @typedef {{ kty: 'OKP', crv: 'Ed25519', x: string, d: string, kid: string }} PrivateSigningKey a private JWK (RFC 8037)
 */

/** @param {string} x public key, base64url @returns {string} RFC 7638 thumbprint, base64url, 43 characters */
export const thumbprint = (x) =>
  createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');

/**
 * A new Ed25519 key. Its id begins with the owner's name, for people; nothing relies on that.
 * @param {string} owner principal or custodian
 * @returns {PrivateSigningKey}
 */
export function createSigningKey(owner) {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const { x, d } = /** @type {{ x: string, d: string }} */ (jwk);
  return { kty: 'OKP', crv: 'Ed25519', x, d, kid: `${owner}-${thumbprint(x).slice(0, 8)}` };
}
