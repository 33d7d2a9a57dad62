import { parseStrictJson } from '@countersign/statement';
import { loadSigningKey, type SigningKey } from '@countersign/statement/sign';

/** The service's own private key, from its file. Throws what reading and loading throw; the key is never printed. */
export const readSigningKey = (file: { read(): string }): Promise<SigningKey> =>
  loadSigningKey(parseStrictJson(file.read()));
