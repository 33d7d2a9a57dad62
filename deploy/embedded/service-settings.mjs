// The values behind the names of `process-environment.mjs`, for one process of a run.
import { SystemUnavailableError } from './errors.mjs';
import { toolEnvironment } from './tool-environment.mjs';

/**
 * @typedef {object} ServiceContext
 * @property {string} deployment
 * @property {import('./secrets.mjs').SecretFiles} files
 * @property {import('./external-parts.mjs').ExternalParts} external
 * @property {import('./backing.mjs').Backing} backing
 */

/**
 * @param {import('./duties.mjs').Process} process
 * @param {ServiceContext} context
 * @param {number | null} port where it listens; null for a command
 * @returns {Record<string, string>} its whole environment: what the inventory names, and what any tool needs
 * @throws {SystemUnavailableError} when a part is missing that it stands on
 */
export function serviceSettings(process, { deployment, files, external, backing }, port) {
  const { name, database, target } = process;
  const passwords = external.kafka?.passwords ?? files.kafka;
  /** @type {Record<string, string | number | null | undefined>} */
  const values = {
    COUNTERSIGN_DEPLOYMENT: deployment,
    CUSTODIANS_FILE: files.trustAnchor,
    KAFKA_BROKERS: backing.brokers.join(','),
    KAFKA_USERNAME: name,
    KAFKA_PASSWORD_FILE: passwords[name],
    KAFKA_CONSUMES: process.consumes.join(','),
    KAFKA_PRODUCES: process.produces.join(','),
    HTTP_PORT: port,
    SIGNING_KEY_FILE: files.signingKeys[name],
    DATABASE_URL: database && backing.platform?.url(database, database),
    DATABASE_PASSWORD_FILE: database && files.database[database],
    OTEL_SERVICE_NAME: name,
    OTEL_EXPORTER_OTLP_ENDPOINT: backing.otlp,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OIDC_ISSUER: backing.openid?.issuer,
    OIDC_AUDIENCE: backing.openid?.audience,
    WEBHOOK_SECRETS_FILE: files.webhooks,
    SYSTEM: target?.system,
    TARGET_URL: target && backing.targets[target.system]?.url(target.system, target.role),
    TARGET_PASSWORD_FILE: target && files.targets[target.system]?.[target.role],
  };
  const optional =
    backing.otlp === null ? new Set(process.environment.filter((v) => v.startsWith('OTEL_'))) : new Set();
  const entries = process.environment
    .filter((variable) => !optional.has(variable))
    .map((variable) => {
      const value = values[variable];
      if (value === undefined || value === null || value === '')
        throw new SystemUnavailableError(
          `${name} needs ${variable}, and the part it comes from was not started`,
        );
      return [variable, String(value)];
    });
  const fixed = { NODE_ENV: 'production', KAFKAJS_NO_PARTITIONER_WARNING: '1' };
  return {
    ...toolEnvironment(),
    ...fixed,
    ...(backing.otlp === null ? { OTEL_SDK_DISABLED: 'true' } : {}),
    ...Object.fromEntries(entries),
  };
}

/**
 * What a migration is given: the same, as the owner of the database.
 * @param {import('./duties.mjs').Process} process @param {ServiceContext} context
 * @returns {Record<string, string>}
 */
export function migrationSettings({ name, database, system }, { deployment, files, backing }) {
  if (database === null || backing.platform === null)
    throw new SystemUnavailableError(`${name} has no database to migrate`);
  const owner = `${database}_owner`;
  return {
    ...toolEnvironment(),
    NODE_ENV: 'production',
    OTEL_SDK_DISABLED: 'true',
    COUNTERSIGN_DEPLOYMENT: deployment,
    DATABASE_URL: backing.platform.url(database, owner),
    DATABASE_PASSWORD_FILE: /** @type {string} */ (files.database[owner]),
    ...(system === null ? {} : { SYSTEM: system }),
  };
}
