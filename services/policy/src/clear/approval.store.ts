import { receivedByHash } from '@countersign/service-kit/messaging';
import { type KeyRegistry, type Statement, verifyStatement } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import type { KnownRequest } from '../requests/request.store.js';

/** The approval on which a request rests, from the bytes that arrived; null when there is none. */
export async function approvalOf(
  tx: EntityManager,
  { approval }: KnownRequest,
  registry: KeyRegistry,
): Promise<Statement<'approval.approved.v1'> | null> {
  const received = approval === null ? null : await receivedByHash(tx, approval);
  return received && verifyStatement(received.jws, registry, { types: ['approval.approved.v1'] });
}
