// `npm run generate`: writes every file that follows from deploy/duties.yaml. `--check` writes nothing, and fails with
// the name of each file that does not say what the duties say.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bootstrap } from './bootstrap.mjs';

await bootstrap('install');
const { format, resolveConfig } = await import('prettier');
const { loadInventory } = await import('../deploy/embedded/duties.mjs');
const { charter, withCharter } = await import('../deploy/embedded/generate/charter.mjs');
const { compose } = await import('../deploy/embedded/generate/compose.mjs');
const { containerScript, topicsAndAcls } = await import('../deploy/embedded/generate/kafka.mjs');
const { platformRoles, targetRoles } = await import('../deploy/embedded/generate/postgres.mjs');

const root = fileURLToPath(new URL('..', import.meta.url));
const inventory = loadInventory();
const config = await resolveConfig(join(root, 'package.json'));
const NOTE = 'Generated from deploy/duties.yaml by `npm run generate`: edit there.';

/** @param {string} file @returns {string | null} */
const current = (file) => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : null);
/** @param {string} text @param {'yaml' | 'markdown'} parser */
const tidy = (text, parser) => format(text, { ...config, parser });

/** @returns {Promise<[file: string, text: string][]>} */
async function charters() {
  const folders = [...new Set(inventory.processes.map((p) => p.folder))].filter((folder) =>
    existsSync(join(root, folder)),
  );
  return Promise.all(
    folders.map(async (folder) => {
      const file = `${folder}/README.md`;
      const block = await tidy(charter(inventory.processes.filter((p) => p.folder === folder)), 'markdown');
      return /** @type {[string, string]} */ ([
        file,
        withCharter(current(file), folder.slice('services/'.length), block.trimEnd()),
      ]);
    }),
  );
}

/** @type {[file: string, text: string][]} */
const files = [
  ['deploy/kafka/topics-and-acls.yaml', await tidy(`# ${NOTE}\n${topicsAndAcls(inventory)}`, 'yaml')],
  ['deploy/kafka/start-in-container.sh', containerScript().replace('\n', `\n# ${NOTE}\n`)],
  ['deploy/postgres/roles.sql', `-- ${NOTE}\n${platformRoles(inventory)}`],
  ...inventory.systems.map(
    ({ name }) =>
      /** @type {[string, string]} */ ([
        `deploy/postgres/target-${name}.sql`,
        `-- ${NOTE}\n${targetRoles(inventory, name)}`,
      ]),
  ),
  ['docker-compose.yml', await tidy(`# ${NOTE}\n${compose(inventory)}`, 'yaml')],
  ...(await charters()),
];
const stale = files.filter(([file, text]) => current(file) !== text);

if (process.argv.includes('--check')) {
  for (const [file] of stale)
    console.error(`${file} is not what deploy/duties.yaml says: run \`npm run generate\``);
  if (stale.length === 0) console.log(`${files.length} generated files say what deploy/duties.yaml says`);
  process.exit(stale.length === 0 ? 0 : 1);
}
for (const [file, text] of stale) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text, { mode: file.endsWith('.sh') ? 0o755 : 0o644 });
  console.log(`wrote ${file}`);
}
if (stale.length === 0) console.log('nothing to write');
