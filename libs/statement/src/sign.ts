// The signing half: importable only where a signature is made (import rules name the places).
import type { Draft, Envelope, Hash } from '@countersign/contracts';
import type { SourceSignature } from '@countersign/contracts/request';
import { type Vote, voteType } from '@countersign/contracts/approval';
import { sha256 } from './bytes.js';
import { signJws } from './jws.js';
import type { SigningKey } from './keys.js';

export { addSignature, signCustodial } from './custody.js';
export { type SigningKey, loadSigningKey } from './keys.js';

/** What was signed: exact bytes and their hash. */
export interface SignedStatement {
  readonly type: string;
  readonly hash: Hash;
  readonly jws: string;
}

/** Signs a statement of this service. `draft` comes from the duty's `issue` entry; the envelope from the chain's head. */
export async function signStatement(
  key: SigningKey,
  envelope: Omit<Envelope, 'body'>,
  draft: Draft,
): Promise<SignedStatement> {
  const jws = await signJws(key, draft.type, { ...envelope, body: draft.body });
  return { type: draft.type, hash: sha256(jws), jws };
}

/** A source's signature over an event: binds every attribute and the digest of the data's bytes. */
export function signSourceEvent(
  key: SigningKey,
  event: Omit<SourceSignature, 'digest'> & { readonly data: Uint8Array },
): Promise<string> {
  const { data, ...attributes } = event;
  return signJws(key, event.type, { ...attributes, digest: sha256(data) });
}

/** A person's vote, signed with the key that a source enrolled for her. */
export const signVote = (key: SigningKey, vote: Vote): Promise<string> => signJws(key, voteType, vote);
