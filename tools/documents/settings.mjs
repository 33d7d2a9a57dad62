// docs/settings.md: every setting of every service, from the specs that the services themselves read their environment with.
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * @typedef {import('@countersign/service-kit/config').SettingsSpec} SettingsSpec
 * @typedef {typeof import('@countersign/service-kit/config')} Kit
 * @typedef {{ name: string, spec: SettingsSpec }} Described
 */

const intro = `# Settings

<!-- Generated from the code by \`node tools/documents.mjs\`: edit \`config.ts\` of the service, or \`libs/service-kit/src/config\`. -->

A process reads its environment once, when it starts. A wrong or missing value stops it with exit code 78 and one line for each variable
that says what was expected; a value is never printed. A variable set to nothing counts as unset. A setting that ends in \`_FILE\` names
a file; where it is a secret, the same name without \`_FILE\` must not be set.

\`npm start\` gives every service its settings; this page is for whoever runs them another way. What a source's own command reads stands
in the guide [publish events](guides/publish-events.md).
`;

/** Thrown in place of a bare error: the tool has no other. */
class NotDescribed extends Error {}

/** @param {string} root @returns {NodeJS.Require} */
const requireOf = (root) => createRequire(join(root, 'tools/documents/settings.mjs'));

/**
 * Settings of a command that reads them without naming a spec: it is asked without any, and names each that it misses.
 * @param {Kit} kit @param {() => unknown} read @returns {SettingsSpec}
 */
function missedBy(kit, read) {
  const known = Object.values(kit).flatMap((group) =>
    typeof group === 'object' ? Object.entries(/** @type {SettingsSpec} */ (group)) : [],
  );
  const kept = process.env;
  process.env = {};
  try {
    read();
  } catch (error) {
    if (!(error instanceof kit.BadSettings)) throw error;
    const missed = error.problems.map(({ variable }) => variable);
    return Object.fromEntries(known.filter(([, { variable }]) => missed.includes(variable)));
  } finally {
    process.env = kept;
  }
  throw new NotDescribed('a command that needs no setting has none to describe');
}

/** @param {string} root @param {Kit} kit @returns {Described[]} */
function described(root, kit) {
  const require = requireOf(root);
  return readdirSync(join(root, 'services'))
    .sort()
    .filter((name) => existsSync(join(root, 'services', name, 'src/config.ts')))
    .map((name) => {
      const { settingsSpec, publishingSettings } = require(`../../services/${name}/dist/config.js`);
      return { name, spec: settingsSpec ?? missedBy(kit, publishingSettings) };
    });
}

/** @param {Described[]} services @returns {SettingsSpec} what all of them have, word for word */
function common(services) {
  const [first, ...others] = services.map(({ spec }) => spec);
  const has = (/** @type {SettingsSpec} */ spec, /** @type {string} */ name, /** @type {unknown} */ words) =>
    JSON.stringify(spec[name]) === JSON.stringify(words);
  return Object.fromEntries(
    Object.entries(first ?? {}).filter(([name, words]) => others.every((spec) => has(spec, name, words))),
  );
}

/** @param {string} root with every package built @returns {string} Markdown, not yet formatted */
export function settingsPage(root) {
  /** @type {Kit} */
  const kit = requireOf(root)('@countersign/service-kit/config');
  const all = described(root, kit);
  const services = all.filter(({ spec }) => 'port' in spec);
  const shared = common(services);
  const own = (/** @type {Described} */ { name, spec }) => {
    const rest = Object.entries(spec).filter(
      ([key]) => !services.some((s) => s.name === name) || !(key in shared),
    );
    if (rest.length === 0) return `## ${name}\n\nNothing beside what every service reads.\n`;
    return `## ${name}\n\n${kit.describeSettings(Object.fromEntries(rest))}`;
  };
  return [intro, `## Every service\n\n${kit.describeSettings(shared)}`, ...all.map(own)].join('\n');
}
