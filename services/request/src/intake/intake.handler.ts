import { type RequestId, UnknownType } from '@countersign/contracts';
import {
  type AccessRequested,
  type AccessWithdrawn,
  isFactType,
  parseUpstream,
} from '@countersign/contracts/upstream';
import { identityStated, sourceConfirmed } from '@countersign/contracts/request/issue';
import { storeFact } from '@countersign/service-kit/facts';
import {
  instant,
  isSignedTooLongAgo,
  KeyRetired,
  type KeyRegistry,
  readFact,
  verifySourceSignature,
  verifyStatement,
} from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { considerFact } from '../birthright/consider-worker.handler.js';
import { type RequestDeps, requestTopic } from '../request-deps.js';
import { requestIdOf } from '../submit/normalise.decision.js';
import { submitWish } from '../submit/submit.handler.js';
import { findWithdrawable, withdrawAsked, withdrawRequest } from '../withdraw/withdraw.handler.js';
import { beat } from './heartbeat.store.js';
import type { CloudEvent } from './structured-event.js';

const otherTypes = ['access.requested.v1', 'access.withdrawn.v1', 'source.heartbeat.v1'];
const isTaken = (type: string) => isFactType(type) || otherTypes.includes(type);

/** Identity of a wish that came as an event: the source and the event's own id. */
const eventIdentity = (source: string, id: string) => `event ${source} ${id}`;

/** Whether an event asks for access. */
export const isWish = ({ type }: Pick<CloudEvent, 'type'>): boolean => type === 'access.requested.v1';

/** The id of the request that a wish becomes, known before it is taken in. */
export const requestOf = ({ source, id }: Pick<CloudEvent, 'source' | 'id'>): RequestId =>
  requestIdOf(eventIdentity(source, id));

/**
 * Takes in one event of a source, whichever way it came (Kafka or HTTP): validates, normalises, signs. The caller has made sure, in the same
 * transaction, that this (source, id) is new. Throws a typed error for what has to be quarantined or refused.
 */
export async function takeIn(deps: RequestDeps, tx: EntityManager, record: CloudEvent): Promise<void> {
  if (!isTaken(record.type))
    throw new UnknownType(`event type \`${record.type}\` is unknown`, { details: { type: record.type } });
  deps.heard.require(record.source, record.type);
  if (isFactType(record.type)) return takeFact(deps, tx, record);
  if (isWish(record)) return takeWish(deps, tx, record, parseUpstream('access.requested.v1', record.data));
  if (record.type === 'access.withdrawn.v1')
    return takeWithdrawal(deps, tx, record, parseUpstream('access.withdrawn.v1', record.data));
  return takeHeartbeat(deps, tx, record);
}

/**
 * A heartbeat that the source itself signed is handed on in its own bytes: judgement doubts a source that was not heard of for too long. One
 * without a signature, or dated ahead, is kept here alone: nobody makes old word look fresh.
 */
async function takeHeartbeat(deps: RequestDeps, tx: EntityManager, record: CloudEvent): Promise<void> {
  const { source, id, subject, time, bytes, signature } = record;
  const at = instant(parseUpstream('source.heartbeat.v1', record.data).at);
  const { registry } = deps.trust();
  if (signature !== null) await verifySourceSignature({ ...record, signature }, bytes, registry);
  const isInUse = signature !== null && !isSignedTooLongAgo(signature, record.cameAt, registry);
  const isNews = await beat(tx, source, at, isInUse && at <= deps.clock.now());
  if (signature === null || !isNews) return;
  const draft = sourceConfirmed({ source, id, subject, time, data: bytes.toString('base64url'), signature });
  await deps.issuer.issue(tx, draft, { topic: requestTopic, key: subject });
}

/**
 * The source's signature, unless it came so long after its key's end that its date proves nothing: then a departure, which needs no power, is
 * taken without it, and anything else is refused with `KEY_RETIRED`. INVARIANT: it is genuine all the same, or its id would be used up.
 */
async function signatureInUse(record: CloudEvent, registry: KeyRegistry): Promise<string | null> {
  const { type, signature, cameAt, bytes } = record;
  if (signature === null || !isSignedTooLongAgo(signature, cameAt, registry)) return signature;
  await verifySourceSignature({ ...record, signature }, bytes, registry);
  if (type === 'worker.left.v1') return null;
  throw new KeyRetired('the key of this event had ended long before it came; sign it anew');
}

async function takeFact(deps: RequestDeps, tx: EntityManager, record: CloudEvent): Promise<void> {
  const { source, id, type, subject, time } = record;
  const { registry } = deps.trust();
  const draft = identityStated({
    source,
    id,
    type,
    subject,
    time,
    data: record.bytes.toString('base64url'),
    signature: await signatureInUse(record, registry),
  });
  const signed = await deps.issuer.issue(tx, draft, { topic: requestTopic, key: subject });
  const statement = await verifyStatement(signed.jws, registry, { types: ['request.identity-stated.v1'] });
  const fact = await readFact(statement, registry);
  await storeFact(tx, fact, statement);
  await considerFact(deps, tx, fact);
}

async function takeWish(
  deps: RequestDeps,
  tx: EntityManager,
  record: CloudEvent,
  wish: AccessRequested,
): Promise<void> {
  await submitWish(deps, tx, {
    ...wish,
    actors: [],
    source: `source:${record.source}`,
    cause: null,
    identity: eventIdentity(record.source, record.id),
  });
}

async function takeWithdrawal(
  deps: RequestDeps,
  tx: EntityManager,
  { source }: CloudEvent,
  { request, event, by, reason }: AccessWithdrawn,
): Promise<void> {
  if (event !== undefined) return withdrawAsked(deps, tx, requestOf({ source, id: event }), { by, reason });
  const known = await findWithdrawable(tx, request as string, [`source:${source}`]);
  await withdrawRequest(deps, tx, known, { by, reason });
}
