import type { Clock } from '@countersign/contracts';
import type { StatementIssuer } from '@countersign/service-kit/messaging';
import type { Trust } from '@countersign/statement';

/** What every use case of policy is given. `trust` throws while no valid bundle and registry are known. */
export interface PolicyDeps {
  readonly issuer: Pick<StatementIssuer, 'issue'>;
  readonly trust: () => Trust;
  readonly clock: Clock;
}

/** The one topic policy writes. */
export const policyTopic = 'policy';

/** Injection token of {@link PolicyDeps}. */
export const policyDeps = Symbol('PolicyDeps');
