import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import { TokenMissing } from './access.errors.js';

/** Who acts for somebody (RFC 8693 `act`). */
export interface Actor {
  readonly issuer: string;
  readonly subject: string;
}

/** Who calls, as the verified access token says; nothing of it comes from the body. */
export interface Caller {
  readonly issuer: string;
  readonly subject: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Those who act for the subject: the one that holds the token first, the ones before it after it. Empty when nobody does. */
  readonly actors: readonly Actor[];
  /** The subject is the client itself (client credentials): a system, never a person. */
  readonly isClient: boolean;
  /** `jti`, for evidence. */
  readonly tokenId: string;
}

/** Beside the requests, not on them: nothing that a client sends can land here. */
const callers = new WeakMap<object, Caller>();

export const rememberCaller = (request: object, caller: Caller): void => void callers.set(request, caller);

/** The authenticated caller of a request. Throws {@link TokenMissing} on a public route. */
export function callerOf(request: object): Caller {
  const caller = callers.get(request);
  if (!caller) throw new TokenMissing('nobody is logged in on this route');
  return caller;
}

/** Parameter of a handler: `submit(@CurrentCaller() caller: Caller)`. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext) =>
  callerOf(context.switchToHttp().getRequest<object>()),
);
