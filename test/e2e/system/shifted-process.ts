import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TELEMETRY } from '../../../deploy/embedded/services.mjs';
import { eventually } from './eventually.js';
import { about, addressOf, control, inventory } from './running-system.js';

/** Debian's package `libfaketime` puts it below the library folder of the machine's architecture. */
const library = readdirSync('/usr/lib', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => join('/usr/lib', name, 'faketime/libfaketimeMT.so.1'))
  .find((file) => existsSync(file));

/** Whether a process can be given a clock of its own here. */
export const canShift = library !== undefined;

/** What a service answers when it is asked whether it is ready; null while it does not answer. */
export async function readinessOf(service: string): Promise<{ status: number; grants?: string } | null> {
  try {
    const response = await fetch(`${addressOf(service)}/health/ready`, {
      signal: AbortSignal.timeout(2_000),
    });
    return { ...((await response.json()) as object), status: response.status };
  } catch {
    return null;
  }
}

/** A service's own process, in place of the one that ran, with a wall clock that is moved while it runs; its monotonic clock is left alone. */
export class ShiftedProcess {
  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /** Ends the service as it ran and starts it under a clock that is right until {@link shift}. Returns when it is ready. */
  static async replace(name: string): Promise<ShiftedProcess> {
    const process = inventory.processes.find((candidate) => candidate.name === name);
    const folder = mkdtempSync(join(tmpdir(), 'countersign-clock-'));
    const log = openSync(join(about().runDir, 'logs', `${name}-shifted.log`), 'a');
    writeFileSync(join(folder, 'offset'), '+0');
    await control().kill(name);
    const child = spawn(globalThis.process.execPath, ['--require', TELEMETRY, 'dist/main.js'], {
      cwd: join(__dirname, '../../..', process?.folder ?? ''),
      env: {
        ...about().environments[name],
        LD_PRELOAD: library,
        FAKETIME_TIMESTAMP_FILE: join(folder, 'offset'),
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
        DONT_FAKE_MONOTONIC: '1',
      },
      stdio: ['ignore', log, log],
    });
    await eventually(`${name} to be ready`, async () => (await readinessOf(name))?.status === 200);
    return new ShiftedProcess(name, child, folder);
  }

  /** From now on its wall clock is off by so many seconds. */
  shift(seconds: number): void {
    writeFileSync(join(this.folder, 'offset'), `${seconds < 0 ? '' : '+'}${seconds}`);
  }

  /** Puts the service as it ran in its place again. */
  async restore(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.folder, { recursive: true });
    await control().start(this.name);
  }
}
