import type { Place } from '@countersign/connector-kit';
import type { EntityManager } from 'typeorm';

/**
 * Takes the place for the rest of the service's own transaction, before the target is touched. So two statements about one place are
 * issued in the order of what they report, and readers may go by their time.
 */
export async function lockPlace(tx: EntityManager, { account, permission }: Place): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`place ${account} ${permission}`]);
}
