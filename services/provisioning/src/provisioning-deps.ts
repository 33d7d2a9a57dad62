import type { Clock } from '@countersign/contracts';
import type { Clocks } from '@countersign/service-kit/clock';
import type { StatementIssuer } from '@countersign/service-kit/messaging';
import type { Log } from '@countersign/service-kit/observability';
import type { Trust } from '@countersign/statement';
import type { EntityManager } from 'typeorm';

/** What every use case of provisioning is given. `trust` throws while no valid bundle and registry are known. */
export interface ProvisioningDeps {
  readonly issuer: Pick<StatementIssuer, 'issue' | 'writes'>;
  readonly trust: () => Trust;
  /** The same, for granting: throws `TRUST_RUN_OUT` once either has run out. */
  readonly trustForGrants: () => Trust;
  /** A transaction of its own, for what a timer does one by one. */
  readonly inTransaction: <T>(work: (tx: EntityManager) => Promise<T>) => Promise<T>;
  readonly log: Log;
  readonly clock: Clock;
  /** Whether clocks agree; while they do not, nothing is added. */
  readonly clocks: Clocks;
  /** Whether a signer's chain misses a statement for longer than is usual; then nothing is granted on its word. */
  readonly hasGap: (tx: EntityManager, signer: string) => Promise<boolean>;
}

/** Where orders that may add something go. */
export const orderTopic = (system: string) => `provisioning.${system}`;
/** Where orders that only remove go: nothing that grants ever stands before them. */
export const urgentTopic = (system: string) => `provisioning.${system}.urgent`;

/** Injection token of {@link ProvisioningDeps}. */
export const provisioningDeps = Symbol('ProvisioningDeps');
