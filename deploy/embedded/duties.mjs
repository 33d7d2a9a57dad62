// THE inventory: what `deploy/duties.yaml` comes down to once its placeholders are expanded. The launcher, the
// generators, the doctor and the tests of the separation all read this and nothing else.
import { DutiesInvalidError } from './errors.mjs';
import { readDuties } from './duties-file.mjs';
import { environmentNames } from './process-environment.mjs';

/**
 * @typedef {{ name: string, kind: 'service' | 'command' | 'source', duty: string | null, system: string | null }} Principal
 *   a Kafka user; `admin` (the super user no service has) is not among them
 * @typedef {{ name: string, kind: 'upstream' | 'governance' | 'statements', writer: string, readers: string[], partitions: number }} Topic
 *   `writer` is the one principal that may write it
 * @typedef {{ principal: string, resource: { type: 'topic' | 'group', name: string }, operation: 'READ' | 'WRITE' }} Acl
 *   always ALLOW, literal, from every host; DESCRIBE is implied by either
 * @typedef {{ name: string, owner: string, runtime: string, process: string }} Database
 *   `owner` owns the tables and runs the migrations, `runtime` is the role the service works with
 * @typedef {{ name: string, database: string, kind: 'owner' | 'runtime' }} Role
 * @typedef {{ principal: string, kind: 'service' | 'source', types: string[] }} Key one Ed25519 key and what it may sign
 * @typedef {object} Process
 * @property {string} name = principal = consumer group
 * @property {string} duty
 * @property {string} folder relative to the repository
 * @property {'service' | 'command'} kind
 * @property {string | null} system
 * @property {string | null} database
 * @property {{ system: string, role: string, access: 'manages' | 'reads' } | null} target its login on the target, made by
 *   `<folder>/target/setup.sql`; one cluster serves one system
 * @property {string[]} environment names of the variables it is given
 * @property {string} does
 * @property {string[]} consumes
 * @property {string[]} produces
 * @property {string[]} hears `<source>/<type>` of every event that a source it reads may send
 * @property {string[]} clients `<OAuth client>=<source>` of every system that may call it as a source it reads
 * @property {string[]} signs
 * @property {string[]} must
 * @property {string[]} never
 * @typedef {object} Inventory
 * @property {{ name: string, kind: 'postgres' }[]} systems
 * @property {{ name: string, topic: string, client: string, sends: string[], signs: string[] }[]} sources `client`: the OAuth
 *   client with which the source's own system gets tokens for itself
 * @property {Principal[]} principals
 * @property {Topic[]} topics
 * @property {Acl[]} acls
 * @property {Database[]} databases
 * @property {Role[]} roles
 * @property {Key[]} keys
 * @property {Process[]} processes
 */

/** Name of the Kafka super user. No process is given its password; the launcher makes topics and ACLs with it. */
export const ADMIN = 'admin';
/** Partitions of a topic; the governance topic has one, so that every reader sees the documents in one order. */
export const PARTITIONS = 3;
/** Largest record batch the broker takes, bytes. */
export const MAX_MESSAGE_BYTES = 1_048_576;

/** @param {string} value @param {Record<string, string[]>} keys @returns {string[]} one text for every combination */
function expand(value, keys) {
  const found = /\{([^}]*)\}/.exec(value);
  if (!found) return [value];
  return (keys[found[1] ?? ''] ?? []).flatMap((key) => expand(value.replace(found[0], key), keys));
}

/** @param {string} duty @param {import('./duties-file.mjs').DutyEntry} entry @param {string[]} systems @param {Inventory['sources']} sources @returns {Process[]} */
function processesOf(duty, entry, systems, sources) {
  const each = entry.per === 'system' ? systems : [null];
  return each.map((system) => {
    const keys = { system: system === null ? systems : [system], source: sources.map(({ name }) => name) };
    const all = (/** @type {string[]} */ values) => values.flatMap((value) => expand(value, keys));
    const database = entry.database === null ? null : (expand(entry.database, keys)[0] ?? null);
    const consumes = all(entry.consumes);
    const heard = sources.filter(({ topic }) => consumes.includes(topic));
    const target =
      system === null || !entry.target ? null : { system, role: `countersign_${duty}`, access: entry.target };
    const process = {
      name: system === null ? duty : `${duty}-${system}`,
      duty,
      folder: entry.folder,
      kind: entry.process,
      system,
      database,
      target,
      does: entry.does,
      consumes,
      produces: all(entry.produces),
      hears: heard.flatMap(({ name, sends }) => sends.map((type) => `${name}/${type}`)),
      clients: heard.map(({ name, client }) => `${client}=${name}`),
      signs: entry.signs,
      must: entry.must,
      never: entry.never,
    };
    return { ...process, environment: environmentNames(process) };
  });
}

/** @param {string} topic @param {string} writer @param {Process[]} processes @returns {Topic} */
function topicOf(topic, writer, processes) {
  const kind =
    topic === 'governance' ? 'governance' : topic.startsWith('upstream.') ? 'upstream' : 'statements';
  const readers = processes.filter((p) => p.consumes.includes(topic)).map((p) => p.name);
  return { name: topic, kind, writer, readers, partitions: kind === 'governance' ? 1 : PARTITIONS };
}

/** @param {Process[]} processes @param {Topic[]} topics @returns {Acl[]} */
function aclsOf(processes, topics) {
  const readers = processes.filter((p) => p.consumes.length > 0);
  return [
    ...topics.map((t) => acl(t.writer, 'topic', t.name, 'WRITE')),
    ...topics.flatMap((t) => t.readers.map((reader) => acl(reader, 'topic', t.name, 'READ'))),
    ...readers.map((p) => acl(p.name, 'group', p.name, 'READ')),
  ];
}

