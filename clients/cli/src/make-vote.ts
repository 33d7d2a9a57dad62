import type { Vote } from '@countersign/contracts/approval';
import { signVote, type SigningKey } from '@countersign/statement/sign';
import type { Task } from './api.js';

/** Who decides what, and when (ms). */
export interface Decision {
  readonly voter: string;
  readonly decision: 'yes' | 'no';
  readonly reason: string;
  readonly at: number;
}

/** Makes a vote with the voter's own key. It binds exactly this request (h(r)) and this assessment (h(a)) and counts for nothing else. */
export function makeVote(
  deployment: string,
  { request, hr, ha }: Task,
  by: Decision,
  key: SigningKey,
): Promise<string> {
  const { voter, decision, reason, at } = by;
  return signVote(key, { dep: deployment, request, hr, ha, voter, decision, reason, iat: at } as Vote);
}
