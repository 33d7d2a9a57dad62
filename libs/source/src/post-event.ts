import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '@countersign/contracts';
import { toStructuredJson } from './cloud-event.js';
import { type SourceEvent, type Speaker, prepareEvent } from './prepare-event.js';
import type { PublishedEvent } from './publisher.js';
import { DeliveryFailed, DeliveryRefused, SettingWrong } from './source.errors.js';
import { signWebhook, webhookHeader } from './webhook-signature.js';

export interface HttpTarget extends Speaker {
  /** Where events are taken. `https`, or a loopback address. */
  readonly url: string;
  /** Secret shared with Countersign for this source. */
  readonly secret: string;
  /** Attempts in all. Default 5. */
  readonly attempts?: number;
  /** Patience with one attempt, ms. Default 10 000. */
  readonly timeoutMs?: number;
  /** Waits, ms. Default: a timer. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** What Countersign answered, besides where the event can be followed. */
export interface PostedEvent extends PublishedEvent {
  readonly status: number;
  readonly answer: unknown;
}

const firstWaitMs = 250;
const longestWaitMs = 30_000;

/**
 * Sends one event by HTTP (CloudEvents structured mode, HMAC with timestamp). No answer, 429 and 5xx are tried again with growing,
 * random pauses or as `Retry-After` says; every attempt is stamped anew, and the id makes them one event. Redirects are not followed.
 * Throws `EVENT_INVALID`, `DELIVERY_REFUSED`, `DELIVERY_FAILED`.
 */
export async function postEvent(target: HttpTarget, event: SourceEvent): Promise<PostedEvent> {
  checkUrl(target.url);
  const prepared = await prepareEvent(event, target);
  const { id, type, subject, time, traceparent } = prepared;
  const body = toStructuredJson(prepared);
  const { attempts = 5, wait = sleep } = target;
  const { clock = systemClock } = target;
  let stamp = 0;
  let last: Attempt | undefined;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    // never the same second twice: the same stamp is the same signature, and that is a replay
    stamp = Math.max(Math.floor(clock.now() / 1000), stamp + 1);
    last = await tryOnce(target, body, stamp);
    if (last.outcome === 'taken')
      return { id, type, subject, time, traceparent, status: last.status, answer: last.answer };
    if (last.outcome === 'refused')
      throw new DeliveryRefused(`event \`${id}\` is refused with ${last.status}: ${last.why}`, {
        details: { id, status: last.status },
      });
    if (attempt < attempts) await wait(last.waitMs ?? pauseMs(attempt));
  }
  throw new DeliveryFailed(
    `event \`${id}\` was not taken in ${attempts} attempts: ${last?.why ?? 'none was made'}`,
    {
      details: { id },
      cause: last?.cause,
    },
  );
}

/** Half fixed, half random: senders that failed together do not come back together. */
function pauseMs(attempt: number): number {
  const most = Math.min(firstWaitMs * 2 ** attempt, longestWaitMs);
  return most / 2 + randomInt(Math.ceil(most / 2));
}

type Attempt = { readonly why: string; readonly cause?: unknown; readonly waitMs?: number } & (
  | { readonly outcome: 'taken'; readonly status: number; readonly answer: unknown }
  | { readonly outcome: 'refused'; readonly status: number }
  | { readonly outcome: 'later' }
);

async function tryOnce(
  { url, secret, timeoutMs = 10_000 }: HttpTarget,
  body: string,
  stamp: number,
): Promise<Attempt> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'content-type': 'application/cloudevents+json; charset=utf-8',
        [webhookHeader]: signWebhook(secret, body, stamp),
      },
      body,
    });
    return await readAnswer(response);
  } catch (cause) {
    return { outcome: 'later', why: `no answer: ${reasonOf(cause)}`, cause };
  }
}

async function readAnswer(response: Response): Promise<Attempt> {
  const { status } = response;
  const answer = parseJson(await response.text());
  if (response.ok) return { outcome: 'taken', status, answer, why: '' };
  const why = problemText(answer) ?? response.statusText;
  if (status !== 429 && status < 500) return { outcome: 'refused', status, why };
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const waitMs = seconds >= 0 ? Math.min(seconds * 1000, longestWaitMs) : undefined;
  return { outcome: 'later', why: `${status} ${why}`, waitMs };
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** The sentence of a problem+json body. */
function problemText(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { code, title, detail } = answer as Record<string, unknown>;
  const parts = [code, detail ?? title].filter((part) => typeof part === 'string');
  return parts.length > 0 ? parts.join(' ') : undefined;
}

const reasonOf = (error: unknown): string => {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || message : message;
};

/** The secret proves who sends; sent in the clear, it could still be replayed elsewhere within its minutes. */
function checkUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const local = url && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && local)) return;
  throw new SettingWrong(`\`${text}\` must be an https address, or one of this machine`);
}
