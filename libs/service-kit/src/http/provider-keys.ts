import type { Clock, Millis } from '@countersign/contracts';
import { parseStrictJson } from '@countersign/statement';
import {
  type FlattenedJWSInput,
  type JWSHeaderParameters,
  createRemoteJWKSet,
  customFetch,
  errors,
} from 'jose';
import { objectionToTrustedUrl } from '../config/trusted-url.js';
import { IdentityProviderUnavailable } from './access.errors.js';

export interface ProviderOptions {
  /** The pinned issuer; https, or http on this machine. */
  readonly issuer: string;
  /** Where its keys are. Default: what its own discovery document says, which must be at the issuer's origin. */
  readonly jwksUri?: string;
  readonly clock: Clock;
  /** Longest wait for an answer of the provider, ms. Default 3000. */
  readonly timeoutMs?: number;
  /** After a fetch, an unknown key does not cause another for so long, ms. Default 30000. */
  readonly cooldownMs?: number;
  /** After a failure the provider is left alone for so long, ms. Default 2000. */
  readonly retryMs?: number;
}
type Keys = ReturnType<typeof createRemoteJWKSet>;
export type KeyFinder = (header: JWSHeaderParameters, token: FlattenedJWSInput) => ReturnType<Keys>;

/** Largest answer of a provider; its documents have some kilobytes. */
const maxBytes = 262_144;
/** Keys are fetched anew after so long, so that a withdrawn one ends being accepted. */
const cacheMaxAge = 600_000;

/** What the token can be blamed for; every other failure is the provider's or the network's. */
const tokensFault = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported];

const refuseUrl = (what: string, url: string): void => {
  const objection = objectionToTrustedUrl(url);
  if (objection)
    throw new IdentityProviderUnavailable(`the provider's ${what} is not acceptable: ${objection}`);
};

/** GET without redirects and of bounded size, whatever the server says its length is. */
async function fetchBounded(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...init, redirect: 'error' });
  if (response.status !== 200) throw new IdentityProviderUnavailable(`it answered ${response.status}`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += (chunk as Uint8Array).length;
    if (size > maxBytes) throw new IdentityProviderUnavailable('its answer is too large');
    chunks.push(chunk as Uint8Array);
  }
  return new Response(Buffer.concat(chunks, size), { headers: response.headers });
}

/** What reads an answer; one that cannot be read is a failure like no answer. */
type Read<T> = (response: Response) => Promise<T>;
type Get = <T>(url: string, init: RequestInit, read: Read<T>) => Promise<T>;

/** After a failure, fails at once for `retryMs`: junk tokens must not make us a flood, nor each wait for the timeout. Keys already held go on being used. */
function leavingAlone(clock: Clock, retryMs: number): Get {
  let quietUntil: Millis = 0;
  return async (url, init, read) => {
    if (clock.now() < quietUntil) throw unavailable();
    try {
      return await read(await fetchBounded(url, init));
    } catch (error) {
      quietUntil = clock.now() + retryMs;
      throw unavailable(error);
    }
  };
}

const unavailable = (cause?: unknown): IdentityProviderUnavailable =>
  new IdentityProviderUnavailable("the provider's keys cannot be had at the moment", { cause });

async function keysNamedBy(response: Response, issuer: string): Promise<string> {
  const document = parseStrictJson(await response.text()) as { issuer?: unknown; jwks_uri?: unknown };
  if (document.issuer !== issuer || typeof document.jwks_uri !== 'string')
    throw new IdentityProviderUnavailable('the discovery document is not one of the configured issuer');
  // the same origin is as trusted as the issuer, and no address of anybody else can be named
  if (new URL(document.jwks_uri).origin !== new URL(issuer).origin)
    throw new IdentityProviderUnavailable('`jwks_uri` is not at the origin of the issuer');
  return document.jwks_uri;
}

/** The answer, once it is seen to be a set of keys. */
async function keySet(response: Response): Promise<Response> {
  const text = await response.text();
  const { keys } = parseStrictJson(text) as { keys?: unknown };
  if (!Array.isArray(keys)) throw new IdentityProviderUnavailable('it answered with no set of keys');
  return new Response(text, { headers: response.headers });
}

const discover = (issuer: string, timeoutMs: number, get: Get): Promise<string> =>
  get(
    `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    { signal: AbortSignal.timeout(timeoutMs) },
    (response) => keysNamedBy(response, issuer),
  );

/**
 * Finds the key of a token among the keys of one pinned issuer. Discovery and keys are fetched when first needed, cached
 * for ten minutes, without redirects. Throws jose's errors for a token that fits no key, and
 * {@link IdentityProviderUnavailable} when the keys cannot be had.
 */
export function providerKeys(options: ProviderOptions): KeyFinder {
  const { issuer, clock, timeoutMs = 3000, cooldownMs = 30_000, retryMs = 2000 } = options;
  refuseUrl('issuer', issuer);
  if (options.jwksUri !== undefined) refuseUrl('`jwks_uri`', options.jwksUri);
  const get = leavingAlone(clock, retryMs);
  const open = async (): Promise<Keys> =>
    createRemoteJWKSet(new URL(options.jwksUri ?? (await discover(issuer, timeoutMs, get))), {
      timeoutDuration: timeoutMs,
      cooldownDuration: cooldownMs,
      cacheMaxAge,
      [customFetch]: (url: string, init: RequestInit) => get(url, init, keySet),
    });
  let opening: Promise<Keys> | undefined;
  return async (header, token) => {
    try {
      opening ??= open();
      const keys = await opening.catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
      return await keys(header, token);
    } catch (error) {
      const known =
        error instanceof IdentityProviderUnavailable || tokensFault.some((fault) => error instanceof fault);
      throw known ? error : unavailable(error);
    }
  };
}
