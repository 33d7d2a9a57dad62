// Writes the documents that follow from the code: docs/settings.md, docs/life-of-a-grant.md and docs/openapi/<service>.json. `--check` writes nothing,
// and fails with the name of each that does not say what the code says.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bootstrap } from './bootstrap.mjs';

await bootstrap('build', console.error);
const { format, resolveConfig } = await import('prettier');
const { parse } = await import('yaml');
const { openApi } = await import('./documents/openapi/document.mjs');
const { lifePage } = await import('./documents/life.mjs');
const { settingsPage } = await import('./documents/settings.mjs');

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const { duties } = parse(readFileSync(join(root, 'deploy/duties.yaml'), 'utf8'));
const config = await resolveConfig(join(root, 'package.json'));
/** @param {string} text @param {'json' | 'markdown'} parser */
const tidy = (text, parser) => format(text, { ...config, parser });
/** @param {string} file @returns {string | null} */
const current = (file) => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : null);

/** @type {[file: string, text: string][]} */
const files = [
  ['docs/settings.md', await tidy(settingsPage(root), 'markdown')],
  ['docs/life-of-a-grant.md', await tidy(lifePage(root), 'markdown')],
];
for (const [service, document] of await openApi(root, duties))
  files.push([`docs/openapi/${service}.json`, await tidy(JSON.stringify(document), 'json')]);
const stale = files.filter(([file, text]) => current(file) !== text);

if (process.argv.includes('--check')) {
  for (const [file] of stale)
    console.error(`${file} is not what the code says: run \`node tools/documents.mjs\``);
  if (stale.length === 0) console.log(`${files.length} documents say what the code says`);
  process.exit(stale.length === 0 ? 0 : 1);
}
for (const [file, text] of stale) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
  console.log(`wrote ${file}`);
}
if (stale.length === 0) console.log('nothing to write');
