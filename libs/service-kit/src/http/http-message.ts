import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request as Express and our body reader leave it. */
export interface HttpRequest extends IncomingMessage {
  readonly method: string;
  readonly url: string;
  readonly originalUrl: string;
  /** Address of the caller, or of what a trusted proxy said. */
  readonly ip?: string;
  readonly route?: { readonly path?: unknown };
  /** The parsed JSON value; `undefined` when there was no body. */
  body?: unknown;
  /** The body's exact bytes, for signatures over them; empty when there was none. Nest's `@RawBody()` gives the same. */
  rawBody?: Buffer;
}
export type HttpResponse = ServerResponse;

/** Express middleware: calls `next` once, with the error if there is one. */
export type Middleware = (
  request: HttpRequest,
  response: HttpResponse,
  next: (error?: unknown) => void,
) => void;

/** The path without its query, as sent. */
export const pathOf = (request: HttpRequest): string => request.originalUrl.split('?', 1)[0] ?? '';
