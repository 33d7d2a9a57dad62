import { isIPv6 } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type Log, NestLog, TraceInterceptor } from '../observability/index.js';
import { AccessGuard } from './access.guard.js';
import { headerRules } from './header-rules.js';
import { health } from './health.js';
import { ProblemFilter } from './problem.filter.js';
import type { ProblemStatuses } from './problem.js';
import { type RateLimits, limitRate } from './rate-limit.js';
import type { Readiness } from './readiness.js';
import { type Route, listRoutes, refuseUnguardedRoutes } from './routes.js';
import { securityHeaders } from './security-headers.js';
import { type BodyLimits, strictBody } from './strict-body.js';
import { type ServerLimits, StrictServer } from './strict-server.js';
import type { TokenVerifier } from './token-verifier.js';

/** All bounds of the HTTP edge; each field says its unit and default. */
export type HttpLimits = BodyLimits & ServerLimits & RateLimits;

const defaults: HttpLimits = {
  bodyBytes: 262_144,
  bodyTimeoutMs: 10_000,
  headerBytes: 16_384,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  connections: 2000,
  drainMs: 10_000,
  perAddress: 6000,
  perCaller: 1200,
};

export interface HttpAppOptions {
  readonly log: Log;
  readonly readiness: Readiness;
  /** Who judges access tokens; without one, every route must be public. */
  readonly verifier?: TokenVerifier;
  /** Statuses of the service's own error codes; a code in no table is a 500 without its text. */
  readonly statuses?: ProblemStatuses;
  readonly limits?: Partial<HttpLimits>;
  /** Addresses or networks of reverse proxies whose `x-forwarded-for` is believed. Default none. */
  readonly trustedProxies?: readonly string[];
}

/** A Nest application with our HTTP edge, not yet listening. */
export interface HttpApp {
  /** For `connectMicroservice`, `get`; global pipes, guards and filters are set already. */
  readonly nest: INestApplication;
  readonly routes: readonly Route[];
  /** Binds, begins the readiness checks, and gives the base URL. Host: 127.0.0.1 unless told otherwise. */
  listen(at: { readonly host?: string; readonly port: number }): Promise<string>;
  /** Not ready at once; finishes what is under way, runs Nest's shutdown hooks. */
  close(): Promise<void>;
}

/**
 * Makes the HTTP edge of a service: strict headers and JSON bodies, deny-by-default access, problem details for every
 * failure, rate limits, health. Throws `UNGUARDED_ROUTE` when a route has no declared access. Nothing listens before `listen`.
 */
export async function createHttpApp(module: Type | DynamicModule, options: HttpAppOptions): Promise<HttpApp> {
  const { log, readiness, verifier } = options;
  const limits = { ...defaults, ...options.limits };
  const server = new StrictServer(limits);
  server.set('trust proxy', [...(options.trustedProxies ?? [])]);
  const settings = { bodyParser: false, abortOnError: false, logger: new NestLog(log) };
  const nest = await NestFactory.create(module, server, settings);
  const routes = listRoutes(nest);
  refuseUnguardedRoutes(routes, verifier !== undefined);
  nest.use(
    securityHeaders,
    headerRules,
    health(readiness),
    limitRate(limits.perAddress, 'address'),
    strictBody(limits),
  );
  nest.useGlobalGuards(new AccessGuard(verifier, limits.perCaller));
  nest.useGlobalInterceptors(new TraceInterceptor());
  nest.useGlobalFilters(new ProblemFilter(log, options.statuses ?? {}));
  return {
    nest,
    routes,
    listen: async ({ host = '127.0.0.1', port }) => {
      await nest.listen(port, host);
      readiness.start();
      const { address, port: bound } = (nest.getHttpServer() as { address(): AddressInfo }).address();
      const url = `http://${isIPv6(address) ? `[${address}]` : address}:${bound}`;
      log.info('listening', { url });
      return url;
    },
    close: async () => {
      readiness.drain();
      await nest.close();
    },
  };
}
