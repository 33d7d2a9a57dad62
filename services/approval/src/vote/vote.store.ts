import type { Vote } from '@countersign/contracts/approval';
import type { EntityManager } from 'typeorm';
import type { CountedVote } from './counted-vote.js';

/** Keeps a person's vote on an assessment; false when she has voted on it already (primary key, so side by side too). */
export async function insertVote(tx: EntityManager, vote: Vote, jws: string, at: number): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    `INSERT INTO vote (ha, person, decision, jws, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING person`,
    [vote.ha, vote.voter, vote.decision, jws, at],
  );
  return rows.length === 1;
}

/** All votes on an assessment in the order of their voters. */
export async function votesOn(tx: EntityManager, ha: string): Promise<CountedVote[]> {
  return tx.query('SELECT person, decision, jws FROM vote WHERE ha = $1 ORDER BY person', [ha]);
}
