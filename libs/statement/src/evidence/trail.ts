import type { DesiredGrant } from '@countersign/contracts';
import { EvidenceError, type EvidenceCode } from '../errors.js';
import type { Statement } from '../statements.js';
import type { Dossier } from './dossier.js';

/** The chain of documents behind one grant, each naming the one before by hash. */
export interface Trail {
  readonly cleared: Statement<'policy.cleared.v1'>;
  readonly assessed: Statement<'policy.assessed.v1'>;
  readonly submitted: Statement<'request.submitted.v1'>;
}

export const refuse = (code: EvidenceCode, message: string) => new EvidenceError(code, message);

/** Whether `a` ends later than `b`; null is without end. */
export const later = (a: number | null, b: number | null): boolean => (a ?? Infinity) > (b ?? Infinity);

/** Follows the hashes from the clearance back to the request. Throws `EVIDENCE_MISSING` or `EVIDENCE_MISMATCH`. */
export function follow(dossier: Dossier, grant: DesiredGrant): Trail {
  const cleared = dossier.find(grant.clearance, 'policy.cleared.v1');
  const assessed = dossier.find(cleared.body.ha, 'policy.assessed.v1');
  const submitted = dossier.find(cleared.body.hr, 'request.submitted.v1');
  const requests = [cleared, assessed, submitted].map(({ body }) => body.request);
  if (requests.some((request) => request !== grant.request) || assessed.body.hr !== submitted.hash)
    throw refuse('EVIDENCE_MISMATCH', 'the documents are not about one request');
  return { cleared, assessed, submitted };
}
