import type { EntityManager } from 'typeorm';
import type { Finding } from './finding.js';

/** Opens a finding unless the same one is open; one that had no deadline may get one, none is ever put off. `at` in ms. */
export async function openFinding(tx: EntityManager, finding: Finding, at: number): Promise<void> {
  await tx.query(
    `INSERT INTO finding (code, subject, message, due_at, opened_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (code, subject) WHERE closed_at IS NULL DO UPDATE SET due_at = COALESCE(finding.due_at, EXCLUDED.due_at)
     WHERE finding.due_at IS NULL AND EXCLUDED.due_at IS NOT NULL`,
    [finding.code, finding.subject, finding.message, finding.dueAt ?? null, at],
  );
}

/** Closes a finding that no longer holds; nothing when it is not open. `at` in ms. */
export async function closeFinding(
  tx: EntityManager,
  code: string,
  subject: string,
  at: number,
): Promise<void> {
  await tx.query('UPDATE finding SET closed_at = $3 WHERE code = $1 AND subject = $2 AND closed_at IS NULL', [
    code,
    subject,
    at,
  ]);
}

/** Closes the findings of a code that were opened before `since` (ms) about what begins with `prefix` and is none of `still`. `at` in ms. */
export async function closeOthers(
  tx: EntityManager,
  { code, prefix, since }: { readonly code: string; readonly prefix: string; readonly since: number },
  still: readonly string[],
  at: number,
): Promise<void> {
  await tx.query(
    `UPDATE finding SET closed_at = $5 WHERE code = $1 AND closed_at IS NULL AND left(subject, length($2)) = $2
     AND opened_at < $3 AND NOT subject = ANY($4)`,
    [code, prefix, since, [...still], at],
  );
}

/** Makes the open findings of some codes whose subjects begin with `prefix` exactly these: closes the others, opens what is new. `at` in ms. */
export async function keepFindings(
  tx: EntityManager,
  { codes, prefix }: { readonly codes: readonly string[]; readonly prefix: string },
  holding: readonly Finding[],
  at: number,
): Promise<void> {
  await tx.query(
    `UPDATE finding SET closed_at = $5 WHERE code = ANY($1) AND closed_at IS NULL AND left(subject, length($2)) = $2
     AND NOT EXISTS (SELECT 1 FROM unnest($3::text[], $4::text[]) AS kept (code, subject)
                     WHERE kept.code = finding.code AND kept.subject = finding.subject)`,
    [[...codes], prefix, holding.map(({ code }) => code), holding.map(({ subject }) => subject), at],
  );
  for (const finding of holding) await openFinding(tx, finding, at);
}
