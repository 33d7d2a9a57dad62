import type { DesiredGrant } from '@countersign/contracts';
import { type GrantVerdict, type OrderedPlace, type Trust, verifyEvidence } from '@countersign/statement';
import type { SignedStatement } from '@countersign/statement/sign';
import type { Ordered } from './usual.js';

/** The signed documents of a story, in the order in which they were made. */
export interface Statements {
  readonly facts: readonly SignedStatement[];
  readonly submitted: SignedStatement;
  readonly assessed: SignedStatement;
  /** Null where nobody had to decide (birthright). */
  readonly approved: SignedStatement | null;
  readonly cleared: SignedStatement;
  readonly ordered: SignedStatement;
}

/** A story that was told: what was signed, what travels as evidence, and what the verifier believes. */
export class Trail {
  readonly grant: DesiredGrant;

  constructor(
    readonly statements: Statements,
    /** The votes in their voters' own bytes. */
    readonly votes: readonly string[],
    /** The body of the order. */
    readonly order: Ordered,
    /** Evidence as it reaches the verifier. */
    readonly documents: readonly string[],
    readonly trust: Trust,
  ) {
    this.grant = order.desired.grants[0] as unknown as DesiredGrant;
  }

  get place(): OrderedPlace {
    return this.order;
  }

  /** What the one verifier says of the order's first grant. */
  verdict(): Promise<GrantVerdict> {
    return verifyEvidence(this.place, this.grant, this.documents, this.trust);
  }

  /** `ok`, or the code of the refusal. */
  async outcome(): Promise<string> {
    const verdict = await this.verdict();
    return verdict.ok ? 'ok' : verdict.error.code;
  }
}
