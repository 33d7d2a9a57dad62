import type { OrderContext } from '@countersign/connector-kit';
import type { Clocks } from '@countersign/service-kit/clock';
import type { StatementIssuer } from '@countersign/service-kit/messaging';
import type { Log } from '@countersign/service-kit/observability';
import type { Trust } from '@countersign/statement';
import type { EntityManager } from 'typeorm';

/** What every use case of the connector is given. `trust` throws while no bundle and registry are known. */
export interface ConnectorDeps extends OrderContext {
  readonly issuer: Pick<StatementIssuer, 'issue'>;
  readonly trust: () => Trust;
  /** The one topic this connector writes. */
  readonly topic: string;
  /** Whether a signer's chain misses a statement for longer than is usual; then nothing is added on its word. */
  readonly hasGap: (tx: EntityManager, signer: string) => Promise<boolean>;
  /** Whether clocks agree, the target's among them; while they do not, nothing is added. */
  readonly clocks: Clocks;
  /** Its own name; a gap in its own chains means that its database was rolled back. */
  readonly principal: string;
  readonly log: Log;
  /** A transaction of the service's own database, for what a timer does one by one. */
  readonly inTransaction: <T>(work: (tx: EntityManager) => Promise<T>) => Promise<T>;
}

/** Injection token of {@link ConnectorDeps}. */
export const connectorDeps = Symbol('ConnectorDeps');
