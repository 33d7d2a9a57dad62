// docker-compose.yml: what our processes stand on.
import { readFileSync } from 'node:fs';
import { KAFKA, PLATFORM, targetName } from '../backing.mjs';
import { ADMIN } from '../duties.mjs';
import { CONSOLE_CLIENT } from '../secrets.mjs';
import {
  answers,
  BROKER,
  health,
  ISSUER,
  mounted,
  nameOf,
  PORT,
  secret,
  service,
  unprivileged,
} from './container.mjs';

/** @typedef {import('../duties.mjs').Inventory} Inventory */

const POSTGRES = 'postgres:18.4';
const pom = readFileSync(new URL('../../kafka/pom.xml', import.meta.url), 'utf8');
const kafkaVersion = /<artifactId>kafka_2.13<\/artifactId>\s*<version>([^<]+)/.exec(pom)?.[1];

/**
 * @param {object} options
 * @param {string} options.name of the volume
 * @param {string} options.passwords folder of the secrets
 * @param {string[]} options.roles whose passwords are needed to make them
 * @param {string[]} options.mounts what the container runs when its volume is empty, and what that reads
 * @param {Record<string, string>} [options.environment]
 */
const postgres = ({ name, passwords, roles, mounts, environment = {} }) => ({
  image: POSTGRES,
  command: ['postgres', '-c', 'max_connections=250', '-c', 'reserved_connections=5'],
  environment: {
    POSTGRES_PASSWORD_FILE: mounted(`${passwords}/postgres`),
    POSTGRES_INITDB_ARGS:
      '--auth=scram-sha-256 --encoding=UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8',
    PASSWORDS_DIR: '/run/passwords',
    ...environment,
  },
  secrets: [
    secret(nameOf(`${passwords}/postgres`)),
    ...roles.map((role) => secret(nameOf(`${passwords}/${role}`), `/run/passwords/${role}`)),
  ],
  volumes: [`${name}:/var/lib/postgresql`, ...mounts.map((mount) => `${mount}:ro`)],
  ...unprivileged,
  healthcheck: health(['CMD', 'pg_isready', '-h', '127.0.0.1', '-U', 'postgres']),
  restart: 'unless-stopped',
});

/** @param {Inventory} inventory */
export const platformPostgres = (inventory) =>
  postgres({
    name: PLATFORM,
    passwords: 'database',
    roles: inventory.roles.map((role) => role.name),
    mounts: ['./deploy/postgres/roles.sql:/docker-entrypoint-initdb.d/10-roles.sql'],
  });

/** @param {Inventory} inventory @param {string} system */
export function targetPostgres(inventory, system) {
  const processes = inventory.processes.filter((process) => process.target?.system === system);
  const read = [
    'deploy/postgres',
    'deploy/demo/every-target',
    `deploy/demo/${system}`,
    ...processes.map(({ folder }) => `${folder}/target`),
  ];
  return postgres({
    name: targetName(system),
    passwords: `targets/${system}`,
    roles: processes.flatMap(({ target }) => target?.role ?? []),
    mounts: [
      './deploy/postgres/set-up-target.sh:/docker-entrypoint-initdb.d/10-set-up-target.sh',
      ...read.map((folder) => `./${folder}:/countersign/${folder}`),
    ],
    environment: { SYSTEM: system },
  });
}

/** @param {Inventory} inventory */
export function kafka(inventory) {
  const users = [...inventory.principals.map((p) => p.name), ADMIN];
  return {
    image: `apache/kafka:${kafkaVersion}`,
    entrypoint: ['/bin/bash', '/opt/countersign/start-in-container.sh'],
    environment: { KAFKA_HEAP_OPTS: '-Xms256m -Xmx512m', PASSWORDS_DIR: '/run/passwords' },
    secrets: users.map((user) => secret(nameOf(`kafka/${user}`), `/run/passwords/${user}`)),
    volumes: [
      `${KAFKA}:/var/lib/kafka/data`,
      './deploy/kafka/start-in-container.sh:/opt/countersign/start-in-container.sh:ro',
    ],
    ...unprivileged,
    healthcheck: health(['CMD', 'bash', '-c', '</dev/tcp/127.0.0.1/9092']),
    restart: 'unless-stopped',
  };
}

export const kafkaSetup = {
  ...service,
  command: ['node', 'tools/apply-topics.mjs'],
  environment: { KAFKA_BROKERS: BROKER, KAFKA_ADMIN_PASSWORD_FILE: mounted(`kafka/${ADMIN}`) },
  secrets: [secret(nameOf(`kafka/${ADMIN}`))],
  depends_on: { [KAFKA]: { condition: 'service_healthy' } },
  restart: 'on-failure',
};

export const openidFiles = {
  OPENID_CLIENTS_FILE: 'openid/clients.json',
  OPENID_PEOPLE_FILE: 'openid/people.json',
  OPENID_KEYS_FILE: 'openid/keys.json',
};
export const openid = {
  ...service,
  image: 'countersign-demonstration:local',
  build: { context: '.', target: 'demonstration' },
  command: ['node', 'deploy/embedded/openid-provider.mjs'],
  environment: {
    HTTP_HOST: '0.0.0.0',
    HTTP_PORT: PORT,
    OPENID_ISSUER: ISSUER,
    OPENID_CLIENT: CONSOLE_CLIENT,
    ...Object.fromEntries(Object.entries(openidFiles).map(([variable, path]) => [variable, mounted(path)])),
  },
  secrets: Object.values(openidFiles).map((path) => secret(nameOf(path))),
  healthcheck: answers,
  restart: 'unless-stopped',
};
export const otlp = {
  ...service,
  command: ['node', 'deploy/embedded/otlp-receiver.mjs'],
  environment: { HTTP_HOST: '0.0.0.0', HTTP_PORT: PORT },
  healthcheck: answers,
  restart: 'unless-stopped',
};
