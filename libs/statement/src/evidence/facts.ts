import { type Hash, SchemaViolation, UnknownType } from '@countersign/contracts';
import { SourceSignature } from '@countersign/contracts/request';
import {
  type FactType,
  type UpstreamEvents,
  isFactType,
  parseUpstream,
} from '@countersign/contracts/upstream';
import { validator } from '@countersign/contracts';
import { fromBase64url, sha256 } from '../bytes.js';
import { BadSignature, ForeignDeployment } from '../errors.js';
import { readJws, verifySignature } from '../jws.js';
import type { KeyRegistry } from '../registry.js';
import type { Statement } from '../statements.js';
import { parseStrictJson } from '../strict-json.js';

/**
 * A fact about an identity as its source stated it. `power`: the source's own signature verified, so it may give as well as take. `stated`: when
 * `request` took it in (ms), whatever day it says it is effective from.
 */
export type Fact<T extends FactType = FactType> = {
  [K in T]: {
    readonly type: K;
    readonly source: string;
    readonly id: string;
    readonly hash: Hash;
    readonly power: boolean;
    readonly stated: number;
    readonly effective: number;
    readonly data: UpstreamEvents[K];
  };
}[T];

const parseSignature = validator('source signature', SourceSignature);

/**
 * Reads the fact inside a verified `request.identity-stated.v1` and checks the source's own signature over it. A wrong signature is an
 * error (`BAD_SIGNATURE`), an absent one a fact without power. Dates that do not exist are `SCHEMA_VIOLATION`.
 */
export async function readFact(
  stated: Statement<'request.identity-stated.v1'>,
  registry: KeyRegistry,
): Promise<Fact> {
  const { source, id, type, data: encoded, signature } = stated.body;
  if (!isFactType(type))
    throw new UnknownType(`\`${type}\` is not a fact about an identity`, { details: { type } });
  const bytes = fromBase64url(encoded);
  const data = parseUpstream(type, parseStrictJson(bytes));
  if ('until' in data && data.until !== null) instant(data.until);
  if (signature !== null) await verifySourceSignature({ ...stated.body, signature }, bytes, registry);
  return {
    type,
    source,
    id,
    hash: stated.hash,
    power: signature !== null,
    stated: stated.iat,
    effective: instant(data.effective),
    data,
  } as Fact;
}

/** A source and the instant (ms) at which it had stated everything it knew. */
export interface Confirmation {
  readonly source: string;
  readonly at: number;
}

/** Reads the heartbeat inside a verified `request.source-confirmed.v1` and checks the source's own signature over it. Throws `BAD_SIGNATURE`. */
export async function readConfirmation(
  { body }: Statement<'request.source-confirmed.v1'>,
  registry: KeyRegistry,
): Promise<Confirmation> {
  const type = 'source.heartbeat.v1';
  const bytes = fromBase64url(body.data);
  const { at } = parseUpstream(type, parseStrictJson(bytes));
  await verifySourceSignature({ ...body, type }, bytes, registry);
  return { source: body.source, at: instant(at) };
}

const instantForm = /^[0-9]{4}(?:-[0-9]{2}){2}T[0-9]{2}(?::[0-9]{2}){2}(?:\.[0-9]{1,3})?Z$/;

/**
 * Milliseconds of an instant in UTC. Throws `SCHEMA_VIOLATION` for another form, which could mean another time elsewhere, and for a date
 * that does not exist, which the platform would quietly move to the next month.
 */
export function instant(text: string): number {
  const at = instantForm.test(text) ? Date.parse(text) : NaN;
  const exists = !Number.isNaN(at) && new Date(at).toISOString().slice(0, 19) === text.slice(0, 19);
  if (!exists) throw new SchemaViolation(`\`${text}\` is not a date`);
  return at;
}

interface SignedEvent {
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly signature: string;
}

/** Whether a source's signature came so long after its key's end that its date proves nothing ({@link KeyRegistry.isOut}). */
export const isSignedTooLongAgo = (signature: string, cameAt: number, registry: KeyRegistry): boolean =>
  registry.isOut(readJws(signature).header.kid, cameAt);

/** Checks a source's signature over an event with these attributes and this data. The key must be this source's, for this type. */
export async function verifySourceSignature(
  event: SignedEvent,
  data: Uint8Array,
  registry: KeyRegistry,
): Promise<void> {
  const jws = readJws(event.signature);
  const bound = parseSignature(parseStrictJson(jws.payload));
  const key = registry.keyFor(jws.header.kid, event.type, instant(event.time));
  const same =
    jws.header.typ === event.type &&
    key.signer === event.source &&
    bound.source === event.source &&
    bound.id === event.id &&
    bound.type === event.type &&
    bound.subject === event.subject &&
    bound.time === event.time &&
    bound.digest === sha256(data);
  if (!same)
    throw new BadSignature(`signature of event \`${event.id}\` is not over this event`, {
      details: { source: event.source },
    });
  if (bound.dep !== registry.deployment)
    throw new ForeignDeployment(`event \`${event.id}\` was signed for another deployment`);
  await verifySignature(jws, key.x);
}
