import { runQuarantine } from './run-quarantine.js';

void runQuarantine(process.argv.slice(2)).then((code) => process.exit(code));
