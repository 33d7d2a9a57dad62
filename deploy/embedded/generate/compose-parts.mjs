// docker-compose.yml: what our processes stand on.
import { readFileSync } from 'node:fs';
import { KAFKA } from '../backing.mjs';
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
 * @param {string} script below deploy/postgres @param {string} folder of the passwords @param {string[]} roles @param {string} volume @param {string} [schema] database whose own schema is in deploy/targets
 */
export const postgres = (script, folder, roles, volume, schema) => ({
  image: POSTGRES,
  command: ['postgres', '-c', 'password_encryption=scram-sha-256', '-c', 'max_connections=250'],
  environment: {
    POSTGRES_PASSWORD_FILE: mounted(`${folder}/postgres`),
    POSTGRES_INITDB_ARGS:
      '--auth=scram-sha-256 --encoding=UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8',
    PASSWORDS_DIR: '/run/passwords',
    ...(schema ? { SCHEMA_DATABASE: schema } : {}),
  },
  secrets: [
    secret(nameOf(`${folder}/postgres`)),
    ...roles.map((role) => secret(nameOf(`${folder}/${role}`), `/run/passwords/${role}`)),
  ],
  volumes: [
    `${volume}:/var/lib/postgresql`,
    `./deploy/postgres/${script}:/docker-entrypoint-initdb.d/10-roles.sql:ro`,
    ...(schema
      ? [
          `./deploy/targets/${schema}:/schema:ro`,
          './deploy/postgres/apply-schema.sh:/docker-entrypoint-initdb.d/20-schema.sh:ro',
        ]
      : []),
  ],
  ...unprivileged,
  healthcheck: health(['CMD', 'pg_isready', '-h', '127.0.0.1', '-U', 'postgres']),
  restart: 'unless-stopped',
});

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
