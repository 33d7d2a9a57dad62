// Which variables a process is given: by what it does, never more. The launcher, docker-compose.yml and the tests of
// both read the names from here (through the inventory).

/** Variables that tell a process where things are; secrets come by file. */
const EVERY = [
  'COUNTERSIGN_DEPLOYMENT',
  'CUSTODIANS_FILE',
  'KAFKA_BROKERS',
  'KAFKA_USERNAME',
  'KAFKA_PASSWORD_FILE',
];
const SERVICE = [
  'KAFKA_CONSUMES',
  'KAFKA_PRODUCES',
  'HTTP_PORT',
  'SIGNING_KEY_FILE',
  'DATABASE_URL',
  'DATABASE_PASSWORD_FILE',
];
const TELEMETRY = ['OTEL_SERVICE_NAME', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_PROTOCOL'];
const PEOPLE = ['OIDC_ISSUER', 'OIDC_AUDIENCE'];
const UPSTREAM = ['SOURCE_EVENTS', 'SOURCE_CLIENTS', 'WEBHOOK_SECRETS_FILE'];
const TARGET = ['SYSTEM', 'TARGET_URL', 'TARGET_PASSWORD_FILE'];

/** Duties with an API that people and systems call with bearer tokens. */
const SERVES_PEOPLE = new Set(['request', 'approval']);

/**
 * @param {{ duty: string, kind: 'service' | 'command', consumes: string[], target: object | null }} process
 * @returns {string[]} names of variables, in a fixed order
 */
export function environmentNames(process) {
  const readsSources = process.consumes.some((topic) => topic.startsWith('upstream.'));
  return [
    ...EVERY,
    ...(process.kind === 'service' ? [...SERVICE, ...TELEMETRY] : []),
    ...(SERVES_PEOPLE.has(process.duty) ? PEOPLE : []),
    ...(readsSources ? UPSTREAM : []),
    ...(process.target === null ? [] : TARGET),
  ];
}
