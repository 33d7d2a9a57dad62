#!/usr/bin/env node
import { printTo } from './cli/print.js';
import { run } from './cli/run.js';

const [print, complain] = [printTo(process.stdout), printTo(process.stderr)];

void run(process.argv.slice(2), print, complain).then((code) => {
  process.exitCode = code;
});
