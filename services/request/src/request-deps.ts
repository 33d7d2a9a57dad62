import type { Clock } from '@countersign/contracts';
import type { StatementIssuer } from '@countersign/service-kit/messaging';
import type { Log } from '@countersign/service-kit/observability';
import type { Trust } from '@countersign/statement';
import type { SourceClients } from './callers/source-clients.js';
import type { HeardEvents } from './intake/heard-events.js';

/** What every use case of request is given. `trust` throws while no valid bundle and registry are known. */
export interface RequestDeps {
  readonly issuer: Pick<StatementIssuer, 'issue'>;
  readonly trust: () => Trust;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error'>;
  readonly heard: HeardEvents;
  readonly clients: SourceClients;
}

/** The one topic request writes. */
export const requestTopic = 'request';

/** Injection token of {@link RequestDeps}. */
export const requestDeps = Symbol('RequestDeps');
