// What each principal of a running system can really do: which credentials it was given, and what the live broker, key
// registry, databases and targets let whoever has them do. Nothing of it is read from deploy/duties.yaml.
import { inPlatform, inTarget } from './connect.mjs';
import { credentialsOf } from './credentials.mjs';
import { readBrokerAcls, triedBeyondAcls } from './kafka.mjs';
import { readLiveKeys } from './keys.mjs';

/** @typedef {import('../embedded/system.mjs').RunFile} RunFile */
/** @typedef {{ principal: string, right: string }} Held */
const writing = new Set(['WRITE', 'ALL']);
const ruling = new Set(['ALTER', 'ALL', 'CLUSTER_ACTION']);

/** @param {import('./kafka.mjs').BrokerAcl} acl @param {string} topic */
const isFor = ({ type, name, pattern }, topic) =>
  type === 'topic' && (pattern === 'prefixed' ? topic.startsWith(name) : name === '*' || name === topic);

/** @param {RunFile} about @returns {Promise<(user: string) => string[]>} */
async function brokerRights(about) {
  const allowed = (await readBrokerAcls(about)).filter(({ permission }) => permission === 'ALLOW');
  const unbounded = new Set((await triedBeyondAcls(about)).flatMap(({ user, may }) => (may ? [user] : [])));
  const everything = [
    ...about.inventory.topics.map(({ name }) => `broker:${name}:write`),
    'broker:acls:rule',
  ];
  return (user) => {
    if (unbounded.has(user)) return everything;
    const own = allowed.filter(({ principal }) => principal === user || principal === '*');
    const topics = about.inventory.topics.filter(({ name }) =>
      own.some((acl) => writing.has(acl.operation) && isFor(acl, name)),
    );
    const rules = own.some(({ type, operation }) => type === 'cluster' && ruling.has(operation));
    return [...topics.map(({ name }) => `broker:${name}:write`), ...(rules ? ['broker:acls:rule'] : [])];
  };
}

/** @param {RunFile} about @returns {Promise<(x: string) => string[]>} what any service lets a key sign */
async function keyRights(about) {
  /** @type {import('./keys.mjs').LiveKey[]} */
  const keys = [];
  for (const { name } of about.inventory.databases) keys.push(...(await readLiveKeys(about, name)));
  return (x) => [
    ...new Set(
      keys.filter((key) => key.x === x).flatMap(({ types }) => types.map((type) => `keys:${type}:sign`)),
    ),
  ];
}

/** @param {RunFile} about @returns {Promise<(role: string) => string[]>} */
async function databaseRights(about) {
  const names = about.inventory.databases.map(({ name }) => name);
  const { rows } = await inPlatform(about, 'postgres', (client) =>
    client.query(
      `SELECT rolname AS role, rolsuper OR rolcreaterole AS rules,
              ARRAY(SELECT datname::text FROM pg_database d WHERE datname = ANY ($1) AND has_database_privilege(r.oid, d.oid, 'CONNECT')) AS enters
       FROM pg_roles r`,
      [names],
    ),
  );
  return (role) =>
    rows
      .filter((row) => row.role === role)
      .flatMap(({ rules, enters }) => [
        ...enters.map((/** @type {string} */ name) => `database:${name}:enter`),
        ...(rules ? ['database:roles:rule'] : []),
      ]);
}

/** @param {RunFile} about @returns {Promise<(at: { system: string, role: string }) => string[]>} */
async function targetRights(about) {
  /** @type {{ system: string, role: string, manages: boolean }[]} */
  const logins = [];
  for (const { name: system } of about.inventory.systems) {
    const { rows } = await inTarget(about, system, (client) =>
      client.query(
        `SELECT rolname AS role, rolsuper OR rolcreaterole
             OR EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid AND m.admin_option)
             OR has_function_privilege(r.oid, 'countersign.give(text, text)', 'EXECUTE') AS manages
         FROM pg_roles r WHERE rolcanlogin`,
      ),
    );
    logins.push(...rows.map((row) => ({ system, ...row })));
  }
  return ({ system, role }) =>
    logins
      .filter((login) => login.system === system && login.role === role)
      .map(({ manages }) => `target:${system}:${manages ? 'manages' : 'reads'}`);
}

/** @param {RunFile} about @returns {Promise<Held[]>} */
export async function readRightsHeld(about) {
  const broker = await brokerRights(about);
  const keys = await keyRights(about);
  const database = await databaseRights(about);
  const target = await targetRights(about);
  return credentialsOf(about).flatMap(({ principal, user, x, role, target: at }) =>
    [
      ...(user === undefined ? [] : broker(user)),
      ...(x === undefined ? [] : keys(x)),
      ...(role === undefined ? [] : database(role)),
      ...(at === undefined ? [] : target(at)),
    ].map((right) => ({ principal, right })),
  );
}
