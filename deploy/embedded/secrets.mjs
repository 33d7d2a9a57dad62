// All secrets of a run: made at random, one file each, readable by the owner only, gone with the run folder. Each
// process is told the paths of its own files and no others.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ADMIN } from './duties.mjs';
import { createSigningKey } from './signing-key.mjs';

/** Custodians of the demonstration, and how many of them must sign a governance document. */
export const CUSTODIANS = ['custodian-1', 'custodian-2', 'custodian-3'];
export const THRESHOLD = 2;

/** The public client that people sign in with; it has no secret, PKCE stands in for one. */
export const CONSOLE_CLIENT = 'countersign-console';

/**
 * @typedef {object} SecretFiles paths; the only thing about secrets that is handed around
 * @property {Record<string, string>} kafka principal (and `admin`) to the file with its password
 * @property {Record<string, string>} database role (and `postgres`, the super user) to the file with its password
 * @property {Record<string, Record<string, string>>} targets system → role (and `postgres`) → the file with its password
 * @property {Record<string, string>} signingKeys principal to the file with its private JWK
 * @property {Record<string, string>} custodians name to the file with the private JWK; used to sign governance documents
 * @property {string} trustAnchor `{ deployment, threshold, custodians: [{ name, kid, x }] }`; public
 * @property {string} webhooks `{ source: secret }`, HMAC-SHA-256 keys
 * @property {string} openidClients `{ clientId: secret }` of the systems that use client credentials
 * @property {string} openidPeople `[{ login, password }]`; read at every sign-in, so it may be written to
 * @property {string} openidKeys `{ keys: [private JWK] }` of the OpenID provider
 */

/** @param {number} [bytes] @returns {string} a random secret, base64url */
const secret = (bytes = 24) => randomBytes(bytes).toString('base64url');

/** @param {string} file @param {unknown} value text as it is, anything else as JSON @returns {string} the file */
function write(file, value) {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value, null, 2), {
    mode: 0o600,
    flag: 'wx',
  });
  return file;
}

/** @param {string} folder @param {string[]} names @returns {Record<string, string>} name to a file with a new password */
const passwords = (folder, names) =>
  Object.fromEntries(names.map((name) => [name, write(join(folder, name), secret())]));

/** @param {string} file @returns {string} */
export const readSecret = (file) => readFileSync(file, 'utf8').trim();

/** @param {import('./duties.mjs').Inventory} inventory @returns {string[]} clients that get tokens for themselves: one per source */
export const systemClients = (inventory) => inventory.sources.map(({ client }) => client);

/** @param {string} dir @param {string} deployment */
function custodianKeys(dir, deployment) {
  const keys = CUSTODIANS.map((name) => ({ name, key: createSigningKey(name) }));
  const files = keys.map(({ name, key }) => [name, write(join(dir, 'custodians', `${name}.json`), key)]);
  const custodians = keys.map(({ name, key }) => ({ name, kid: key.kid, x: key.x }));
  const trustAnchor = write(join(dir, 'custodians.json'), { deployment, threshold: THRESHOLD, custodians });
  return { custodians: Object.fromEntries(files), trustAnchor };
}

/** @param {string} dir @param {import('./duties.mjs').Inventory} inventory @param {string[]} logins */
function openidSecrets(dir, inventory, logins) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = {
    ...privateKey.export({ format: 'jwk' }),
    kid: `openid-${secret(6)}`,
    use: 'sig',
    alg: 'RS256',
  };
  const clients = Object.fromEntries(systemClients(inventory).map((client) => [client, secret(32)]));
  return {
    openidClients: write(join(dir, 'openid', 'clients.json'), clients),
    openidPeople: write(
      join(dir, 'openid', 'people.json'),
      logins.map((login) => ({ login, password: secret(12) })),
    ),
    openidKeys: write(join(dir, 'openid', 'keys.json'), { keys: [key] }),
  };
}

/** @param {string} dir @param {import('./duties.mjs').Inventory} inventory */
function targetPasswords(dir, inventory) {
  return Object.fromEntries(
    inventory.systems.map(({ name }) => {
      const roles = inventory.processes.flatMap((p) => (p.target?.system === name ? [p.target.role] : []));
      return [name, passwords(join(dir, 'targets', name), [...roles, 'postgres'])];
    }),
  );
}

/**
 * Makes every secret of a run. Refuses to overwrite one that is there.
 * @param {object} options
 * @param {string} options.dir a folder that only its owner can enter
 * @param {import('./duties.mjs').Inventory} options.inventory
 * @param {string} options.deployment id of this deployment, signed into every statement
 * @param {string[]} [options.logins] opaque names that people of the demonstration sign in with
 * @returns {SecretFiles}
 */
export function createSecrets({ dir, inventory, deployment, logins = [] }) {
  return {
    kafka: passwords(join(dir, 'kafka'), [...inventory.principals.map((p) => p.name), ADMIN]),
    database: passwords(join(dir, 'database'), [...inventory.roles.map((r) => r.name), 'postgres']),
    targets: targetPasswords(dir, inventory),
    signingKeys: Object.fromEntries(
      inventory.keys.map(({ principal }) => [
        principal,
        write(join(dir, 'keys', `${principal}.json`), createSigningKey(principal)),
      ]),
    ),
    ...custodianKeys(dir, deployment),
    webhooks: write(
      join(dir, 'webhooks.json'),
      Object.fromEntries(inventory.sources.map(({ name }) => [name, secret(32)])),
    ),
    ...openidSecrets(dir, inventory, logins),
  };
}
