// What the containers of docker-compose.yml have in common.
import { KAFKA, OPENID, OTLP } from '../backing.mjs';

/** @typedef {{ source: string, target: string }} Secret */

export const PORT = '8080';
export const BROKER = `${KAFKA}:9092`;
export const ISSUER = `http://${OPENID}:${PORT}`;
export const COLLECTOR = `http://${OTLP}:${PORT}`;

/** Nobody runs as root, and everybody as the owner of the secret files, which only their owner may read. */
export const unprivileged = {
  user: '${COUNTERSIGN_UID:-1000}:${COUNTERSIGN_GID:-1000}',
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
  init: true,
};
/** A container of our own: it needs no writable disk either. */
export const service = {
  image: 'countersign:local',
  build: { context: '.', target: 'service' },
  ...unprivileged,
  read_only: true,
  tmpfs: ['/tmp'],
};
export const health = (/** @type {string[]} */ test) => ({
  test,
  interval: '5s',
  timeout: '3s',
  retries: 12,
  start_period: '30s',
});
const probe = `fetch('http://127.0.0.1:${PORT}/health/ready').then((r)=>process.exit(r.ok?0:1),()=>process.exit(1))`;
export const answers = health(['CMD', 'node', '-e', probe]);

/** @param {string} source name of the secret, see `nameOf` @param {string} [target] where it is mounted @returns {Secret} */
export const secret = (source, target = source) => ({ source, target });
/** A secret's name: its path below the secrets folder. */
export const nameOf = (/** @type {string} */ path) => path.replaceAll(/[/.]/g, '_');
export const mounted = (/** @type {string} */ path) => `/run/secrets/${nameOf(path)}`;

/** The one-shot container that makes topics and ACLs. */
export const KAFKA_SETUP = 'kafka-setup';
