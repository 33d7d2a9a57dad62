import type { Statement } from '@countersign/statement';
import { isHeartbeat } from './message.js';

/**
 * The key that a statement's record must have, where its content says it: the request it is about, the subject of a source's
 * fact, the chain of a heartbeat. Undefined for the others (orders, receipts, observations), whose keys only spread them.
 */
export function keyDemandedBy({
  type,
  chain,
  body,
}: Pick<Statement, 'type' | 'chain' | 'body'>): string | undefined {
  if (isHeartbeat(type)) return chain;
  if (type === 'request.identity-stated.v1' || type === 'request.source-confirmed.v1')
    return (body as { readonly subject: string }).subject;
  return 'request' in body ? body.request : undefined;
}
