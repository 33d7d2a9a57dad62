import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '@countersign/statement';
import { about, secret } from '../system/running-system.js';

type Json = Readonly<Record<string, unknown>>;
/** A header that stands in the record more than once is an array. */
export type Headers = Readonly<Record<string, string | string[]>>;

/** A record that somebody with the broker's super user writes, and what each reader of the topic must make of it. */
export interface Forgery {
  /** For people who read the matrix. */
  readonly name: string;
  readonly topic: string;
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Headers;
  /** The code it must be refused with; `none`: taken without any effect, as something known already. */
  readonly code: string;
}

/** A private key of the run, and the id it is registered under. */
export interface Signer {
  readonly kid: string;
  readonly key: KeyObject;
}

/** The key that a principal of the running system signs with. */
export function signerOf(principal: string, files = about().secrets.signingKeys): Signer {
  const { kid, ...jwk } = JSON.parse(secret(files[principal])) as { readonly kid: string };
  return { kid, key: createPrivateKey({ key: jwk, format: 'jwk' }) };
}

/** A frozen sample of what a type holds. */
export const sampleOf = (type: string): Json =>
  JSON.parse(readFileSync(join(__dirname, '../../../libs/contracts/golden', `${type}.json`), 'utf8')) as Json;

/** The same, about the system that a topic is for. */
function sampleOn(topic: string, type: string): Json {
  const sample = sampleOf(type);
  const system = topic.split('.')[1];
  return 'system' in sample && system !== undefined ? { ...sample, system } : sample;
}

const part = (content: object | string) =>
  Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)).toString('base64url');

/** A compact JWS with whatever header and payload. */
export function jws(header: object, payload: object | string, { key }: Signer): string {
  const input = `${part(header)}.${part(payload)}`;
  return `${input}.${sign(null, Buffer.from(input), key).toString('base64url')}`;
}

/** A statement as its writer would make it, but for what is said otherwise. */
export interface Statement {
  readonly type: string;
  readonly topic: string;
  readonly iss: string;
  readonly signer: Signer;
  readonly envelope?: Json;
  readonly header?: Json;
  readonly body?: Json;
}

/** Where its chain says that it belongs, unless the envelope says otherwise. */
const chainOf = (iss: string, topic: string) => `${iss}.${topic}.forged`;

export const signed = ({ type, topic, iss, signer, envelope, header, body }: Statement): string =>
  jws(
    { alg: 'Ed25519', kid: signer.kid, typ: type, ...header },
    {
      dep: about().deployment,
      ...{ iss, chain: chainOf(iss, topic), seq: 1, prev: null, iat: Date.now() },
      ...{ body: body ?? sampleOn(topic, type), ...envelope },
    },
    signer,
  );

/** The record key that a statement's content demands. */
function keyOf({ type, topic, iss, body = sampleOf(type) }: Statement): string {
  if (type.endsWith('.alive.v1')) return chainOf(iss, topic);
  return (body['request'] ?? body['subject'] ?? 'any') as string;
}

/** The record of a statement: right in everything that the statement itself is right in. */
export function recordOf(name: string, statement: Statement, code: string): Forgery {
  const text = signed(statement);
  return {
    ...{ name, code, topic: statement.topic, key: keyOf(statement), value: Buffer.from(text) },
    headers: {
      ce_specversion: '1.0',
      ce_id: sha256(text),
      ce_type: statement.type,
      ce_source: `/countersign/${statement.iss}`,
      ce_time: new Date().toISOString(),
      'content-type': 'application/jose',
    },
  };
}
