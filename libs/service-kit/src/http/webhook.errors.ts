import { CountersignError } from '@countersign/contracts';

/** `countersign-signature` is missing. */
export class WebhookUnsigned extends CountersignError {
  readonly code = 'WEBHOOK_UNSIGNED';
  readonly retriable = false;
}

/** `countersign-signature` is not in its one form, or stands there twice. */
export class WebhookSignatureMalformed extends CountersignError {
  readonly code = 'WEBHOOK_SIGNATURE_MALFORMED';
  readonly retriable = false;
}

/** Signed too long ago, or in the future. */
export class WebhookStale extends CountersignError {
  readonly code = 'WEBHOOK_STALE';
  readonly retriable = false;
}

/** The signature is not one over these bytes by a secret of this source. */
export class WebhookSignatureWrong extends CountersignError {
  readonly code = 'WEBHOOK_SIGNATURE_WRONG';
  readonly retriable = false;
}

/** A webhook secret is too short to sign anything with. Our own configuration is wrong, not the message. */
export class WeakWebhookSecret extends CountersignError {
  readonly code = 'WEAK_WEBHOOK_SECRET';
  readonly retriable = false;
}
