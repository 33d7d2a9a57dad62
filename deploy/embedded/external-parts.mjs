// Parts that somebody else runs: KAFKA_BROKERS, DATABASE_URL, TARGET_<SYSTEM>_URL and OIDC_ISSUER each replace an
// embedded one. What else such a part needs is asked for by name, before anything is started.
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { ADMIN } from './duties.mjs';
import { SettingInvalidError } from './errors.mjs';
import { bareHost } from './url-host.mjs';

/**
 * @typedef {{ host: string, port: number, user: string, passwordFile: string }} ExternalDatabase with a super user's login
 * @typedef {object} ExternalParts
 * @property {{ brokers: string[], username: string, passwordFile: string, passwords: Record<string, string>, replicationFactor: number } | null} kafka
 *   `username` administers topics and ACLs; `passwords` names a file for each principal, whose users exist already
 * @property {ExternalDatabase | null} database
 * @property {Record<string, ExternalDatabase>} targets by system
 * @property {{ issuer: string, audience: string } | null} openid
 */

/** @typedef {Record<string, string | undefined>} Environment */

/** @param {Environment} env @param {string} name @param {string} why @returns {string} */
function required(env, name, why) {
  const value = env[name];
  if (!value) throw new SettingInvalidError(name, `is not set: ${why}`);
  return value;
}

/** @param {string} variable @param {string} file @returns {string} the file */
function readable(variable, file) {
  try {
    accessSync(file, constants.R_OK);
    return file;
  } catch {
    throw new SettingInvalidError(variable, `names \`${file}\`, which cannot be read`);
  }
}

/** @param {string} variable @param {string} value @param {string[]} protocols @returns {URL} */
function url(variable, value, protocols) {
  const parsed = URL.canParse(value) ? new URL(value) : null;
  if (parsed === null || !protocols.includes(parsed.protocol))
    throw new SettingInvalidError(
      variable,
      `is not a URL that begins with ${protocols.map((p) => `\`${p}//\``).join(' or ')}`,
    );
  return parsed;
}

/** @param {Environment} env @param {import('./duties.mjs').Inventory} inventory @returns {ExternalParts['kafka']} */
function externalKafka(env, inventory) {
  if (!env.KAFKA_BROKERS) return null;
  const brokers = env.KAFKA_BROKERS.split(',').map((broker) => broker.trim());
  if (!brokers.every((broker) => /^[^\s:]+:\d+$/.test(broker)))
    throw new SettingInvalidError('KAFKA_BROKERS', 'is not a list of `host:port`, separated by commas');
  const names = inventory.principals.map((p) => p.name);
  const why =
    'with KAFKA_BROKERS it must name a file with the password of the user who administers topics and ACLs';
  const folder = required(
    env,
    'KAFKA_PASSWORDS_DIR',
    `with KAFKA_BROKERS it must name a folder with one password file for each Kafka user: ${names.join(', ')}`,
  );
  const replicationFactor = Number(env.KAFKA_REPLICATION_FACTOR || 1);
  if (!Number.isInteger(replicationFactor) || replicationFactor < 1)
    throw new SettingInvalidError('KAFKA_REPLICATION_FACTOR', 'is not a whole number from 1');
  return {
    brokers,
    replicationFactor,
    username: env.KAFKA_ADMIN_USERNAME || ADMIN,
    passwordFile: readable('KAFKA_ADMIN_PASSWORD_FILE', required(env, 'KAFKA_ADMIN_PASSWORD_FILE', why)),
    passwords: Object.fromEntries(
      names.map((name) => [name, readable('KAFKA_PASSWORDS_DIR', join(folder, name))]),
    ),
  };
}

/** @param {Environment} env @param {string} variable of the URL @param {string} passwordVariable @returns {ExternalDatabase | null} */
function externalDatabase(env, variable, passwordVariable) {
  const value = env[variable];
  if (!value) return null;
  const { hostname, port, username, password } = url(variable, value, ['postgres:', 'postgresql:']);
  if (password !== '')
    throw new SettingInvalidError(
      variable,
      `must not hold a password: put it into a file and name that in ${passwordVariable}`,
    );
  if (username === '')
    throw new SettingInvalidError(variable, 'names no user: it must be one who may make roles and databases');
  const why = `with ${variable} it must name a file with that user's password`;
  const passwordFile = readable(passwordVariable, required(env, passwordVariable, why));
  const user = decodeURIComponent(username);
  return { host: bareHost(hostname), port: Number(port || 5432), user, passwordFile };
}

/**
 * @param {Environment} env
 * @param {import('./duties.mjs').Inventory} inventory
 * @returns {ExternalParts}
 * @throws {SettingInvalidError} naming the first variable that is missing or wrong
 */
export function externalParts(env, inventory) {
  const targets = inventory.systems.flatMap(({ name }) => {
    const variable = `TARGET_${name.toUpperCase()}`;
    const database = externalDatabase(env, `${variable}_URL`, `${variable}_PASSWORD_FILE`);
    return database === null ? [] : [[name, database]];
  });
  const issuer = env.OIDC_ISSUER;
  if (issuer) url('OIDC_ISSUER', issuer, ['https:', 'http:']);
  return {
    kafka: externalKafka(env, inventory),
    database: externalDatabase(env, 'DATABASE_URL', 'DATABASE_PASSWORD_FILE'),
    targets: Object.fromEntries(targets),
    openid: issuer ? { issuer, audience: env.OIDC_AUDIENCE || 'countersign' } : null,
  };
}
