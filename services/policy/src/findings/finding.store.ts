import type { EntityManager } from 'typeorm';
import type { Finding } from './finding.js';

/** Opens a finding unless the same one is open; a deadline may come, or come sooner with another law; none is ever put off. `at` in ms. */
export const openFinding = (tx: EntityManager, finding: Finding, at: number): Promise<void> =>
  openFindings(tx, [finding], at);

/** The same for several. What is open already and gets no new deadline is not touched: a look may find the same 10^5 things every few seconds. */
export async function openFindings(
  tx: EntityManager,
  findings: readonly Finding[],
  at: number,
): Promise<void> {
  if (findings.length === 0) return;
  await tx.query(
    `INSERT INTO finding (code, subject, message, due_at, opened_at)
     SELECT DISTINCT ON (f.code, f.subject) f.code, f.subject, f.message, f.due_at, $5::bigint
     FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) WITH ORDINALITY AS f (code, subject, message, due_at, place)
     WHERE NOT EXISTS (SELECT FROM finding o WHERE o.code = f.code AND o.subject = f.subject AND o.closed_at IS NULL
                       AND (f.due_at IS NULL OR o.due_at <= f.due_at))
     ORDER BY f.code, f.subject, f.place
     ON CONFLICT (code, subject) WHERE closed_at IS NULL DO UPDATE SET due_at = LEAST(finding.due_at, EXCLUDED.due_at)`,
    [
      findings.map(({ code }) => code),
      findings.map(({ subject }) => subject),
      findings.map(({ message }) => message),
      findings.map(({ dueAt }) => dueAt ?? null),
      at,
    ],
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
  await openFindings(tx, holding, at);
}
