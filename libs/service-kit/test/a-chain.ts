import type { Draft, Envelope, Hash } from '@countersign/contracts';
import { signStatement } from '@countersign/statement/sign';
import { signingKeyOf } from '@countersign/testing';
import type { TestRecord } from './a-broker.js';
import { clock, deployment } from './a-trust.js';
import { theRequest, withdrew } from './an-issuer.js';

/** A statement as it lies on its topic. */
export interface SignedRecord extends TestRecord {
  readonly key: string;
  readonly value: string;
  readonly headers: Record<string, string>;
  readonly hash: Hash;
  readonly seq: number;
}

export interface Signing {
  readonly by?: string;
  readonly kid?: string;
  readonly key?: string;
  readonly envelope?: Partial<Envelope>;
  readonly headers?: Record<string, string>;
}

/** Signs statements of one chain, honest ones unless told otherwise. */
export class Chain {
  private seq = 0;
  private prev: Hash | null = null;

  constructor(
    private readonly topic: string,
    private readonly principal = 'policy',
  ) {}

  async next(draft: Draft = withdrew(), signing: Signing = {}): Promise<SignedRecord> {
    const envelope = {
      ...{
        dep: deployment,
        iss: this.principal,
        chain: `${this.principal}.${this.topic}.1`,
        iat: clock.now(),
      },
      ...{ seq: this.seq + 1, prev: this.prev, ...signing.envelope },
    };
    const key = await signingKeyOf(signing.by ?? this.principal, signing.kid);
    const { hash, jws } = await signStatement(key, envelope, draft);
    if (envelope.seq > this.seq) [this.seq, this.prev] = [envelope.seq, hash];
    return {
      key: signing.key ?? (draft.body as { request?: string }).request ?? envelope.chain,
      value: jws,
      headers: { ...headersFor(hash, draft.type, envelope.iss), ...signing.headers },
      ...{ hash, seq: envelope.seq },
    };
  }

  /** Several at once, each about its own request unless `request` is given. */
  async some(n: number, request?: string): Promise<SignedRecord[]> {
    const records: SignedRecord[] = [];
    for (let i = 0; i < n; i++) records.push(await this.next(withdrew(request ?? aRequest(this.seq + 1))));
    return records;
  }
}

export const aRequest = (n: number): string => `r-${String(n).padStart(22, '0')}`;

export const headersFor = (hash: string, type: string, iss: string): Record<string, string> => ({
  ce_specversion: '1.0',
  ce_id: hash,
  ce_type: type,
  ce_source: `/countersign/${iss}`,
  ce_time: new Date(clock.now()).toISOString(),
  'content-type': 'application/jose',
});

export { theRequest };
