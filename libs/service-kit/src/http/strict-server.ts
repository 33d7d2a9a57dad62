import { type Server, STATUS_CODES, createServer } from 'node:http';
import type { Socket } from 'node:net';
import type { NestApplicationOptions } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { maxHeaders } from './header-rules.js';

export interface ServerLimits {
  /** All headers of a request together, bytes. Default 16384. */
  readonly headerBytes: number;
  /** Time for the headers to arrive, ms. Default 10000. */
  readonly headersTimeoutMs: number;
  /** Time for a whole request to arrive, ms; above that of the body, which answers more kindly. Default 30000. */
  readonly requestTimeoutMs: number;
  /** Connections at one time. Default 2000. */
  readonly connections: number;
  /** What is under way when the service ends may take so long, ms. Default 10000. */
  readonly drainMs: number;
}

/** What the parser refuses before there is a request to answer. */
const refusals: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

function refuseRaw(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = refusals[error.code ?? ''] ?? 400;
  const code = { 408: 'REQUEST_TIMEOUT', 431: 'HEADERS_TOO_LARGE' }[status] ?? 'MALFORMED_REQUEST';
  const title = STATUS_CODES[status] ?? '';
  const type = `urn:countersign:problem:${code.toLowerCase().replaceAll('_', '-')}`;
  const body = JSON.stringify({ type, title, status, code, detail: 'not an acceptable HTTP request' });
  const head = `content-type: application/problem+json\r\ncontent-length: ${body.length}\r\nconnection: close`;
  socket.end(`HTTP/1.1 ${status} ${title}\r\n${head}\r\n\r\n${body}`);
}

/** Express behind a server that takes only so much, and that ends in bounded time. */
export class StrictServer extends ExpressAdapter {
  constructor(private readonly limits: ServerLimits) {
    super();
    this.disable('x-powered-by');
    this.disable('etag');
  }

  override initHttpServer(_options: NestApplicationOptions): void {
    const { headerBytes, headersTimeoutMs, requestTimeoutMs, connections } = this.limits;
    const server: Server = createServer(
      {
        maxHeaderSize: headerBytes,
        headersTimeout: headersTimeoutMs,
        requestTimeout: requestTimeoutMs,
        connectionsCheckingInterval: 1000,
        insecureHTTPParser: false,
        requireHostHeader: true,
      },
      this.getInstance(),
    );
    server.maxHeadersCount = maxHeaders + 1;
    server.maxConnections = connections;
    server.on('clientError', refuseRaw);
    this.httpServer = server;
  }

  /** Takes nothing new, lets what is under way finish within `drainMs`, then cuts. */
  override async close(): Promise<void> {
    const server = this.httpServer as Server;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const idle = setInterval(() => server.closeIdleConnections(), 50);
    const cut = setTimeout(() => server.closeAllConnections(), this.limits.drainMs);
    await closed;
    clearInterval(idle);
    clearTimeout(cut);
  }
}