/** @param {string} principal @param {'topic' | 'group'} type @param {string} name @param {'READ' | 'WRITE'} operation @returns {Acl} */
const acl = (principal, type, name, operation) => ({ principal, resource: { type, name }, operation });

/**
 * @param {import('./duties-file.mjs').DutiesFile} file
 * @param {string} [name] of the file, for errors
 * @returns {Inventory}
 * @throws {DutiesInvalidError} when the file contradicts itself; a valid inventory has one writer for every topic,
 *   one signer for every statement type, and one process for every database
 */
export function expandDuties(file, name = 'deploy/duties.yaml') {
  const systems = Object.keys(file.systems);
  const sources = Object.entries(file.sources).map(([source, entry]) => ({
    name: source,
    topic: `upstream.${source}`,
    client: `${source}-system`,
    ...entry,
  }));
  const duties = Object.entries(file.duties);
  const processes = duties.flatMap(([duty, entry]) => processesOf(duty, entry, systems, sources));
  const problems = [...unknownPlaceholders(file), ...contradictions(file, processes, sources)];
  if (problems.length > 0) throw new DutiesInvalidError(name, problems);

  const topics = [
    ...sources.map((s) => topicOf(s.topic, s.name, processes)),
    ...processes.flatMap((p) => p.produces.map((topic) => topicOf(topic, p.name, processes))),
  ];
  const databases = processes.flatMap((p) =>
    p.database === null
      ? []
      : [{ name: p.database, owner: `${p.database}_owner`, runtime: p.database, process: p.name }],
  );
  return {
    systems: Object.entries(file.systems).map(([system, entry]) => ({ name: system, ...entry })),
    sources,
    principals: [
      ...processes.map((p) => ({ name: p.name, kind: p.kind, duty: p.duty, system: p.system })),
      ...sources.map((s) => ({
        name: s.name,
        kind: /** @type {const} */ ('source'),
        duty: null,
        system: null,
      })),
    ],
    topics,
    acls: aclsOf(processes, topics),
    databases,
    roles: databases.flatMap((d) => [
      { name: d.owner, database: d.name, kind: /** @type {const} */ ('owner') },
      { name: d.runtime, database: d.name, kind: /** @type {const} */ ('runtime') },
    ]),
    keys: [
      ...processes.map((p) => ({
        principal: p.name,
        kind: /** @type {const} */ ('service'),
        types: p.signs,
      })),
      ...sources.map((s) => ({ principal: s.name, kind: /** @type {const} */ ('source'), types: s.signs })),
    ].filter((key) => key.types.length > 0),
    processes,
  };
}

/** @param {import('./duties-file.mjs').DutiesFile} file @returns {string[]} */
function unknownPlaceholders(file) {
  return Object.entries(file.duties).flatMap(([duty, entry]) =>
    [...entry.consumes, ...entry.produces, entry.database ?? '']
      .flatMap((value) => [...value.matchAll(/\{([^}]*)\}/g)].map((found) => found[1] ?? ''))
      .filter((key) => key !== 'system' && key !== 'source')
      .map((key) => `unknown placeholder \`{${key}}\` in duty \`${duty}\``),
  );
}

/** @param {string[]} values @returns {string[]} those that stand there more than once */
const repeated = (values) => [...new Set(values.filter((value, at) => values.indexOf(value) !== at))];

/** @param {import('./duties-file.mjs').DutiesFile} file @param {Process[]} processes @param {Inventory['sources']} sources @returns {string[]} */
function contradictions(file, processes, sources) {
  const written = [...sources.map((s) => s.topic), ...processes.flatMap((p) => p.produces)];
  const principals = [...processes.map((p) => p.name), ...sources.map((s) => s.name)];
  const databases = processes.flatMap((p) => p.database ?? []);
  const signed = Object.values(file.duties).flatMap((entry) => entry.signs);
  const duties = Object.entries(file.duties);
  return [
    ...repeated(written).map((topic) => `topic \`${topic}\` has more than one writer`),
    ...repeated(signed).map((type) => `statement type \`${type}\` is signed by more than one duty`),
    ...repeated(databases).map((database) => `database \`${database}\` belongs to more than one process`),
    ...repeated(principals).map((name) => `principal \`${name}\` stands for more than one process or source`),
    ...principals
      .filter((name) => name === ADMIN)
      .map(() => `principal \`${ADMIN}\` is the broker's super user`),
    ...processes.flatMap((p) =>
      p.consumes
        .filter((t) => !written.includes(t))
        .map((t) => `\`${p.name}\` consumes \`${t}\`, which nobody writes`),
    ),
    ...duties
      .filter(([, entry]) => (entry.process === 'service') !== (entry.database !== null))
      .map(([duty]) => `duty \`${duty}\`: a service has a database of its own, a command has none`),
    ...duties
      .filter(([, entry]) => (entry.per === 'system') !== (entry.target !== undefined))
      .map(([duty]) => `duty \`${duty}\`: \`target\` and \`per: system\` belong together`),
    ...sources.flatMap((s) =>
      s.signs
        .filter((t) => !s.sends.includes(t))
        .map((t) => `source \`${s.name}\` signs \`${t}\`, which it does not send`),
    ),
  ];
}

/** @param {string} [file] default: `deploy/duties.yaml` @returns {Inventory} */
export function loadInventory(file) {
  return expandDuties(readDuties(file), file);
}
