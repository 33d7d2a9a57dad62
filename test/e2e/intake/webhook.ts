import { signWebhook, webhookHeader } from '@countersign/source';
import { about, secret } from '../system/running-system.js';
import type { Call } from './http-call.js';

const secrets = JSON.parse(secret(about().secrets.webhooks)) as Readonly<Record<string, string>>;

/** The secret that a source shares with intake. */
export const webhookSecret = (source: string): string => secrets[source] ?? '';

let count = 0;
/** An id that no event had before. */
export const freshId = (): string => `e2e-${process.pid}-${Date.now()}-${count++}`;

/** A structured event of a source: a heartbeat, unless said otherwise. */
export const eventOf = (
  change: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> => ({
  ...{
    specversion: '1.0',
    id: freshId(),
    source: 'itsm',
    type: 'source.heartbeat.v1',
    subject: 'source:itsm',
  },
  ...{ time: new Date().toISOString(), data: { at: new Date().toISOString() } },
  ...change,
});

const nowSeconds = () => Math.floor(Date.now() / 1_000);

/** A call that carries an event, signed as its source would. */
export function signedCall(
  body: string,
  { source = 'itsm', at = nowSeconds() }: { source?: string; at?: number } = {},
): Call & { readonly headers: Readonly<Record<string, string>>; readonly body: string } {
  return {
    path: '/events',
    headers: {
      'content-type': 'application/cloudevents+json',
      [webhookHeader]: signWebhook(webhookSecret(source), body, at),
    },
    body,
  };
}
