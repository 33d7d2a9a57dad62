import type { Clock } from '@countersign/contracts';
import type { StatementIssuer } from '@countersign/service-kit/messaging';
import type { Log } from '@countersign/service-kit/observability';
import type { Trust } from '@countersign/statement';

/** What every use case of approval is given. `trust` throws while no valid bundle and registry are known. */
export interface ApprovalDeps {
  readonly issuer: Pick<StatementIssuer, 'issue'>;
  readonly trust: () => Trust;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error'>;
}

/** The one topic approval writes. */
export const approvalTopic = 'approval';

/** Injection token of {@link ApprovalDeps}. */
export const approvalDeps = Symbol('ApprovalDeps');
