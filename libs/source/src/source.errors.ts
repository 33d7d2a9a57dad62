import { CountersignError } from '@countersign/contracts';

/** The event does not fit its published schema, or the bounds of the wire. `problems`: every one found, a sentence each. Nothing was sent. */
export class EventInvalid extends CountersignError {
  readonly code = 'EVENT_INVALID';
  readonly retriable = false;

  constructor(
    event: string,
    readonly problems: readonly string[],
  ) {
    super(`${event} is not valid: ${problems.join('; ')}`, { details: { problems } });
  }
}

/** The broker knows this principal and does not let it write this topic: each source writes its own topic only. */
export class PublishingForbidden extends CountersignError {
  readonly code = 'PUBLISHING_FORBIDDEN';
  readonly retriable = false;
}

/** The broker does not accept the name or password. */
export class CredentialsRefused extends CountersignError {
  readonly code = 'CREDENTIALS_REFUSED';
  readonly retriable = false;
}

/** No broker could be reached, or none took the events in time. They may have been written all the same: sending them again is safe. */
export class BrokerUnavailable extends CountersignError {
  readonly code = 'BROKER_UNAVAILABLE';
  readonly retriable = true;
}

/** Countersign answered an event over HTTP with a no. `status` and, where given, the problem's own code. */
export class DeliveryRefused extends CountersignError {
  readonly code = 'DELIVERY_REFUSED';
  readonly retriable = false;
}

/** An event over HTTP got no answer, or "not now", as often as it was tried. Sending it again is safe. */
export class DeliveryFailed extends CountersignError {
  readonly code = 'DELIVERY_FAILED';
  readonly retriable = true;
}

/** A setting of the publisher or of the command is missing or wrong; the sentence names it. */
export class SettingWrong extends CountersignError {
  readonly code = 'SETTING_WRONG';
  readonly retriable = false;
}
