// `npm run doctor`: the separation of duties of a running system, layer by layer, in words. Starts a system of its own when
// none runs. Ends with 0 when all is well, 1 when something is not, 2 when it was asked for something it cannot do.
//   npm run doctor -- --json           one object a line: { layer, cells, ok, complaints }
//   npm run doctor -- --layer keys     only this layer
//   npm run doctor -- --run <run.json> this system, not the newest that runs
//   npm run doctor -- --write-rights   reviews PostgreSQL's rights, as they are, into deploy/postgres/rights.json
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { bootstrap } from './bootstrap.mjs';

/** @param {string} sentence @returns {never} */
function misused(sentence) {
  console.error(sentence);
  process.exit(2);
}

function readOptions() {
  const options = /** @type {const} */ ({
    json: { type: 'boolean' },
    layer: { type: 'string', multiple: true },
    run: { type: 'string' },
    'write-rights': { type: 'boolean' },
  });
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return misused(/** @type {Error} */ (error).message);
  }
}

const options = readOptions();
await bootstrap('run', options.json ? console.error : console.log);
const { readRunFile } = await import('../deploy/embedded/running-system.mjs');
const { withSystem } = await import('../deploy/embedded/with-system.mjs');
const { examineLayer, layerNames } = await import('../deploy/doctor/examine.mjs');
const { readPlatformRights, reviewedFile } = await import('../deploy/doctor/postgres.mjs');
const { readTargetRights } = await import('../deploy/doctor/target.mjs');
const layers = options.layer ?? layerNames;
const unknown = layers.find((name) => !layerNames.includes(name));
if (unknown !== undefined) misused(`there is no layer \`${unknown}\`: there are ${layerNames.join(', ')}`);

/** @param {import('../deploy/doctor/layer.mjs').Examination} examination */
function tell({ layer, cells, holds, complaints }) {
  const ok = complaints.length === 0;
  if (options.json) return console.log(JSON.stringify({ layer, cells, ok, complaints }));
  console.log(ok ? `✓ ${layer}: ${holds}` : `✗ ${layer}:`);
  for (const { sentence } of complaints) console.log(`    ${sentence}`);
}

/** @param {import('../deploy/embedded/system.mjs').RunFile} about */
async function writeRights(about) {
  const systems = about.inventory.systems.map(async ({ name }) => [
    name,
    await readTargetRights(about, name),
  ]);
  const rights = {
    platform: await readPlatformRights(about),
    targets: Object.fromEntries(await Promise.all(systems)),
  };
  writeFileSync(reviewedFile, `${JSON.stringify(rights, null, 2)}\n`);
}

/** @param {import('../deploy/embedded/system.mjs').RunFile} about @returns {Promise<number>} exit code */
async function doctor(about) {
  if (options['write-rights']) await writeRights(about);
  let ok = true;
  for (const name of layers) {
    const examination = await examineLayer(name, about);
    tell(examination);
    ok &&= examination.complaints.length === 0;
  }
  return ok ? 0 : 1;
}

process.exitCode = options.run
  ? await doctor(readRunFile(options.run))
  : await withSystem(console.error, doctor);
