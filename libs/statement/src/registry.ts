import type { Hash } from '@countersign/contracts';
import type { KeyRegistryDocument, RegisteredKey } from '@countersign/contracts/governance';
import { BadKey, KeyNotAllowed, UnknownKey } from './errors.js';
import { usableKey } from './keys.js';

/** How long (ms) after a key's end what it signed before may still be under way. */
export const keyWayMs = 300_000;

/**
 * The keys of a deployment as its custodians signed them, by key id and date. INVARIANT: an id stands for one key, and a key for one
 * signer. Construction throws `BAD_KEY` otherwise, and for a key that nobody could use.
 */
export class KeyRegistry {
  private readonly byKid: ReadonlyMap<string, RegisteredKey>;

  constructor(
    readonly document: KeyRegistryDocument,
    readonly hash: Hash,
  ) {
    this.byKid = new Map(document.keys.map((key) => [key.kid, key]));
    if (this.byKid.size !== document.keys.length) throw new BadKey('one key id stands for two keys');
    const signers = new Map<string, string>();
    for (const { kid, x, signer } of document.keys) {
      usableKey(x);
      if ((signers.get(x) ?? signer) !== signer)
        throw new BadKey(`key \`${kid}\` of \`${signer}\` belongs to another signer as well`);
      signers.set(x, signer);
    }
  }

  get number(): number {
    return this.document.number;
  }

  get deployment(): string {
    return this.document.deployment;
  }

  /**
   * The key that may sign `type` at `at` (ms). Throws `UNKNOWN_KEY` (retriable) when the registry does not know it, `KEY_NOT_ALLOWED`
   * when it is for other types or another time.
   */
  keyFor(kid: string, type: string, at: number): RegisteredKey {
    const key = this.byKid.get(kid);
    if (!key)
      throw new UnknownKey(`key \`${kid}\` is not in registry ${this.number}`, { details: { kid, type } });
    if (!key.types.includes(type))
      throw new KeyNotAllowed(`key \`${kid}\` may not sign \`${type}\``, { details: { kid, type } });
    if (at < key.from || (key.until !== null && at >= key.until))
      throw new KeyNotAllowed(`key \`${kid}\` is not valid at ${at}`, { details: { kid, type, at } });
    return key;
  }

  /**
   * Whether a key had been out of use for longer than {@link keyWayMs} when what it signed came to light at `cameAt` (ms, by another's clock
   * than the signer's). Then its date proves nothing: a thief dates back.
   */
  isOut(kid: string, cameAt: number): boolean {
    const until = this.byKid.get(kid)?.until ?? null;
    return until !== null && !(cameAt < until + keyWayMs);
  }
}
