// A process of its own that outlives the launcher by exactly as long as it takes to clear up. The launcher holds the
// other end of its standard input and never writes to it; when that end closes, for whatever reason, the launcher is
// gone. Then, unless the run has been closed in order (its record is no longer there), everything in the record ends.
import { readRecords, clearRun } from './run-record.mjs';

const [, , dir] = process.argv;

// only the launcher's end decides; a terminal's Ctrl-C or hang-up is for the launcher
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => undefined);

process.stdin.on('error', () => undefined);
process.stdin.once('close', () => {
  const record = readRecords().find((r) => r.dir === dir);
  void (record ? clearRun(record) : Promise.resolve()).finally(() => process.exit(0));
});
process.stdin.resume();
