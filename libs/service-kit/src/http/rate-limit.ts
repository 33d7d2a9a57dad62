import { rateLimit } from 'express-rate-limit';
import { RateLimited } from './http.errors.js';
import type { HttpRequest, Middleware } from './http-message.js';

/** How many requests per minute; counted in each replica by itself. */
export interface RateLimits {
  /** From one address (IPv6: one /56), whoever it is. Default 6000. */
  readonly perAddress: number;
  /** By one authenticated caller. Default 1200. */
  readonly perCaller: number;
}

const windowMs = 60_000;

/** Refuses with {@link RateLimited} and `Retry-After` what goes beyond the limit; `keyOf` tells whose requests are counted together. */
export function limitRate(limit: number, name: string, keyOf?: (request: HttpRequest) => string): Middleware {
  return rateLimit({
    windowMs,
    limit,
    identifier: name,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // its warnings go to the console; that limits hold behind proxies is ours to test
    validate: false,
    ...(keyOf && { keyGenerator: keyOf }),
    handler: (_request: unknown, _response: unknown, next: (error: unknown) => void) =>
      next(new RateLimited(`more than ${limit} requests within a minute`)),
  }) as Middleware;
}
