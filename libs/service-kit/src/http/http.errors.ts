import { CountersignError } from '@countersign/contracts';

/** No route has this path. */
export class NotFound extends CountersignError {
  readonly code = 'NOT_FOUND';
  readonly retriable = false;
}

/** The path exists, this method on it does not. */
export class MethodNotAllowed extends CountersignError {
  readonly code = 'METHOD_NOT_ALLOWED';
  readonly retriable = false;

  constructor(readonly allowed: readonly string[]) {
    super(`this path allows ${allowed.map((method) => `\`${method}\``).join(', ')} only`);
  }
}

/** The URL cannot be decoded, or a key stands in its query more than once, so that two readers could see two values. */
export class MalformedUrl extends CountersignError {
  readonly code = 'MALFORMED_URL';
  readonly retriable = false;
}

/** A header that must have one meaning was sent more than once, or there are more headers than anybody needs. */
export class RefusedHeaders extends CountersignError {
  readonly code = 'REFUSED_HEADERS';
  readonly retriable = false;
}

/** A body where the method has none. */
export class UnexpectedBody extends CountersignError {
  readonly code = 'UNEXPECTED_BODY';
  readonly retriable = false;
}

/** The body is larger than this service takes. */
export class BodyTooLarge extends CountersignError {
  readonly code = 'BODY_TOO_LARGE';
  readonly retriable = false;
}

/** The body did not arrive in time. */
export class BodyTimeout extends CountersignError {
  readonly code = 'BODY_TIMEOUT';
  readonly retriable = true;
}

/** The body is not declared as JSON in UTF-8. */
export class UnsupportedMediaType extends CountersignError {
  readonly code = 'UNSUPPORTED_MEDIA_TYPE';
  readonly retriable = false;
}

/** The body is compressed or otherwise encoded; signatures cover plain bytes, and a bomb needs a decoder. */
export class EncodedBody extends CountersignError {
  readonly code = 'ENCODED_BODY';
  readonly retriable = false;
}

/** Too many requests from one address or caller. */
export class RateLimited extends CountersignError {
  readonly code = 'RATE_LIMITED';
  readonly retriable = true;
}

/** `Idempotency-Key` is missing or not in its form. */
export class BadIdempotencyKey extends CountersignError {
  readonly code = 'BAD_IDEMPOTENCY_KEY';
  readonly retriable = false;
}

/** The service lacks something that it cannot work without; which, only its log says. */
export class NotReady extends CountersignError {
  readonly code = 'NOT_READY';
  readonly retriable = true;
}

/** Something that the HTTP edge has no better word for; its text never holds what went wrong inside. */
export class BadRequest extends CountersignError {
  readonly code = 'BAD_REQUEST';
  readonly retriable = false;
}
