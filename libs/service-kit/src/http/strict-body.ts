import type { IncomingHttpHeaders } from 'node:http';
import { parseStrictJson } from '@countersign/statement';
import {
  BodyTimeout,
  BodyTooLarge,
  EncodedBody,
  UnexpectedBody,
  UnsupportedMediaType,
} from './http.errors.js';
import type { HttpRequest, Middleware } from './http-message.js';

export interface BodyLimits {
  /** Largest body, bytes. Default 262144: an upstream event or a request never comes near it. */
  readonly bodyBytes: number;
  /** Time for a whole body to arrive, ms. Default 10000. */
  readonly bodyTimeoutMs: number;
}

const jsonType =
  /^application\/(?:json|cloudevents\+json)[ \t]*(?:;[ \t]*charset=(?:utf-8|"utf-8")[ \t]*)?$/i;
/** Of a body that is too large, so many limits are read and thrown away, so that its sender gets the answer and not a reset. */
const patience = 8;
const empty = Buffer.alloc(0);

const hasBody = (headers: IncomingHttpHeaders): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';

function refuseByHeaders({ method, headers }: HttpRequest, { bodyBytes }: BodyLimits): void {
  if (method === 'GET' || method === 'HEAD') throw new UnexpectedBody(`\`${method}\` takes no body`);
  if (headers['content-encoding'] !== undefined)
    throw new EncodedBody('the body must come as it is, without `content-encoding`');
  if ((headers['transfer-encoding'] ?? 'chunked').toLowerCase() !== 'chunked')
    throw new EncodedBody('`transfer-encoding` may be `chunked` only');
  if (!jsonType.test(headers['content-type'] ?? ''))
    throw new UnsupportedMediaType(
      'the body must be `application/json` or `application/cloudevents+json` in UTF-8',
    );
  if (Number(headers['content-length'] ?? 0) > bodyBytes * patience) throw tooLarge(bodyBytes);
}

const tooLarge = (bytes: number): BodyTooLarge =>
  new BodyTooLarge(`the body is larger than ${bytes} bytes`, { details: { limit: bytes } });

/** The whole body, or why not. A sender that goes away leaves the promise open; its request is gone with it. */
function readBody(request: HttpRequest, { bodyBytes, bodyTimeoutMs }: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const done = (outcome: () => void): void => {
      clearTimeout(timer);
      request.off('data', take).off('end', end);
      outcome();
    };
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= bodyBytes) chunks.push(chunk);
      else if (size > bodyBytes * patience) done(() => reject(tooLarge(bodyBytes)));
    };
    const end = (): void =>
      done(() => (size > bodyBytes ? reject(tooLarge(bodyBytes)) : resolve(Buffer.concat(chunks, size))));
    const timer = setTimeout(
      () => done(() => reject(new BodyTimeout(`the body did not arrive within ${bodyTimeoutMs} ms`))),
      bodyTimeoutMs,
    );
    request.on('data', take).on('end', end);
    request.once('close', () => clearTimeout(timer)).once('error', () => clearTimeout(timer));
  });
}

/**
 * Reads a body as one strict JSON text and nothing else: declared as JSON, not encoded, in time, within its size.
 * Sets `rawBody` (exact bytes) and `body` (the value); both before any authentication, neither is trusted.
 */
export function strictBody(limits: BodyLimits): Middleware {
  const read = async (request: HttpRequest): Promise<void> => {
    request.rawBody = empty;
    request.body = undefined;
    if (!hasBody(request.headers)) return;
    refuseByHeaders(request, limits);
    const bytes = await readBody(request, limits);
    request.rawBody = bytes;
    if (bytes.length > 0) request.body = parseStrictJson(bytes, { bytes: limits.bodyBytes });
  };
  return (request, _response, next) => {
    read(request).then(() => next(), next);
  };
}
