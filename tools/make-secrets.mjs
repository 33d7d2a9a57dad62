// `node tools/make-secrets.mjs <folder>`: makes the secrets of a deployment, one file each; refuses to overwrite any. The embedded
// start makes its own. COUNTERSIGN_DEPLOYMENT names the deployment; random otherwise.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { bootstrap } from './bootstrap.mjs';

await bootstrap('install');
const { loadInventory } = await import('../deploy/embedded/duties.mjs');
const { createSecrets } = await import('../deploy/embedded/secrets.mjs');

const [, , dir] = process.argv;
if (dir === undefined) {
  console.error('say where: node tools/make-secrets.mjs <folder>');
  process.exit(1);
}
const deployment = process.env.COUNTERSIGN_DEPLOYMENT || `deployment-${randomBytes(4).toString('hex')}`;
mkdirSync(dir, { recursive: true });
chmodSync(dir, 0o700);
createSecrets({ dir, inventory: loadInventory(), deployment });
console.log(`COUNTERSIGN_DEPLOYMENT=${deployment}`);
