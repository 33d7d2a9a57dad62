import { runOperator } from '../operator/index.js';
import { grants } from './stop.command.js';

void runOperator(grants, process.argv.slice(2)).then((code) => process.exit(code));
