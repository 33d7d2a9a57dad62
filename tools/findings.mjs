// `npm run findings -- list|closed|close …`: what policy of the running system has found and somebody must look at.
import { bootstrap } from './bootstrap.mjs';
import { operate } from './operate.mjs';

await bootstrap('build');
await operate('policy', 'services/policy/dist/findings/main.js', process.argv.slice(2));
