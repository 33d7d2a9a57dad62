// Writes what follows from the schemas: golden/schemas.json (a hash a type) and docs/asyncapi.json. Run it after adding a type or a version:
//   node libs/contracts/golden/regenerate.mjs
// A changed hash of a released type is a broken promise: make a new version instead. Samples (golden/<type>.json) are written by hand, once.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../../..', import.meta.url));
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'libs/contracts'], {
  cwd: root,
  stdio: 'inherit',
});
const { canonicalJson, releasedSchemas } = await import('../dist/released.js');
const { asyncApi } = await import('../dist/asyncapi.js');

const hashes = Object.fromEntries(
  Object.entries(releasedSchemas).map(([type, schema]) => [
    type,
    createHash('sha256').update(canonicalJson(schema)).digest('base64url'),
  ]),
);

/** @param {string} file @param {unknown} content */
async function write(file, content) {
  const options = { ...(await resolveConfig(`${root}/${file}`)), parser: 'json' };
  writeFileSync(`${root}/${file}`, await format(JSON.stringify(content), options));
  console.log(`wrote ${file}`);
}

mkdirSync(`${root}/docs`, { recursive: true });
await write('libs/contracts/golden/schemas.json', hashes);
await write('docs/asyncapi.json', asyncApi(parse(readFileSync(`${root}/deploy/duties.yaml`, 'utf8'))));
