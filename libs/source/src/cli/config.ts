import { readFileSync } from 'node:fs';
import { DeploymentId, systemClock, validator } from '@countersign/contracts';
import { parseStrictJson } from '@countersign/statement';
import { loadSigningKey } from '@countersign/statement/sign';
import type { Speaker } from '../prepare-event.js';
import type { PublisherOptions } from '../publisher.js';
import { SettingWrong } from '../source.errors.js';

type Environment = Readonly<Record<string, string | undefined>>;

const parseDeployment = validator('COUNTERSIGN_DEPLOYMENT', DeploymentId);

/** The environment of this process; the command's other files are given settings. */
export const environment = (): Environment => process.env;

function required(env: Environment, name: string): string {
  const value = env[name];
  if (value) return value;
  throw new SettingWrong(`${name} is not set`, { details: { variable: name } });
}

function readSecret(env: Environment, name: string): string {
  const file = required(env, name);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new SettingWrong(`${name} names a file that cannot be read: ${reason}`, {
      cause,
      details: { variable: name },
    });
  }
}

async function speaker(env: Environment, source: string): Promise<Speaker> {
  const deployment = parseDeployment(required(env, 'COUNTERSIGN_DEPLOYMENT'));
  if (!env.SIGNING_KEY_FILE) return { source, deployment, clock: systemClock };
  const signingKey = await loadSigningKey(parseStrictJson(readSecret(env, 'SIGNING_KEY_FILE')));
  return { source, deployment, signingKey, clock: systemClock };
}

/** Settings for the broker: KAFKA_BROKERS, KAFKA_USERNAME (= the source), KAFKA_PASSWORD_FILE, SIGNING_KEY_FILE if it signs. */
export async function kafkaSettings(env: Environment): Promise<PublisherOptions> {
  const username = required(env, 'KAFKA_USERNAME');
  return {
    ...(await speaker(env, username)),
    brokers: required(env, 'KAFKA_BROKERS').split(','),
    username,
    password: readSecret(env, 'KAFKA_PASSWORD_FILE'),
  };
}

/** Settings for HTTP: COUNTERSIGN_SOURCE, WEBHOOK_SECRET_FILE, SIGNING_KEY_FILE if it signs. */
export const httpSettings = async (env: Environment, url: string) => ({
  ...(await speaker(env, required(env, 'COUNTERSIGN_SOURCE'))),
  url,
  secret: readSecret(env, 'WEBHOOK_SECRET_FILE'),
});
