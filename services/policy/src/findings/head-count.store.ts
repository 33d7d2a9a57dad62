import type { EntityManager } from 'typeorm';

/** These rules on holders are to be counted, and all that an earlier law had: the law has changed. */
export async function countAll(tx: EntityManager, rules: readonly string[]): Promise<void> {
  await tx.query('INSERT INTO head_count (rule) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING', [
    [...rules],
  ]);
  await tx.query('UPDATE head_count SET counted_at = 0');
}

/**
 * Locks the rule on holders that waited longest since it was counted, before `before` (ms), and writes down that it was tried at `at` (ms). Null when none
 * waits. One that somebody else counts is passed by.
 */
export async function takeHeadCount(tx: EntityManager, before: number, at: number): Promise<string | null> {
  const [rows] = await tx.query<[{ rule: string }[], number]>(
    `UPDATE head_count SET counted_at = $2 WHERE rule =
       (SELECT rule FROM head_count WHERE counted_at < $1 ORDER BY counted_at, rule LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING rule`,
    [before, at],
  );
  return rows[0]?.rule ?? null;
}

/** A rule was counted under a bundle. */
export async function markCounted(tx: EntityManager, rule: string, bundle: number): Promise<void> {
  await tx.query('UPDATE head_count SET counted_under = $2 WHERE rule = $1', [rule, bundle]);
}
