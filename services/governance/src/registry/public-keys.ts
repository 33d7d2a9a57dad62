import { KeyId, validator } from '@countersign/contracts';
import { parseStrictJson } from '@countersign/statement';
import { Type } from 'typebox';
import { FileUnusable, PrivateKeyExposed } from '../governance.errors.js';

/** Public Ed25519 keys by principal. */
export type PublicKeys = ReadonlyMap<string, { readonly kid: string; readonly x: string }>;

const parse = validator(
  'public keys',
  Type.Record(
    Type.String({ pattern: '^[a-z][a-z0-9-]{0,40}$' }),
    Type.Object(
      {
        kty: Type.Literal('OKP'),
        crv: Type.Literal('Ed25519'),
        x: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
        kid: KeyId,
      },
      { additionalProperties: false },
    ),
    { additionalProperties: false },
  ),
);

/**
 * Reads a file of public keys: principal to JWK (`kty`, `crv`, `x`, `kid`). Throws `PRIVATE_KEY_EXPOSED` when a private half lies there:
 * that key has been seen and must be made anew. Throws `FILE_UNUSABLE`.
 */
export function readPublicKeys(file: string, bytes: Uint8Array): PublicKeys {
  let value: unknown;
  try {
    value = parseStrictJson(bytes);
    refusePrivate(file, value);
    return new Map(Object.entries(parse(value)).map(([principal, { kid, x }]) => [principal, { kid, x }]));
  } catch (cause) {
    if (cause instanceof PrivateKeyExposed) throw cause;
    throw new FileUnusable(`\`${file}\` does not hold public keys: ${(cause as Error).message}`, { cause });
  }
}

function refusePrivate(file: string, value: unknown): void {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const exposed = entries.find(([, key]) => typeof key === 'object' && key !== null && 'd' in key);
  if (exposed)
    throw new PrivateKeyExposed(
      `\`${file}\` holds the private key of \`${exposed[0]}\`: give the public half, and make a new key`,
    );
}
