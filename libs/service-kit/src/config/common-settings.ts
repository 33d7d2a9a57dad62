import { DeploymentId } from '@countersign/contracts';
import { Type } from 'typebox';
import { objectionToDatabaseUrl } from '../persistence/database-address.js';
import { optional, secretFile, setting, trustedFile } from './setting.js';
import { objectionToTrustedUrl } from './trusted-url.js';

const Url = Type.String({ minLength: 8, maxLength: 2048 });

/** Settings of every process. */
export const processSettings = {
  deployment: setting('COUNTERSIGN_DEPLOYMENT', DeploymentId, {
    means: 'the deployment that statements are made for and accepted from',
    expects: 'a lower-case name of at most 41 letters, digits and hyphens',
    example: 'acme-production',
  }),
  telemetry: optional(
    setting('OTEL_EXPORTER_OTLP_ENDPOINT', Url, {
      means: 'where traces and metrics go, by OTLP/HTTP; unset, none are sent',
      expects: 'the base URL of an OpenTelemetry collector',
      example: 'http://127.0.0.1:4318',
      check: (url) => (/^https?:\/\//.test(url) && URL.canParse(url) ? undefined : 'it is not an http URL'),
    }),
  ),
};

/** Settings of a process that answers HTTP. */
export const httpSettings = {
  host: setting('HTTP_HOST', Type.String({ pattern: '^[0-9A-Za-z.:-]{1,253}$' }), {
    means: 'address that the HTTP interface listens on',
    expects: 'an address of this machine',
    example: '0.0.0.0',
    default: '127.0.0.1',
  }),
  port: setting('HTTP_PORT', Type.Integer({ minimum: 0, maximum: 65535 }), {
    means: 'port of the HTTP interface; 0 takes any free one',
    expects: 'a TCP port, 0 to 65535',
    example: '8080',
  }),
};

/** Settings of a process with a database. */
export const databaseSettings = {
  databaseUrl: setting('DATABASE_URL', Url, {
    means: 'the database of this service and the role it works as',
    expects: 'a PostgreSQL URL with a role and without a password; `?sslmode=verify-full` for TLS',
    example: 'postgres://policy@127.0.0.1:5432/policy',
    check: objectionToDatabaseUrl,
  }),
  databasePassword: secretFile('DATABASE_PASSWORD_FILE', {
    means: 'password of the database role',
    expects: 'a file that only its owner and group can read',
    example: '/run/secrets/database-password',
  }),
};

/** Settings of a process that reads or writes Kafka. */
export const kafkaSettings = {
  kafkaBrokers: setting(
    'KAFKA_BROKERS',
    Type.Array(Type.String({ pattern: '^[0-9A-Za-z.\\[\\]:-]+:[0-9]{1,5}$' }), { minItems: 1, maxItems: 32 }),
    {
      means: 'brokers to ask first',
      expects: 'host:port, several separated by commas',
      example: 'kafka-1:9092,kafka-2:9092',
    },
  ),
  kafkaUsername: setting('KAFKA_USERNAME', Type.String({ pattern: '^[a-z][a-z0-9-]{0,40}$' }), {
    means: 'Kafka principal of this process, its name in deploy/duties.yaml',
    expects: 'a lower-case name of at most 41 letters, digits and hyphens',
    example: 'policy',
  }),
  kafkaPassword: secretFile('KAFKA_PASSWORD_FILE', {
    means: 'SCRAM password of the Kafka principal',
    expects: 'a file that only its owner and group can read',
    example: '/run/secrets/kafka-password',
  }),
  kafkaTls: setting('KAFKA_TLS', Type.Union([Type.Literal('on'), Type.Literal('off')]), {
    means: 'whether brokers are spoken to by TLS, their certificates verified',
    expects: '`on`, or `off` for brokers on this machine or network',
    example: 'on',
    default: 'off',
  }),
  kafkaCa: optional(
    trustedFile('KAFKA_CA_FILE', {
      means: 'authorities that certify the brokers; unset, those of the system do',
      expects: 'a PEM file that only its owner can change; with KAFKA_TLS=on only',
      example: '/etc/countersign/kafka-ca.pem',
    }),
  ),
};

const Topics = Type.Array(Type.String({ pattern: '^[a-z][a-z0-9.-]{0,99}$' }), {
  minItems: 1,
  maxItems: 200,
});

/** Topics of a service, as deploy/duties.yaml gives them to its duty; the broker's ACLs come from the same file. */
export const topicSettings = {
  consumes: setting('KAFKA_CONSUMES', Topics, {
    means: 'topics that this service reads',
    expects: 'topic names, separated by commas',
    example: 'governance,request,approval',
  }),
  produces: setting('KAFKA_PRODUCES', Topics, {
    means: 'topics that this service writes, as their only writer',
    expects: 'topic names, separated by commas; heartbeats go to the first',
    example: 'policy',
  }),
};

/** Settings of a process that believes statements. */
export const trustSettings = {
  custodians: trustedFile('CUSTODIANS_FILE', {
    means: "the trust anchor: deployment, threshold and the custodians' public keys",
    expects: 'a JSON file that only its owner can change',
    example: '/etc/countersign/custodians.json',
  }),
};

/** Settings of a process that makes statements. */
export const signingSettings = {
  signingKey: secretFile('SIGNING_KEY_FILE', {
    means: 'private Ed25519 key of this service, a JWK',
    expects: 'a file that only its owner and group can read',
    example: '/run/secrets/signing-key.json',
  }),
  instance: setting('INSTANCE', Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,11}$' }), {
    means:
      'which replica of the service this is: each writes chains of its own, and two with one name would take them from each other',
    expects: 'at most 12 lower-case letters, digits and hyphens, another one for each replica',
    example: '2',
    default: '1',
  }),
};

