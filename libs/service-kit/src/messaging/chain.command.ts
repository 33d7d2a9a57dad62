import type { DataSource, EntityManager } from 'typeorm';
import { inTransaction } from '../persistence/transaction.js';
import { type ActBy, complete } from './act-by.js';
import { ChainNotBroken, NothingToResend } from './errors.js';

/** Statements of a chain by their numbers, both ends included; `to` null: to its end. */
export interface ChainPart {
  readonly chain: string;
  readonly from: number;
  readonly to: number | null;
}

const note = (tx: EntityManager, chain: string, act: string, about: string, { actor, reason }: ActBy) =>
  tx.query('INSERT INTO chain_act (chain, act, about, actor, reason) VALUES ($1, $2, $3, $4, $5)', [
    ...[chain, act, about, actor, reason],
  ]);

/**
 * Has the running service publish statements of its own again, for a reader that misses them; readers know what they had by its hash.
 * Returns how many. Throws `NOTHING_TO_RESEND` when this service issued none of them, `ACT_INCOMPLETE`.
 */
export async function resendChain(
  ds: DataSource,
  { chain, from, to }: ChainPart,
  by: ActBy,
): Promise<number> {
  const act = complete(by);
  return inTransaction(ds, async (tx) => {
    const [, count] = await tx.query<[unknown, number]>(
      `UPDATE outbox o SET published_at = NULL, published_to = NULL
         FROM statement s WHERE s.hash = o.statement AND s.chain = $1 AND s.seq BETWEEN $2 AND coalesce($3, s.seq)`,
      [chain, from, to],
    );
    if (count === 0)
      throw new NothingToResend(`this service issued nothing of \`${chain}\` from ${from} on`, {
        details: { chain, from },
      });
    await note(tx, chain, 'resend', `${from} to ${to ?? 'its end'}`, act);
    return count;
  });
}

/**
 * Lets a chain that contradicted itself count again, after somebody has looked. What is missing stays missing. Throws
 * `CHAIN_NOT_BROKEN`, `ACT_INCOMPLETE`.
 */
export async function clearBrokenChain(ds: DataSource, chain: string, by: ActBy): Promise<void> {
  const act = complete(by);
  await inTransaction(ds, async (tx) => {
    const [row] = await tx.query<{ why: string }[]>(
      'SELECT broken_why AS why FROM chain_seen WHERE chain = $1 AND broken_at IS NOT NULL FOR UPDATE',
      [chain],
    );
    if (!row) throw new ChainNotBroken(`chain \`${chain}\` is not broken`, { details: { chain } });
    await tx.query('UPDATE chain_seen SET broken_at = NULL, broken_why = NULL WHERE chain = $1', [chain]);
    await note(tx, chain, 'count-again', row.why, act);
  });
}
