import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import { BadIdempotencyKey } from './http.errors.js';
import type { HttpRequest } from './http-message.js';

const form = /^[A-Za-z0-9._~-]{8,128}$/;

/** The key of a request that may be sent twice and must count once, per requester. Throws {@link BadIdempotencyKey}. */
export function parseIdempotencyKey(header: string | readonly string[] | undefined): string {
  if (header === undefined) throw new BadIdempotencyKey('the header `idempotency-key` is missing');
  if (typeof header !== 'string' || !form.test(header))
    throw new BadIdempotencyKey('`idempotency-key` must be 8 to 128 of letters, digits and `._~-`');
  return header;
}

/** Parameter of a handler: the request's idempotency key, checked. */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext) =>
  parseIdempotencyKey(context.switchToHttp().getRequest<HttpRequest>().headers['idempotency-key']),
);
