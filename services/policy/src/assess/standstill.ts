import { CountersignError } from '@countersign/contracts';
import type { EntityManager } from 'typeorm';
import type { PolicyDeps } from '../policy-deps.js';
import type { Why } from './assess.decision.js';

/** Whose word a judgement rests on: the sources' facts as request states them, and our own memory. */
const signers = ['request', 'policy'] as const;

/** How long (ms) after one look it is looked again whether what only passes by itself has passed. */
export const lookAgainMs = 10_000;

/** Reasons to wait that end by themselves, and not by a fact, a bundle or a person. What waits for one of these is not over. */
const passing: readonly string[] = ['CHAIN_OPEN', 'FACT_IN_QUARANTINE', 'TRUST_RUN_OUT', 'WAITS_FOR_ABSENCE'];

/** Whether all that stands in the way ends by itself. */
export const onlyWaits = (reasons: readonly Why[]): boolean =>
  reasons.every(({ code }) => passing.includes(code));

/**
 * Why nothing can be judged now, whatever was asked: the law has run out, a statement that we may rest on is missing, a fact about one of
 * these identities lies in quarantine. Null when nothing of the kind stands in the way. Concerns grants alone; removals are never judged.
 */
export async function standstill(
  deps: PolicyDeps,
  tx: EntityManager,
  identities: readonly string[],
): Promise<Why | null> {
  const runOut = lawRunOut(deps);
  if (runOut) return runOut;
  for (const signer of signers)
    if (await deps.hasGap(tx, signer))
      return {
        code: 'CHAIN_OPEN',
        message: `a statement of \`${signer}\` is missing or contradicts another`,
      };
  const rows: { code: string }[] = await tx.query(
    `SELECT code FROM quarantine WHERE state IN ('waiting', 'held') AND topic = 'request' AND key = ANY($1::bytea[]) LIMIT 1`,
    [identities.map((id) => Buffer.from(id))],
  );
  return rows[0]
    ? {
        code: 'FACT_IN_QUARANTINE',
        message: `a fact about somebody concerned lies in quarantine: ${rows[0].code}`,
      }
    : null;
}

function lawRunOut({ trustForGrants }: PolicyDeps): Why | null {
  try {
    trustForGrants();
    return null;
  } catch (error) {
    if (error instanceof CountersignError && error.code === 'TRUST_RUN_OUT')
      return { code: error.code, message: error.message };
    throw error;
  }
}
