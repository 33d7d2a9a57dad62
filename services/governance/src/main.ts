#!/usr/bin/env node
import { systemClock } from '@countersign/contracts';
import { run } from './run.js';

const print = (line: string) => process.stdout.write(`${line}\n`);
const complain = (line: string) => process.stderr.write(`${line}\n`);

// whoever reads us may stop reading, `| head` for one
process.stdout.on('error', () => process.exit());

void run(process.argv.slice(2), { print, complain, clock: systemClock }).then((code) => {
  process.exitCode = code;
});
