import { request } from 'node:http';
import { addressOf } from '../system/running-system.js';

/** An answer; `code` is the problem's, of a refusal. */
export interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly contentType: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Call {
  /** Default: the request service. */
  readonly service?: string;
  readonly method?: string;
  readonly path: string;
  /** A header that is to be sent more than once has several values. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
}

/** One request to a service, byte for byte as given: no client that mends anything stands between. */
export function call({
  service = 'request',
  method = 'POST',
  path,
  headers = {},
  body,
}: Call): Promise<Answer> {
  const lines = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().flatMap((value) => [name, value]),
  );
  const url = new URL(addressOf(service));
  const sized = body === undefined ? [] : ['content-length', String(Buffer.byteLength(body))];
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: url.hostname, port: url.port, method, path, headers: ['host', url.host, ...sized, ...lines] },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const parsed = (text === '' ? {} : JSON.parse(text)) as Answer['body'];
          resolve({
            status: response.statusCode ?? 0,
            code: parsed['code'] as string | undefined,
            contentType: response.headers['content-type'],
            body: parsed,
          });
        });
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}

/** `202`, or `401 WEBHOOK_STALE`: what became of a call, in one word. */
export const outcome = ({ status, code }: Answer): string =>
  code === undefined ? String(status) : `${status} ${code}`;
