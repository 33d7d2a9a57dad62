// docker-compose.yml: our own processes and their migrations.
import { OPENID, PLATFORM, targetName } from '../backing.mjs';
import { AUDIENCE } from '../openid-audience.mjs';
import { TELEMETRY } from '../services.mjs';
import {
  answers,
  BROKER,
  COLLECTOR,
  ISSUER,
  KAFKA_SETUP,
  mounted,
  nameOf,
  PORT,
  secret,
  service,
} from './container.mjs';

/** @typedef {import('../duties.mjs').Process} Process */

/** @param {Process} process @returns {Record<string, string>} variable to the secret's path below the secrets folder */
function secretFiles({ name, database, target }) {
  /** @type {Record<string, string>} */
  const files = {
    CUSTODIANS_FILE: 'custodians.json',
    KAFKA_PASSWORD_FILE: `kafka/${name}`,
    SIGNING_KEY_FILE: `keys/${name}.json`,
    DATABASE_PASSWORD_FILE: `database/${database}`,
    WEBHOOK_SECRETS_FILE: 'webhooks.json',
    ...(target ? { TARGET_PASSWORD_FILE: `targets/${target.system}/${target.role}` } : {}),
  };
  return files;
}

/** @param {Process} process @returns {Record<string, string>} */
function plainSettings({ name, database, target, consumes, produces, hears, clients }) {
  return {
    COUNTERSIGN_DEPLOYMENT: '${COUNTERSIGN_DEPLOYMENT:?}',
    KAFKA_BROKERS: BROKER,
    KAFKA_USERNAME: name,
    KAFKA_CONSUMES: consumes.join(','),
    KAFKA_PRODUCES: produces.join(','),
    SOURCE_EVENTS: hears.join(','),
    SOURCE_CLIENTS: clients.join(','),
    HTTP_PORT: PORT,
    DATABASE_URL: `postgres://${database}@${PLATFORM}:5432/${database}`,
    OTEL_SERVICE_NAME: name,
    OTEL_EXPORTER_OTLP_ENDPOINT: COLLECTOR,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OIDC_ISSUER: ISSUER,
    OIDC_AUDIENCE: AUDIENCE,
    ...(target
      ? {
          SYSTEM: target.system,
          TARGET_URL: `postgres://${target.role}@${targetName(target.system)}:5432/${target.system}`,
        }
      : {}),
  };
}

/** @param {Process} process */
export function ownProcess(process) {
  const isService = process.kind === 'service';
  const files = secretFiles(process);
  const settings = plainSettings(process);
  const value = (/** @type {string} */ variable) =>
    files[variable] === undefined ? settings[variable] : mounted(files[variable]);
  const needs = [
    [KAFKA_SETUP, 'service_completed_successfully'],
    ...(isService ? [[`${process.name}-migrate`, 'service_completed_successfully']] : []),
    ...(process.target ? [[targetName(process.target.system), 'service_healthy']] : []),
    ...(process.environment.includes('OIDC_ISSUER') ? [[OPENID, 'service_healthy']] : []),
  ];
  return {
    ...service,
    working_dir: `/app/${process.folder}`,
    command: ['node', ...(isService ? ['--require', TELEMETRY] : []), 'dist/main.js'],
    environment: {
      NODE_ENV: 'production',
      ...(isService ? { HTTP_HOST: '0.0.0.0' } : {}),
      ...Object.fromEntries(process.environment.map((variable) => [variable, value(variable)])),
    },
    secrets: process.environment.flatMap((variable) => {
      const file = files[variable];
      return file === undefined ? [] : [secret(nameOf(file))];
    }),
    depends_on: Object.fromEntries(needs.map(([name, condition]) => [name, { condition }])),
    ...(isService ? { restart: 'unless-stopped', healthcheck: answers } : { profiles: ['command'] }),
  };
}

/** @param {Process} process whose database its owner brings up to date */
export function migration({ database, folder, system }) {
  const file = `database/${database}_owner`;
  return {
    ...service,
    working_dir: `/app/${folder}`,
    command: ['node', 'dist/migrate.js'],
    environment: {
      NODE_ENV: 'production',
      COUNTERSIGN_DEPLOYMENT: '${COUNTERSIGN_DEPLOYMENT:?}',
      DATABASE_URL: `postgres://${database}_owner@${PLATFORM}:5432/${database}`,
      DATABASE_PASSWORD_FILE: mounted(file),
      ...(system ? { SYSTEM: system } : {}),
    },
    secrets: [secret(nameOf(file))],
    depends_on: { [PLATFORM]: { condition: 'service_healthy' } },
    restart: 'on-failure',
  };
}
