import type { EntityManager } from 'typeorm';

/** Something that must be looked at. One open finding per code and subject. */
export interface Finding {
  readonly code: string;
  readonly subject: string;
  readonly message: string;
}

/** Opens a finding unless the same one is open. `at` in ms. */
export async function openFinding(tx: EntityManager, finding: Finding, at: number): Promise<void> {
  await tx.query(
    `INSERT INTO finding (code, subject, message, opened_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (code, subject) WHERE closed_at IS NULL DO NOTHING`,
    [finding.code, finding.subject, finding.message, at],
  );
}

/** Closes open findings of a code whose subject is no longer among those that hold. */
export async function closeFindings(
  tx: EntityManager,
  code: string,
  prefix: string,
  holding: readonly string[],
  at: number,
): Promise<void> {
  await tx.query(
    `UPDATE finding SET closed_at = $4 WHERE code = $1 AND closed_at IS NULL
     AND left(subject, length($2)) = $2 AND NOT subject = ANY($3)`,
    [code, prefix, [...holding], at],
  );
}
