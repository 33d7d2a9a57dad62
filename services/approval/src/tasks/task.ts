import type { Hash, RequestId } from '@countersign/contracts';
import type { Assessed } from '@countersign/contracts/policy';
import type { Submitted } from '@countersign/contracts/request';

export type TaskState = 'open' | 'approved' | 'denied' | 'lapsed' | 'closed';

/** One assessment of one request that people decide on. `submitted` is null until the request itself has arrived. */
export interface Task {
  readonly ha: Hash;
  readonly request: RequestId;
  readonly hr: Hash;
  readonly assessed: Assessed;
  readonly submitted: Submitted | null;
  readonly deadline: number;
  readonly state: TaskState;
}

/** A task whose request has arrived, too. */
export type DecidableTask = Task & { readonly submitted: Submitted };
