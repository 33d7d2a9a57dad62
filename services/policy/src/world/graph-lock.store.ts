import { CountersignError, type Item } from '@countersign/contracts';
import type { Bundle } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { asksForControl } from './law-reach.decision.js';

/** One number for the control graph: held shared by judgements, exclusively by whatever changes what they read (DESIGN, section 5). */
const graphLock = 4_210_001;

/** A law took force between the lock and the judgement by which what is asked for gives control: it has to be locked anew. */
export class GraphLockTooWeak extends CountersignError {
  readonly code = 'GRAPH_LOCK_TOO_WEAK';
  readonly retriable = true;
}

/**
 * INVARIANT: whoever takes in a fact or a bundle, or lets somebody have what gives control by an edge of the law, holds this lock alone, so
 * that no judgement reads half of it or sleeps through it.
 */
export async function lockGraphAlone(tx: EntityManager): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock($1)', [graphLock]);
}

/** Taken before any other lock of a judgement, so that locks are always won in one order. */
export async function lockGraphShared(tx: EntityManager): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock_shared($1)', [graphLock]);
}

/**
 * Takes the lock that judging these requests needs, before any other: alone where one of them can come to control over somebody by an edge of
 * the law, else shared. What was asked never changes, so it is read without a lock.
 */
export async function lockGraphFor(
  tx: EntityManager,
  bundle: Bundle,
  requests: readonly string[],
): Promise<void> {
  const rows: { items: Item[] }[] = await tx.query(
    `SELECT submitted->'items' AS items FROM request WHERE id = ANY($1)`,
    [[...requests]],
  );
  const alone = rows.some(({ items }) => asksForControl(bundle, items));
  await (alone ? lockGraphAlone(tx) : lockGraphShared(tx));
}

/** Takes the lock shared, if it is not held, and makes sure that it is held alone where these items need that. Throws {@link GraphLockTooWeak}. */
export async function holdGraphFor(tx: EntityManager, bundle: Bundle, items: readonly Item[]): Promise<void> {
  await lockGraphShared(tx);
  if (!asksForControl(bundle, items)) return;
  const [held] = await tx.query<unknown[]>(
    `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND classid = 0 AND objid = $1 AND objsubid = 1 AND mode = 'ExclusiveLock'`,
    [graphLock],
  );
  if (!held) throw new GraphLockTooWeak('what is asked for gives control; the graph has to be locked alone');
}
