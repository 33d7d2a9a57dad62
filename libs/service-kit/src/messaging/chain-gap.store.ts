import type { LoggerService } from '@nestjs/common';
import type { Statement } from '@countersign/statement';
import type { DataSource, EntityManager } from 'typeorm';
import { markBroken } from './chain.store.js';

/** Statements of one chain travel through several partitions, so numbers come a little out of order: no gap before this, in ms. */
const defaultGraceMs = 5_000;

/** A chain that cannot be relied on now. */
export interface ChainGap {
  readonly chain: string;
  readonly signer: string;
  /** Numbers that are known to exist and were not seen, as ranges `[from, to)`. */
  readonly missing: string;
  /** Since when, if numbers are missing. */
  readonly since: Date | null;
  /** Set when the chain contradicts itself or goes beyond what its signer's database holds; stays until an operator clears it. */
  readonly broken: string | null;
}

/** Every chain that misses a number or contradicts itself. */
export async function gaps(ds: DataSource): Promise<ChainGap[]> {
  return ds.query(
    `SELECT chain, iss AS signer,
            (int8multirange(int8range(1, told_seq + 1)) - seen)::text AS missing,
            gap_since AS since, broken_why AS broken
       FROM chain_seen WHERE gap_since IS NOT NULL OR broken_at IS NOT NULL
      ORDER BY chain`,
  );
}

/**
 * Whether a signer's chains miss a number for longer than `graceMs` (default 5 s), contradict themselves, or go beyond what the
 * signer's own database holds. Then no grant may rest on them; removals go on. Ask in the transaction that would grant.
 */
export async function hasOpenGap(
  tx: EntityManager,
  signer: string,
  graceMs: number = defaultGraceMs,
): Promise<boolean> {
  const [row] = await tx.query<[{ open: boolean }]>(
    `SELECT EXISTS (
       SELECT FROM chain_seen WHERE iss = $1
          AND (broken_at IS NOT NULL OR gap_since <= clock_timestamp() - $2 * interval '1 ms')) AS open`,
    [signer, graceMs],
  );
  return row.open;
}

/**
 * Notes statements of this service's own that its topic holds and its database does not: the database was rolled back. From then
 * on {@link hasOpenGap} of its own name is true, until an operator has looked.
 */
export async function recordOwn(tx: EntityManager, statements: readonly Statement[]): Promise<string[]> {
  if (statements.length === 0) return [];
  const ahead: { chain: string; iss: string }[] = await tx.query(
    `SELECT DISTINCT chain, iss FROM unnest($1::text[], $2::text[], $3::text[]) AS own (hash, chain, iss)
      WHERE NOT EXISTS (SELECT FROM statement s WHERE s.hash = own.hash) ORDER BY chain`,
    [statements.map((s) => s.hash), statements.map((s) => s.chain), statements.map((s) => s.iss)],
  );
  for (const { chain, iss: signer } of ahead)
    await markBroken(tx, { chain, signer }, 'TOPIC_AHEAD_OF_DATABASE');
  return ahead.map(({ chain }) => chain);
}

/** {@link recordOwn}, and tells people of what is ahead. */
export async function noteOwn(
  tx: EntityManager,
  statements: readonly Statement[],
  logger: LoggerService,
): Promise<void> {
  const ahead = await recordOwn(tx, statements);
  if (ahead.length > 0)
    logger.error(
      `topic is ahead of this database on ${ahead.join(', ')}: it was rolled back, or somebody else signs with its key; no grants rest on it until somebody looked`,
    );
}
