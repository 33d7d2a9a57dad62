import type { EntityManager } from 'typeorm';
import type { PolicyDeps } from '../policy-deps.js';
import { keepFindings } from './finding.store.js';

/** Why a record is not its writer's word: what stands in its name was signed by nobody who may, or is not where he writes. */
const forgery = [
  'BAD_SIGNATURE',
  'FOREIGN_DEPLOYMENT',
  'HEADER_MISMATCH',
  'KEY_NOT_ALLOWED',
  'KEY_RETIRED',
  'NOT_CUSTODIAL',
  'UNEXPECTED_TYPE',
  'UNKNOWN_KEY',
  'WRONG_KEY',
  'WRONG_TOPIC',
  'WRONG_WRITER',
];

interface Unbelieved {
  readonly topic: string;
  readonly code: string;
  readonly records: number;
}

/**
 * Makes a finding for each topic on which something lies that its writer did not say, for as long as it lies in quarantine: policy reads
 * every topic that grants, so that no forgery goes unseen whoever it was meant for. Run by a timer; safe to run side by side.
 */
export async function reportUnbelieved(deps: PolicyDeps, tx: EntityManager): Promise<void> {
  const rows: Unbelieved[] = await tx.query(
    `SELECT topic, code, count(*)::int AS records FROM quarantine
     WHERE state IN ('waiting', 'held') AND code = ANY($1) GROUP BY topic, code ORDER BY topic, code`,
    [forgery],
  );
  const findings = rows.map(({ topic, code, records }) => ({
    code: 'RECORD_NOT_BELIEVED',
    subject: `${topic} ${code}`,
    message: `${records} on \`${topic}\` not believed (${code}); \`quarantine -- policy list\` shows them`,
  }));
  await keepFindings(tx, { codes: ['RECORD_NOT_BELIEVED'], prefix: '' }, findings, deps.clock.now());
}
