import { runOperator } from '../operator/index.js';
import { quarantine } from './verbs.js';

void runOperator(quarantine, process.argv.slice(2)).then((code) => process.exit(code));
