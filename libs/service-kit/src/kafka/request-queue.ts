import { createRequire } from 'node:module';

/** The part of kafkajs 2.2.4's request queue that its scheduler uses. */
interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
}

/** kafkajs's own pause between two looks at a full queue. */
const checkEveryMs = 10;

function scheduleWhenPending(this: RequestQueue): void {
  if (this.throttleCheckTimeoutId || this.pending.length === 0) return;
  const wait = Math.max(this.throttledUntil - Date.now(), checkEveryMs);
  this.throttleCheckTimeoutId = setTimeout(() => {
    this.throttleCheckTimeoutId = null;
    this.checkPendingRequests();
  }, wait);
}

/**
 * Stops kafkajs from polling when idle. Its request queue schedules the next look with a negative delay when nothing is throttled,
 * which Node rounds to 1 ms: some 900 wake-ups a second for every connection (tulios/kafkajs #1704, #1751; fixes #1755 and #1768
 * were never merged). With nothing pending there is nothing to look for: the next request schedules by itself. Idempotent.
 */
export function calmRequestQueue(): void {
  const queue = createRequire(__filename)('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };
  queue.prototype.scheduleCheckPendingRequests = scheduleWhenPending;
}
