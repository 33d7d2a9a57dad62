import {
  Envelope,
  type Hash,
  type StatementType,
  type Statements,
  UnknownType,
  isStatementType,
  parseBody,
  validator,
} from '@countersign/contracts';
import { sha256 } from './bytes.js';
import { ForeignDeployment, KeyNotAllowed, UnexpectedType } from './errors.js';
import { readJws, verifySignature } from './jws.js';
import type { KeyRegistry } from './registry.js';
import { parseStrictJson } from './strict-json.js';

const parseEnvelope = validator('statement', Envelope);

/** A statement whose signature, key, envelope and body were checked. `jws` are the signer's exact bytes, `hash` their SHA-256. */
export interface Statement<T extends StatementType = StatementType> extends Readonly<Omit<Envelope, 'body'>> {
  readonly type: T;
  readonly hash: Hash;
  readonly kid: string;
  readonly jws: string;
  readonly body: Statements[T];
}

/**
 * Verifies a statement against the dated registry: known type, key allowed for it at `iat`, signer and deployment as registered,
 * signature, envelope and body by schema. Pure but for the key cache. Throws a typed error; nothing is believed before it returns.
 */
export async function verifyStatement<T extends StatementType = StatementType>(
  text: string,
  registry: KeyRegistry,
  expected?: { readonly types?: readonly T[] },
): Promise<Statement<T>> {
  const jws = readJws(text);
  const { typ: type, kid } = jws.header;
  if (!isStatementType(type))
    throw new UnknownType(`statement type \`${type}\` is unknown`, { details: { type } });
  if (expected?.types && !(expected.types as readonly string[]).includes(type))
    throw new UnexpectedType(`\`${type}\` where ${expected.types.join(' or ')} is expected`);
  const envelope = parseEnvelope(parseStrictJson(jws.payload));
  const key = registry.keyFor(kid, type, envelope.iat);
  if (key.signer !== envelope.iss)
    throw new KeyNotAllowed(`key \`${kid}\` belongs to \`${key.signer}\`, not to \`${envelope.iss}\``);
  if (envelope.dep !== registry.deployment)
    throw new ForeignDeployment(
      `statement of deployment \`${envelope.dep}\`, here is \`${registry.deployment}\``,
    );
  await verifySignature(jws, key.x);
  const body = parseBody(type, envelope.body);
  return {
    ...envelope,
    type,
    kid,
    jws: text,
    hash: sha256(text),
    body,
  } as Statement<StatementType> as Statement<T>;
}

/** Narrows a statement to one type. */
export const isStatement = <T extends StatementType>(
  statement: Statement,
  type: T,
): statement is Statement<T> => statement.type === type;