/** Settings of a process that people and programs log in to. */
export const oidcSettings = {
  oidcIssuer: setting('OIDC_ISSUER', Url, {
    means: 'the one provider whose access tokens are accepted',
    expects: 'its issuer URL, https unless on this machine, exactly as it stands in `iss`',
    example: 'https://login.example.com',
    check: objectionToTrustedUrl,
  }),
  oidcAudience: setting('OIDC_AUDIENCE', Type.String({ minLength: 1, maxLength: 255 }), {
    means: 'what `aud` of an access token must name',
    expects: 'the identifier of this service at the provider',
    example: 'https://countersign.example.com/request',
  }),
};

const Rate = Type.Integer({ minimum: 1, maximum: 1_000_000_000 });

/** How much HTTP a service takes, beside {@link httpSettings}; the names are those of `HttpLimits` and `HttpAppOptions`. */
export const httpLimitSettings = {
  perAddress: setting('HTTP_REQUESTS_PER_ADDRESS', Rate, {
    means: 'requests a minute from one address, counted in each replica',
    expects: 'a whole number of at least 1',
    example: '600',
    default: '6000',
  }),
  perCaller: setting('HTTP_REQUESTS_PER_CALLER', Rate, {
    means: 'requests a minute by one authenticated caller, counted in each replica',
    expects: 'a whole number of at least 1',
    example: '300',
    default: '1200',
  }),
  trustedProxies: optional(
    setting(
      'HTTP_TRUSTED_PROXIES',
      Type.Array(Type.String({ pattern: '^[0-9a-fA-F.:]{2,45}(/[0-9]{1,3})?$' }), {
        minItems: 1,
        maxItems: 64,
      }),
      {
        means: 'reverse proxies whose `x-forwarded-for` is believed',
        expects: 'addresses or networks, separated by commas',
        example: '10.0.0.0/24',
      },
    ),
  ),
};

/**
 * How far clocks may differ before grants stop. Most 5 s, because guards rest on it: policy keeps a slot 5 s beyond `applyBefore`, and verifiers take
 * no clearance that is dated further ahead. Less than 0.5 s would stop grants for what is only a slow network.
 */
export const clockSettings = {
  clockSkewMs: setting('CLOCK_SKEW_MS', Type.Integer({ minimum: 500, maximum: 5_000 }), {
    means:
      "most that the clocks of this process, of its peers and of its target may differ from its database's, ms; beyond it nothing is granted, removals go on",
    expects: 'a whole number from 500 to 5000',
    example: '2000',
    default: '5000',
  }),
};

/** Settings of every duty: a process with a database, topics and a key of its own, whose health is asked for by HTTP. */
export const dutySettings = {
  ...processSettings,
  ...httpSettings,
  ...httpLimitSettings,
  ...databaseSettings,
  ...kafkaSettings,
  ...topicSettings,
  ...signingSettings,
  ...trustSettings,
  ...clockSettings,
};
