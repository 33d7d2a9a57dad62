// `npm run demo`: plays the guided story on a running system, or on one of its own. Exits 0 only if every claim held.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { bootstrap } from './bootstrap.mjs';

const strange = process.argv.slice(2).filter((word) => word !== '--json');
if (strange.length > 0) {
  console.error(`npm run demo takes nothing but --json, and not \`${strange.join(' ')}\``);
  process.exit(2);
}
await bootstrap('run');
const { withSystem } = await import('../deploy/embedded/with-system.mjs');
const main = fileURLToPath(new URL('../deploy/demo/dist/main.js', import.meta.url));

process.exitCode = await withSystem(console.error, async (_about, runFile) => {
  const child = spawn(process.execPath, [main, runFile, ...process.argv.slice(2)], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return code ?? 1;
});
