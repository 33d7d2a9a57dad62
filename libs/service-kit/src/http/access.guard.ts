import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { nameHttpRoute } from '../observability/index.js';
import { ScopeMissing, TokenMissing, TokenRefused, UnguardedRoute } from './access.errors.js';
import { accessOf } from './access.js';
import { callerOf, rememberCaller } from './caller.js';
import type { HttpRequest, HttpResponse, Middleware } from './http-message.js';
import { RateLimited } from './http.errors.js';
import { limitRate } from './rate-limit.js';
import type { TokenVerifier } from './token-verifier.js';

const bearer = /^Bearer ([\w.~+/=-]+)$/i;

function tokenOf({ headers: { authorization } }: HttpRequest): string {
  if (authorization === undefined) throw new TokenMissing('a bearer token is needed');
  const token = bearer.exec(authorization)?.[1];
  if (token === undefined) throw new TokenRefused('form');
  return token;
}

const settled = (middleware: Middleware, request: HttpRequest, response: HttpResponse): Promise<void> =>
  new Promise((resolve, reject) =>
    middleware(request, response, (error) => {
      if (error === undefined) resolve();
      else reject(error instanceof Error ? error : new RateLimited('the rate limit could not be applied'));
    }),
  );

/**
 * INVARIANT: no HTTP handler runs unless its route is declared public or a verified token holds its scope. A route that
 * declares nothing is closed. Handlers of Kafka records pass: they trust signatures, not callers.
 */
export class AccessGuard implements CanActivate {
  private readonly limit: Middleware;

  constructor(
    private readonly verifier: TokenVerifier | undefined,
    perCaller: number,
  ) {
    this.limit = limitRate(perCaller, 'caller', (request) => {
      const { issuer, subject, clientId } = callerOf(request);
      return JSON.stringify([issuer, subject, clientId]);
    });
  }

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    if (execution.getType() === 'rpc') return true;
    const http = execution.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    nameHttpRoute(request);
    const access = accessOf(execution.getClass(), execution.getHandler());
    if (access?.kind === 'public') return true;
    if (access?.kind !== 'scope' || !this.verifier)
      throw new UnguardedRoute('the route is closed to everybody');
    const caller = await this.verifier.verify(tokenOf(request));
    rememberCaller(request, caller);
    await settled(this.limit, request, http.getResponse<HttpResponse>());
    if (!caller.scopes.includes(access.scope)) throw new ScopeMissing(access.scope);
    return true;
  }
}
