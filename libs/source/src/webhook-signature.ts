import { createHmac } from 'node:crypto';

/** Header that carries the signature of an event sent over HTTP. */
export const webhookHeader = 'countersign-signature';

/**
 * `t=<unix seconds>,v1=<hex>`: HMAC-SHA-256 with the secret shared with Countersign (its UTF-8 bytes) over `<t>.<raw body>`.
 * Countersign accepts it for five minutes, and each one once.
 */
export function signWebhook(secret: string, body: string | Uint8Array, unixSeconds: number): string {
  const mac = createHmac('sha256', secret).update(`${unixSeconds}.`).update(body).digest('hex');
  return `t=${unixSeconds},v1=${mac}`;
}
