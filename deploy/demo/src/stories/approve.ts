import { cast } from '../company/cast.js';
import type { Stage } from '../stage/stage.js';

/** Who decides on what is high: a process owner and a control officer. */
export const twoGroups: readonly number[] = [cast.firstApprover, cast.secondApprover];

/** Approvers say yes to a request, one after the other; gives what it is after the last vote. */
export async function approve(
  stage: Stage,
  request: string,
  approvers: readonly number[] = [cast.firstApprover],
): Promise<string> {
  let state = '';
  for (const n of approvers) {
    const approver = await stage.person(n);
    state = await approver.vote(await approver.task(request));
  }
  return state;
}
