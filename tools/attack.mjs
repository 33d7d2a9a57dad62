// `npm run attack -- [--only F01,T01] [--json] [--pairs <guard>,<system>]`: the attacks of test/attacks, on real parts of
// their own. Exits 0 only when every line ran as required, none was void and none is missing.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { bootstrap } from './bootstrap.mjs';

await bootstrap('run', console.error);
const at = (/** @type {string} */ path) => fileURLToPath(new URL(`../test/attacks/${path}`, import.meta.url));
const args = [
  ...['-C', '@countersign/source', '-r', at('typescript.cjs'), '--disable-warning=ExperimentalWarning'],
  ...[at('main.ts'), ...process.argv.slice(2)],
];
const env = { ...process.env, KAFKAJS_NO_PARTITIONER_WARNING: '1' };
const child = spawn(process.execPath, args, { stdio: 'inherit', env });
const [code] = await once(child, 'exit');
process.exit(code ?? 1);
