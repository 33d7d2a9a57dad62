import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Millis } from '@countersign/contracts';
import {
  WeakWebhookSecret,
  WebhookSignatureMalformed,
  WebhookSignatureWrong,
  WebhookStale,
  WebhookUnsigned,
} from './webhook.errors.js';

/** `countersign-signature: t=<unix seconds>,v1=<hex HMAC-SHA-256 of "<t>.<body>">` */
export const webhookHeader = 'countersign-signature';

/** Oldest signature accepted: long enough for a sender's retry, short enough to remember every one. */
const maxAgeMs = 300_000;
/** How far a sender's clock may run ahead. */
const maxAheadMs = 60_000;
/** A shorter secret could be guessed from one signature. */
const minSecretLength = 32;
const form = /^t=([1-9][0-9]{0,11}),v1=([0-9a-f]{64})$/;

/** What a right signature says. */
export interface WebhookSignature {
  readonly signedAt: Millis;
  /** Remember it until `signedAt` + 5 min: a second use within that time is a replay. */
  readonly signature: string;
}

const mac = (secret: string, seconds: string, body: Uint8Array): Buffer =>
  createHmac('sha256', secret).update(`${seconds}.`).update(body).digest();

/** The header's value for a body; used by senders. */
export function signWebhook(body: Uint8Array, secret: string, at: Millis): string {
  const seconds = String(Math.floor(at / 1000));
  return `t=${seconds},v1=${mac(secret, seconds, body).toString('hex')}`;
}

export interface SignedWebhook {
  /** As Node gives it; a header sent twice arrives as a list or joined, and is refused. */
  readonly header: string | readonly string[] | undefined;
  /** Exactly the bytes received. */
  readonly body: Uint8Array;
  /** The secrets of the source, several while one is being replaced; each at least 32 characters. */
  readonly secrets: readonly string[];
  readonly now: Millis;
}

/**
 * Checks a webhook's signature: a secret of the source over these very bytes, at most 5 min old and 1 min ahead.
 * Pure; takes the same time whichever byte differs. Replay within the window is the caller's to remember.
 * Throws `WEBHOOK_UNSIGNED`, `…_SIGNATURE_MALFORMED`, `…_STALE`, `…_SIGNATURE_WRONG`.
 */
export function verifyWebhook({ header, body, secrets, now }: SignedWebhook): WebhookSignature {
  if (secrets.some((secret) => secret.length < minSecretLength))
    throw new WeakWebhookSecret(`a webhook secret has fewer than ${minSecretLength} characters`);
  if (header === undefined) throw new WebhookUnsigned(`the header \`${webhookHeader}\` is missing`);
  const [, seconds = '', hex = ''] = (typeof header === 'string' && form.exec(header)) || [];
  if (!hex)
    throw new WebhookSignatureMalformed(`\`${webhookHeader}\` must be \`t=<seconds>,v1=<64 hex digits>\``);
  const given = Buffer.from(hex, 'hex');
  const matches = secrets.map((secret) => timingSafeEqual(mac(secret, seconds, body), given));
  if (!matches.includes(true))
    throw new WebhookSignatureWrong('the signature does not fit these bytes and this source');
  const signedAt = Number(seconds) * 1000;
  if (now - signedAt > maxAgeMs || signedAt - now > maxAheadMs)
    throw new WebhookStale('signed more than 5 minutes ago or more than 1 minute ahead');
  return { signedAt, signature: hex };
}
