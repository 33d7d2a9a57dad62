import type { Task } from '../tasks/task.js';

/**
 * Whether a task takes a vote at `at`, whoever casts it: what is open, until its deadline, whether the timer has come by or not; what is
 * approved can still be denied.
 */
export const takesVote = (
  { state, deadline }: Pick<Task, 'state' | 'deadline'>,
  decision: 'yes' | 'no',
  at: number,
): boolean => (state === 'open' && deadline > at) || (state === 'approved' && decision === 'no');
