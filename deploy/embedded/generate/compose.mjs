// docker-compose.yml: the same inventory of processes as the embedded start, in containers.
import { stringify } from 'yaml';
import { KAFKA, OPENID, OTLP, PLATFORM, targetName } from '../backing.mjs';
import { ADMIN } from '../duties.mjs';
import {
  kafka,
  kafkaSetup,
  openid,
  openidFiles,
  otlp,
  platformPostgres,
  targetPostgres,
} from './compose-parts.mjs';
import { migration, ownProcess } from './compose-processes.mjs';
import { KAFKA_SETUP, nameOf } from './container.mjs';

/** @typedef {import('../duties.mjs').Inventory} Inventory */

/** @param {Inventory} inventory */
function containers(inventory) {
  const services = inventory.processes.filter((p) => p.kind === 'service');
  const targets = inventory.systems.map(({ name }) => [targetName(name), targetPostgres(inventory, name)]);
  return {
    [PLATFORM]: platformPostgres(inventory),
    ...Object.fromEntries(targets),
    [KAFKA]: kafka(inventory),
    [KAFKA_SETUP]: kafkaSetup,
    [OPENID]: openid,
    [OTLP]: otlp,
    ...Object.fromEntries(services.map((process) => [`${process.name}-migrate`, migration(process)])),
    ...Object.fromEntries(inventory.processes.map((process) => [process.name, ownProcess(process)])),
  };
}

/** @param {Inventory} inventory @returns {string[]} every secret's path below the secrets folder */
function secretPaths(inventory) {
  return [
    'custodians.json',
    'webhooks.json',
    ...Object.values(openidFiles),
    ...[...inventory.principals.map((p) => p.name), ADMIN].map((name) => `kafka/${name}`),
    ...inventory.keys.filter((key) => key.kind === 'service').map((key) => `keys/${key.principal}.json`),
    ...[...inventory.roles.map((r) => r.name), 'postgres'].map((role) => `database/${role}`),
    ...inventory.systems.map(({ name }) => `targets/${name}/postgres`),
    ...inventory.processes.flatMap(({ target }) =>
      target ? [`targets/${target.system}/${target.role}`] : [],
    ),
  ];
}

/** @param {Inventory} inventory @returns {string} */
export function compose(inventory) {
  const secrets = secretPaths(inventory).map((path) => [nameOf(path), { file: `./.data/compose/${path}` }]);
  const volumes = [PLATFORM, KAFKA, ...inventory.systems.map(({ name }) => targetName(name))].map((name) => [
    name,
    {},
  ]);
  const document = {
    name: 'countersign',
    services: containers(inventory),
    volumes: Object.fromEntries(volumes),
    secrets: Object.fromEntries(secrets),
  };
  return `# The same inventory of processes as \`npm start\`, in containers. Before the first start, make the secrets:
#   node tools/make-secrets.mjs .data/compose        (then: COUNTERSIGN_DEPLOYMENT=<the id it prints> docker compose up --build)
# The containers run as COUNTERSIGN_UID:COUNTERSIGN_GID (default 1000:1000), which must be the owner of those files.
${stringify(document, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}
