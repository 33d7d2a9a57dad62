import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { sha256 } from '@countersign/statement';
import { loadSigningKey, signStatement } from '@countersign/statement/sign';
import kafkajs from 'kafkajs';
import { readSecret, type RunFile } from './running-system.js';

/** A statement that somebody makes who should not. */
export interface Forgery {
  readonly type: string;
  readonly body: unknown;
  /** Whose key signs it: a service's own (that service turned hostile), a new one that nobody registered, or this one (JWK) that somebody has got hold of. */
  readonly signer: string;
  readonly key: 'own' | 'unregistered' | object;
  readonly topic: string;
  readonly partitionKey: string;
  /** Whose login writes it to the broker; `admin` is the broker's super user. */
  readonly login: string;
}

async function signingKey(about: RunFile, { signer, key }: Forgery) {
  if (key === 'own') return loadSigningKey(JSON.parse(readSecret(about.secrets.signingKeys[signer])));
  if (typeof key === 'object') return loadSigningKey(key);
  const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return loadSigningKey({ kty: 'OKP', crv: 'Ed25519', x, d, kid: `${signer}-forged` });
}

/** Signs a statement outside of its service and writes it to Kafka; gives its hash. Its chain is one of its own, so no number is missing. */
export async function forge(about: RunFile, forgery: Forgery): Promise<string> {
  const { type, body, signer, topic, partitionKey, login } = forgery;
  const iat = Date.now();
  const chain = `${signer}.${topic}.forged-${randomBytes(3).toString('hex')}`;
  const envelope = { dep: about.deployment, iss: signer, chain, seq: 1, prev: null, iat };
  const { jws } = await signStatement(await signingKey(about, forgery), envelope, { type, body } as never);
  const hash = sha256(jws);
  const kafka = new kafkajs.Kafka({
    brokers: [...about.brokers],
    clientId: login,
    sasl: { mechanism: 'scram-sha-512', username: login, password: readSecret(about.secrets.kafka[login]) },
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const producer = kafka.producer();
  await producer.connect();
  const headers = {
    ce_specversion: '1.0',
    ce_id: hash,
    ce_type: type,
    ce_source: `/countersign/${signer}`,
    ce_time: new Date(iat).toISOString(),
    'content-type': 'application/jose',
  };
  await producer.send({ topic, acks: -1, messages: [{ key: partitionKey, value: jws, headers }] });
  await producer.disconnect();
  return hash;
}
