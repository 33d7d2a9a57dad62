import type { Clock, SystemId } from '@countersign/contracts';
import type { StatementIssuer } from '@countersign/service-kit/messaging';
import type { DataSource } from 'typeorm';
import type { Catalogue } from '../read/catalogue.js';
import type { Schedule } from './schedule.js';

/** What the observer's use case is given. */
export interface ObserverDeps {
  readonly dataSource: DataSource;
  readonly issuer: Pick<StatementIssuer, 'issue'>;
  readonly clock: Clock;
  readonly system: SystemId;
  /** The one topic this observer writes. */
  readonly topic: string;
  readonly schedule: Schedule;
  /** One consistent reading of the target. Throws `TARGET_UNREADABLE`, `TOO_MUCH_TO_OBSERVE`. */
  readonly read: () => Promise<Catalogue>;
  /** Names a reading: `o-` and 22 random characters. */
  readonly newObservation: () => string;
}

/** Injection token of {@link ObserverDeps}. */
export const observerDeps = Symbol('ObserverDeps');
