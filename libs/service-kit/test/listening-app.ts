import 'reflect-metadata';
import { connect } from 'node:net';
import { Module, type Type } from '@nestjs/common';
import { type HttpApp, type HttpAppOptions, Readiness, createHttpApp } from '../src/http/index.js';
import { createLog } from '../src/observability/index.js';

// real servers, on a machine that may be busy
jest.setTimeout(30_000);

export interface LogLine {
  readonly message: string;
  readonly fields?: { readonly error?: unknown };
}

export interface ListeningApp {
  readonly http: HttpApp;
  readonly url: string;
  readonly port: number;
  readonly readiness: Readiness;
  /** Parsed log lines so far. */
  readonly lines: LogLine[];
  /** Sends bytes as they are over a fresh connection and gives everything that came back until the other side closed it. */
  raw(bytes: string | Buffer, options?: { waitMs?: number }): Promise<string>;
  close(): Promise<void>;
}

/** Starts an application with these controllers on a free port of this machine. */
export async function listeningApp(
  controllers: Type[],
  options: Partial<HttpAppOptions> = {},
): Promise<ListeningApp> {
  const lines: LogLine[] = [];
  const write = (line: string): void => void lines.push(JSON.parse(line) as LogLine);
  const log = createLog({ service: 'test', level: 'debug', write });
  const readiness = new Readiness(log);
  class TestModule {}
  Module({ controllers })(TestModule);
  const http = await createHttpApp(TestModule, { log, readiness, ...options });
  const url = await http.listen({ port: 0 });
  const port = Number(new URL(url).port);
  const raw = (bytes: string | Buffer, { waitMs = 5000 } = {}): Promise<string> =>
    new Promise((resolve, reject) => {
      let received = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
      socket.setTimeout(waitMs, () => socket.destroy());
      socket.on('data', (chunk) => (received += chunk.toString('latin1')));
      socket.on('error', (error) => (received ? resolve(received) : reject(error)));
      socket.on('close', () => resolve(received));
    });
  return { http, url, port, readiness, lines, raw, close: () => http.close() };
}
