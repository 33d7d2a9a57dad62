// `npm run quarantine -- <service> list|show|redrive|drop|chains|resend|count-again …`: what lies in quarantine at a service of the
// running system and which chains are open there, with that service's own database role and nothing more.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { bootstrap } from './bootstrap.mjs';

await bootstrap('build');
const { attach } = await import('../deploy/embedded/running-system.mjs');
const [service = '', ...args] = process.argv.slice(2);
const { environments } = running();

/** What runs, or a sentence that says that nothing does. */
function running() {
  try {
    return attach().about();
  } catch (error) {
    const { code, message } = /** @type {Error & { code?: string }} */ (error);
    console.error(code === undefined ? message : `${code}: ${message}`);
    process.exit(1);
  }
}
const environment = environments[service];
if (environment === undefined) {
  console.error(`there is no service \`${service}\`: there are ${Object.keys(environments).join(', ')}`);
  process.exit(2);
}
const main = fileURLToPath(new URL('../libs/service-kit/dist/quarantine/main.js', import.meta.url));
const child = spawn(process.execPath, [main, ...args], { stdio: 'inherit', env: environment });
const [code] = await once(child, 'exit');
process.exit(code ?? 1);
