import { runOperator } from '@countersign/service-kit/operator';
import { findings } from './finding.command.js';

void runOperator(findings, process.argv.slice(2)).then((code) => process.exit(code));
