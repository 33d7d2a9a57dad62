import type { EntityManager } from 'typeorm';

/** One number for the control graph: held shared by judgements, exclusively by whatever changes what they read (DESIGN, section 5). */
const graphLock = 4_210_001;

/** INVARIANT: whoever takes in a fact or a bundle holds this lock alone, so that no judgement reads half of it or sleeps through it. */
export async function lockGraphAlone(tx: EntityManager): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock($1)', [graphLock]);
}

/** Taken before any other lock of a judgement, so that locks are always won in one order. */
export async function lockGraphShared(tx: EntityManager): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock_shared($1)', [graphLock]);
}
