import type { EntityManager } from 'typeorm';
import type { PolicyDeps } from '../policy-deps.js';
import { keepFindings } from './finding.store.js';

const code = 'NO_ROUTE';
/** Why a request is held for which nobody could decide: no route fits it, or all who may decide now could not meet one (SEMANTICS, section 6). */
const undecidable = ['NO_ROUTE', 'NO_ELIGIBLE_APPROVERS'];

/** Makes a finding of each request that waits because nobody could decide on it, for as long as it does. Run by a timer; safe to run side by side. */
export async function reportNoRoute(deps: PolicyDeps, tx: EntityManager): Promise<void> {
  const rows: { id: string; beneficiary: string; codes: string[] }[] = await tx.query(
    `SELECT id, beneficiary, held_for AS codes FROM request WHERE state = 'held' AND held_for && $1 ORDER BY id`,
    [undecidable],
  );
  const findings = rows.map(({ id: subject, beneficiary, codes }) => ({
    ...{ code, subject },
    message: `what was asked for \`${beneficiary}\` waits, and nobody could decide on it: ${codes.join(', ')}`,
  }));
  await keepFindings(tx, { codes: [code], prefix: '' }, findings, deps.clock.now());
}
