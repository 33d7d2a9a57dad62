import type { Draft, Envelope, Hash, StatementType } from '@countersign/contracts';
import { type SignedStatement, signSourceEvent, signStatement, signVote } from '@countersign/statement/sign';
import type { Vote } from '@countersign/contracts/approval';
import { aMonday } from './fixed-clock.js';
import { principalFor } from './keyring.js';
import type { Plain } from './plain.js';
import type { SourceEvent } from './source-event.js';
import { signingKeyOf } from './test-key.js';

/** Who signs and what the envelope says, where that is not what it should be. */
export interface Signing {
  /** Whose private key signs; default: the principal that has the duty of this type. */
  readonly by?: string;
  /** Under whose key id; default: the signer's own. */
  readonly as?: string;
  /** `iat`, ms. */
  readonly at?: number;
  readonly envelope?: Partial<Plain<Omit<Envelope, 'body'>>>;
}

/** A vote to be written; `by` and `as` as in {@link Signing}, default: the voter's own key. */
export type Ballot = Plain<Vote> & Pick<Signing, 'by' | 'as'>;

interface Head {
  readonly seq: number;
  readonly hash: Hash | null;
}

/**
 * Signs what services, sources and voters of a deployment say, in proper chains (`seq` and `prev` per signer), with nobody checking
 * the content: honest and hostile statements are written alike. Not for concurrent use: a chain is appended to by one write at a time.
 */
export class StatementWriter {
  private readonly heads = new Map<string, Head>();

  constructor(private readonly deployment = 'acme') {}

  async write(type: StatementType, body: object, signing: Signing = {}): Promise<SignedStatement> {
    const iss = principalFor(type);
    const head = this.heads.get(iss) ?? { seq: 0, hash: null };
    const envelope = {
      dep: this.deployment,
      iss,
      chain: iss,
      seq: head.seq + 1,
      prev: head.hash,
      iat: signing.at ?? aMonday,
      ...signing.envelope,
    };
    const by = signing.by ?? iss;
    const key = await signingKeyOf(by, signing.as ?? by);
    const signed = await signStatement(key, envelope as Envelope, { type, body } as unknown as Draft);
    this.heads.set(iss, { seq: envelope.seq, hash: signed.hash });
    return signed;
  }

  /** A source's event, signed by the source and stated by `request`. */
  async state(event: SourceEvent, signing: Signing = {}): Promise<SignedStatement> {
    const { signedBy, signedAs, data, ...attributes } = event;
    const bytes = Buffer.from(JSON.stringify(data));
    const signature =
      signedBy === null
        ? null
        : await signSourceEvent(await signingKeyOf(signedBy, signedAs ?? signedBy), {
            dep: this.deployment,
            ...attributes,
            data: bytes,
          });
    return this.write(
      'request.identity-stated.v1',
      { ...attributes, data: bytes.toString('base64url'), signature },
      signing,
    );
  }

  /** That a source has stated all it knew at `at` (ms), signed by the source and handed on by `request`. */
  async confirm(source: string, at: number, signing: Signing = {}): Promise<SignedStatement> {
    const time = new Date(at).toISOString();
    const event = {
      source,
      id: `alive ${at}`,
      type: 'source.heartbeat.v1',
      subject: `source:${source}`,
      time,
    };
    const data = Buffer.from(JSON.stringify({ at: time }));
    const key = await signingKeyOf(source, source);
    const signature = await signSourceEvent(key, { dep: this.deployment, ...event, data });
    const { type: _implied, ...attributes } = event;
    return this.write(
      'request.source-confirmed.v1',
      { ...attributes, data: data.toString('base64url'), signature },
      signing,
    );
  }

  /** A vote in its voter's own bytes. */
  async vote({ by, as, ...vote }: Ballot): Promise<string> {
    const key = by ?? vote.voter;
    return signVote(await signingKeyOf(key, as ?? key), vote as Vote);
  }
}
