import type { Hash } from '@countersign/contracts';
import { isStatement, type KeyRegistry, type Statement, verifyStatement } from '@countersign/statement';
import type { EntityManager } from 'typeorm';

/** An assessment that policy itself signed, by its hash, in force or not; null when there is none. */
export async function ownAssessment(
  tx: EntityManager,
  ha: Hash,
  registry: KeyRegistry,
): Promise<Statement<'policy.assessed.v1'> | null> {
  const rows: { jws: string }[] = await tx.query(
    `SELECT convert_from(jws, 'UTF8') AS jws FROM statement WHERE hash = $1`,
    [ha],
  );
  const statement = rows[0] && (await verifyStatement(rows[0].jws, registry));
  return statement && isStatement(statement, 'policy.assessed.v1') ? statement : null;
}
