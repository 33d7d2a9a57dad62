// `npm run doctor`: the separation of duties of a running system, layer by layer, in words. Starts a system of its own when
// none runs. `--json`: one object a line. `--write-rights` reviews PostgreSQL's rights into deploy/postgres/rights.json.
import { writeFileSync } from 'node:fs';
import { bootstrap } from './bootstrap.mjs';

const options = new Set(process.argv.slice(2));
await bootstrap('run');
const { withSystem } = await import('../deploy/embedded/with-system.mjs');
const { examine } = await import('../deploy/doctor/examine.mjs');
const { readPlatformRights } = await import('../deploy/doctor/postgres.mjs');

/** @param {import('../deploy/doctor/layer.mjs').Examination} examination */
function tell({ layer, cells, holds, complaints }) {
  if (options.has('--json'))
    return console.log(JSON.stringify({ layer, cells, ok: complaints.length === 0, complaints }));
  if (complaints.length === 0) return console.log(`✓ ${layer}: ${holds}`);
  console.log(`✗ ${layer}:`);
  for (const { sentence } of complaints) console.log(`    ${sentence}`);
}

process.exitCode = await withSystem(console.error, async (about) => {
  if (options.has('--write-rights')) {
    const file = new URL('../deploy/postgres/rights.json', import.meta.url);
    writeFileSync(file, `${JSON.stringify(await readPlatformRights(about), null, 2)}\n`);
  }
  const examinations = await examine(about);
  examinations.forEach(tell);
  return examinations.every(({ complaints }) => complaints.length === 0) ? 0 : 1;
});
