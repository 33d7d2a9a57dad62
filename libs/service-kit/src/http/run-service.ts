import { BadSettings } from '../config/settings.errors.js';
import { type Log, createLog } from '../observability/log.js';
import { stopTelemetry } from '../observability/telemetry.js';

/** A service that has started. */
export interface RunningService {
  /** Finishes what is under way and lets everything go. */
  close(): Promise<void>;
  /** Settles when the service can no longer work, e.g. its consumer crashed; then the process must end. */
  readonly failed?: Promise<unknown>;
}

/** Exit codes of a service (sysexits.h): a supervisor need not restart what 78 ended before somebody changed the settings. */
export const exitCodes = { stopped: 0, failed: 70, settings: 78 } as const;

/** May throw or reject; then the process ends. */
export type Start = (log: Log) => Promise<RunningService>;

/** What can end a service. */
type End = { readonly signal: NodeJS.Signals } | { readonly error: unknown };

const signalled = (): Promise<End> =>
  new Promise((resolve) => {
    process.once('SIGTERM', (signal) => resolve({ signal }));
    process.once('SIGINT', (signal) => resolve({ signal }));
  });

/** Node makes an uncaught exception of an unhandled rejection. */
const crashed = (): Promise<End> =>
  new Promise((resolve) => process.once('uncaughtException', (error) => resolve({ error })));

/** Writes what went wrong; of bad settings one line each. Gives the exit code. */
function tell(log: Log, message: string, error: unknown): number {
  if (!(error instanceof BadSettings)) {
    log.error(message, { error });
    return exitCodes.failed;
  }
  for (const { sentence, variable } of error.problems) log.error(sentence, { code: error.code, variable });
  return exitCodes.settings;
}

async function drain(log: Log, service: RunningService, signal: string): Promise<number> {
  log.info('stopping', { signal });
  try {
    await service.close();
    return exitCodes.stopped;
  } catch (error) {
    return tell(log, 'did not stop cleanly', error);
  }
}

async function live(log: Log, start: Start): Promise<number> {
  const ends = [signalled(), crashed()];
  const failing = (error: unknown): End => ({ error });
  const begun = Promise.resolve(log)
    .then(start)
    .then((service) => ({ service }), failing);
  const first = await Promise.race([begun, ...ends]);
  if ('error' in first) return tell(log, 'cannot start', first.error);
  if ('signal' in first) return exitCodes.stopped;
  const { service } = first;
  if (service.failed) ends.push(service.failed.then(failing, failing));
  const last = await Promise.race(ends);
  return 'signal' in last ? drain(log, service, last.signal) : tell(log, 'failed', last.error);
}

/**
 * The life of a service process: start, run until SIGTERM or SIGINT, drain, flush telemetry. Resolves with the exit code
 * and never rejects; main ends the process with it. A crash or `failed` ends without draining: nothing can be relied on then.
 *
 * ```ts
 * void runService('policy', start).then((code) => process.exit(code));
 * ```
 */
export async function runService(
  name: string,
  start: Start,
  log: Log = createLog({ service: name }),
): Promise<number> {
  const code = await live(log, start);
  await stopTelemetry();
  return code;
}
