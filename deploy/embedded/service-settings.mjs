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

/** @typedef {Record<string, string | null | undefined>} Values missing where the part they come from was not started */
/** @typedef {import('./duties.mjs').Process} Process */

/** @param {Process} process @param {ServiceContext} context @returns {Values} */
const kafkaValues = ({ name, consumes, produces, hears, clients }, { files, external, backing }) => ({
  KAFKA_BROKERS: backing.brokers.join(','),
  KAFKA_USERNAME: name,
  KAFKA_PASSWORD_FILE: (external.kafka?.passwords ?? files.kafka)[name],
  KAFKA_CONSUMES: consumes.join(','),
  KAFKA_PRODUCES: produces.join(','),
  SOURCE_EVENTS: hears.join(','),
  SOURCE_CLIENTS: clients.join(','),
});

/** @param {Process} process @param {ServiceContext} context @returns {Values} */
const databaseValues = ({ database, target }, { files, backing }) => ({
  ...(database && {
    DATABASE_URL: backing.platform?.url(database, database),
    DATABASE_PASSWORD_FILE: files.database[database],
  }),
  ...(target && {
    SYSTEM: target.system,
    TARGET_URL: backing.targets[target.system]?.url(target.system, target.role),
    TARGET_PASSWORD_FILE: files.targets[target.system]?.[target.role],
  }),
});

/** @param {Process} process @param {ServiceContext} context @returns {Values} */
const httpValues = ({ name }, { files, backing: { openid, otlp } }) => ({
  OIDC_ISSUER: openid?.issuer,
  OIDC_AUDIENCE: openid?.audience,
  WEBHOOK_SECRETS_FILE: files.webhooks,
  ...(otlp && {
    OTEL_SERVICE_NAME: name,
    OTEL_EXPORTER_OTLP_ENDPOINT: otlp,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  }),
});

/**
 * @param {Process} process
 * @param {ServiceContext} context
 * @param {number | null} port where it listens; null for a command
 * @returns {Record<string, string>} its whole environment: what the inventory names, and what any tool needs. Without
 *   an OTLP receiver it is told to send nothing
 * @throws {SystemUnavailableError} when a part is missing that it stands on
 */
export function serviceSettings(process, context, port) {
  const { deployment, files, backing } = context;
  /** @type {Values} */
  const values = {
    COUNTERSIGN_DEPLOYMENT: deployment,
    CUSTODIANS_FILE: files.trustAnchor,
    SIGNING_KEY_FILE: files.signingKeys[process.name],
    HTTP_PORT: port?.toString(),
    ...kafkaValues(process, context),
    ...databaseValues(process, context),
    ...httpValues(process, context),
  };
  const wanted = process.environment.filter(
    (variable) => backing.otlp !== null || !variable.startsWith('OTEL_'),
  );
  const missing = wanted.find((variable) => !values[variable]);
  if (missing !== undefined)
    throw new SystemUnavailableError(
      `${process.name} needs ${missing}, and the part it comes from was not started`,
    );
  return {
    ...toolEnvironment(),
    NODE_ENV: 'production',
    KAFKAJS_NO_PARTITIONER_WARNING: '1',
    ...(backing.otlp === null ? { OTEL_SDK_DISABLED: 'true' } : {}),
    ...Object.fromEntries(wanted.map((variable) => [variable, String(values[variable])])),
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
