import { CountersignError } from '@countersign/contracts';

/** A record is not in the form that its topic demands: no value, a header missing, repeated, too long or out of place. */
export class MalformedRecord extends CountersignError {
  readonly code = 'MALFORMED_RECORD';
  readonly retriable = false;
}

/** A record is larger than any that we send. */
export class RecordTooLarge extends CountersignError {
  readonly code = 'RECORD_TOO_LARGE';
  readonly retriable = false;
}

/** A header says something else than the signed bytes. */
export class HeaderMismatch extends CountersignError {
  readonly code = 'HEADER_MISMATCH';
  readonly retriable = false;
}

/** A record comes from somebody who is not the single writer of its topic. */
export class WrongWriter extends CountersignError {
  readonly code = 'WRONG_WRITER';
  readonly retriable = false;
}

/** A statement lies on another topic than the one that its chain belongs to. */
export class WrongTopic extends CountersignError {
  readonly code = 'WRONG_TOPIC';
  readonly retriable = false;
}

/** A record has another key than its content demands. */
export class WrongKey extends CountersignError {
  readonly code = 'WRONG_KEY';
  readonly retriable = false;
}

/** An id came before with another content. One of the two is not genuine. */
export class DuplicateId extends CountersignError {
  readonly code = 'DUPLICATE_ID';
  readonly retriable = false;
}

/** Another process works on this partition: what this one has in hand is not its own any more. */
export class OffsetMoved extends CountersignError {
  readonly code = 'OFFSET_MOVED';
  readonly retriable = true;
}

/** The transport was not attached with `connectTransport`, so that Nest would hide why a handler failed. */
export class NotConnected extends CountersignError {
  readonly code = 'TRANSPORT_NOT_CONNECTED';
  readonly retriable = false;
}

/** Another process took over this chain: this one signs nothing any more and must end. */
export class LeaseLost extends CountersignError {
  readonly code = 'LEASE_LOST';
  readonly retriable = false;
}

/** A statement was to be issued on a topic that this service has no chain for. */
export class UnknownTopic extends CountersignError {
  readonly code = 'UNKNOWN_TOPIC';
  readonly retriable = false;
}

/** A statement would be larger than readers accept. */
export class StatementTooLarge extends CountersignError {
  readonly code = 'STATEMENT_TOO_LARGE';
  readonly retriable = false;
}

/** There is no such record in quarantine, or not in a state that the command applies to. */
export class NotQuarantined extends CountersignError {
  readonly code = 'NOT_QUARANTINED';
  readonly retriable = false;
}

/** An act by hand needs an actor and a reason. */
export class ActIncomplete extends CountersignError {
  readonly code = 'ACT_INCOMPLETE';
  readonly retriable = false;
}

/** The chain is not one that contradicts itself; there is nothing to clear. */
export class ChainNotBroken extends CountersignError {
  readonly code = 'CHAIN_NOT_BROKEN';
  readonly retriable = false;
}

/** A part of a chain was to be sent again of which this service issued nothing. */
export class NothingToResend extends CountersignError {
  readonly code = 'NOTHING_TO_RESEND';
  readonly retriable = false;
}
