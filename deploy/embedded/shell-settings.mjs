// `shell.sh` of a run: where its parts are, as variables of a shell, for whoever tries things by hand
// (docs/guides/try-it-yourself.md). It holds addresses and one path, no secret, and exports nothing: KAFKA_BROKERS and the
// like in the environment would make the next `npm start` of that shell use them.
import { KAFKA, OPENID, OTLP, targetName } from './backing.mjs';

/** @param {string} value @returns {string} as a shell takes it, whatever is in it */
const quoted = (value) => `'${value.replaceAll("'", `'\\''`)}'`;

/**
 * @param {Pick<import('./system.mjs').RunFile, 'deployment' | 'runDir' | 'addresses' | 'inventory'>} about
 * @returns {string} one assignment a line; none for a part that was not started
 */
export function shellSettings({ deployment, runDir, addresses, inventory }) {
  /** @type {Record<string, string | undefined>} */
  const variables = {
    RUN: runDir,
    DEPLOYMENT: deployment,
    BROKERS: addresses[KAFKA],
    ISSUER: addresses[OPENID],
    REQUEST: addresses.request,
    APPROVAL: addresses.approval,
    OTLP: addresses[OTLP],
    ...Object.fromEntries(
      inventory.systems.map(({ name }) => [`TARGET_${name.toUpperCase()}`, addresses[targetName(name)]]),
    ),
  };
  return Object.entries(variables)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${quoted(value)}\n`]))
    .join('');
}
