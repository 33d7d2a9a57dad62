import type { Clock } from '@countersign/contracts';
import type { Clocks } from '@countersign/service-kit/clock';
import type { StatementIssuer } from '@countersign/service-kit/messaging';
import type { Log } from '@countersign/service-kit/observability';
import type { Trust } from '@countersign/statement';
import type { EntityManager } from 'typeorm';

/** What every use case of policy is given. */
export interface PolicyDeps {
  readonly issuer: Pick<StatementIssuer, 'issue'>;
  /** Bundle and registry, run out or not: for verifying and for taking away. Throws while none are known. */
  readonly trust: () => Trust;
  /** The same for deciding that somebody gets something: throws `TRUST_RUN_OUT` once either has run out. */
  readonly trustForGrants: () => Trust;
  readonly clock: Clock;
  /** Whether a signer's chain misses a statement for longer than is usual; then nothing is granted on its word. */
  readonly hasGap: (tx: EntityManager, signer: string) => Promise<boolean>;
  /** Whether clocks agree; while they do not, nothing is granted. */
  readonly clocks: Clocks;
  readonly log: Pick<Log, 'error' | 'warn'>;
}

/** The one topic policy writes. */
export const policyTopic = 'policy';

/** Injection token of {@link PolicyDeps}. */
export const policyDeps = Symbol('PolicyDeps');
