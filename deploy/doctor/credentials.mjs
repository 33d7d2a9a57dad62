// Which credentials each principal of a running system was given: what the live parts let whoever has them do is its power.
import { readFileSync } from 'node:fs';

/** @typedef {import('../embedded/system.mjs').RunFile} RunFile */
/**
 * @typedef {object} Credentials of one principal
 * @property {string} principal
 * @property {string | undefined} user of the broker
 * @property {string | undefined} passwordFile of that user
 * @property {string | undefined} x public half of its signing key
 * @property {string | undefined} role in the platform's cluster
 * @property {{ system: string, role: string } | undefined} target
 */

/** @param {string | undefined} file @returns {string | undefined} */
const publicHalf = (file) => (file === undefined ? undefined : JSON.parse(readFileSync(file, 'utf8')).x);
/** @param {string | undefined} url */
const userOf = (url) => (url === undefined ? undefined : decodeURIComponent(new URL(url).username));

/** @param {RunFile} about @returns {Credentials[]} of services as they were given them, of all others as the run made them */
export function credentialsOf({ inventory, environments, secrets }) {
  return inventory.principals.map(({ name }) => {
    const given = environments[name];
    if (given === undefined)
      return {
        ...{ principal: name, user: name, passwordFile: secrets.kafka[name] },
        ...{ x: publicHalf(secrets.signingKeys[name]), role: undefined, target: undefined },
      };
    const target = { system: String(given.SYSTEM), role: String(userOf(given.TARGET_URL)) };
    return {
      principal: name,
      user: given.KAFKA_USERNAME,
      passwordFile: given.KAFKA_PASSWORD_FILE,
      x: publicHalf(given.SIGNING_KEY_FILE),
      role: userOf(given.DATABASE_URL),
      target: given.TARGET_URL === undefined ? undefined : target,
    };
  });
}
