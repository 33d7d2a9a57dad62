import { setTimeout as sleep } from 'node:timers/promises';

let stop: (() => Promise<void>) | undefined;

/** Called by the preload only: how to send what is left and end. */
export const telemetryStarted = (shutdown: () => Promise<void>): void => {
  stop = shutdown;
};

/**
 * Sends the spans and metrics still held and ends telemetry; nothing to do where it never started. Called last by main,
 * after the service has drained. Gives up after `limitMs` (default 3000), and never fails: telemetry must not hold up an exit.
 */
export async function stopTelemetry(limitMs = 3000): Promise<void> {
  const shutdown = stop;
  stop = undefined;
  if (!shutdown) return;
  const limit = new AbortController();
  await Promise.race([
    shutdown().catch(() => undefined),
    sleep(limitMs, undefined, { signal: limit.signal }).catch(() => undefined),
  ]);
  limit.abort();
}
