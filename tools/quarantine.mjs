// `npm run quarantine -- <service> list|show|redrive|drop|chains|resend|count-again …`: what lies in quarantine at a service of the
// running system, and which chains are open there.
import { bootstrap } from './bootstrap.mjs';
import { operate } from './operate.mjs';

await bootstrap('build');
const [service = '', ...args] = process.argv.slice(2);
await operate(service, 'libs/service-kit/dist/quarantine/main.js', args);
