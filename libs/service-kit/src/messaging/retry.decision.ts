import type { SetAside } from './set-aside.js';

/** How often and how far apart a record that may succeed later is tried again. */
export interface RetryPolicy {
  /** Tries in all before a person is needed. Default 10: with the default pauses, some 80 s. */
  readonly attempts: number;
  /** Pause before the second try, in ms, doubled with each further one. Default 200. */
  readonly firstMs: number;
  /** Longest pause, in ms. Default 30 000. */
  readonly longestMs: number;
}

export const defaultRetry: RetryPolicy = { attempts: 10, firstMs: 200, longestMs: 30_000 };

/** The pause after `attempts` tries, in ms. */
export const pauseAfter = (attempts: number, { firstMs, longestMs }: Omit<RetryPolicy, 'attempts'>): number =>
  Math.min(longestMs, firstMs * 2 ** Math.min(attempts - 1, 30));

/** What becomes of a record after its `attempts`-th failure: tried again later while that can help, else held for a person. */
export function afterFailure(
  failure: { readonly kind: 'retriable' | 'poison'; readonly code: string; readonly message: string },
  attempts: number,
  policy: RetryPolicy,
): Omit<SetAside, 'inOrder'> {
  const again = failure.kind === 'retriable' && attempts < policy.attempts;
  const { code, message } = failure;
  return {
    state: again ? 'waiting' : 'held',
    code,
    message,
    attempts,
    delayMs: again ? pauseAfter(attempts, policy) : 0,
  };
}
