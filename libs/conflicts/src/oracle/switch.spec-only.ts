import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** Where the cases stand that people read. */
export const DECISIONS = join(__dirname, '../../../../test/decisions');

const { engine } = parse(readFileSync(join(DECISIONS, 'switch.yaml'), 'utf8')) as { engine: boolean };

/** Whether the engine has the full form, so that it is compared with the oracle and held to the decisions. */
export const ENGINE_HAS_FULL_FORM = engine;
