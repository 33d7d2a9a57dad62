import type { Vote } from '@countersign/contracts/approval';
import { signVote, type SigningKey } from '@countersign/statement/sign';
import { TaskNotBound } from './cli.errors.js';
import type { Task } from './task.js';

/** Who decides what, and when (ms). */
export interface Decision {
  readonly voter: string;
  readonly decision: 'yes' | 'no';
  readonly reason: string;
  readonly at: number;
}

/**
 * Makes a vote with the voter's own key. It binds exactly this request (h(r)) and this assessment (h(a)) and counts for nothing else.
 * Throws {@link TaskNotBound} when the task is one of another deployment.
 */
export async function makeVote(
  deployment: string,
  { deployment: of, request, hr, ha }: Task,
  by: Decision,
  key: SigningKey,
): Promise<string> {
  if (of !== deployment)
    throw new TaskNotBound(`this is to be decided in \`${of}\`, not in \`${deployment}\``);
  const { voter, decision, reason, at } = by;
  return signVote(key, { dep: deployment, request, hr, ha, voter, decision, reason, iat: at } as Vote);
}
