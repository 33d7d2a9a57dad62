// Process: receives OpenTelemetry (OTLP/HTTP, JSON, plain or gzip) and answers questions about what it got.
//   POST /v1/traces, /v1/metrics, /v1/logs
//   GET  /traces/{traceId}           spans of one trace
//   GET  /traces?attr=key&value=v    traces with a span that has the attribute (repeatable), newest first
//   GET  /traces?linkedTo=traceId      traces with a span that is linked to that trace, oldest first
//   GET  /metrics/latest?service=&name=    newest point of every series
//   GET  /logs?traceId=&service=
// Settings: HTTP_PORT; HTTP_HOST, default 127.0.0.1.
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { SettingInvalidError } from './errors.mjs';
import { OtlpStore } from './otlp-store.mjs';
import { requestUrl } from './request-url.mjs';

const unzip = promisify(gunzip);
/** Largest export that is read, bytes, before and after unpacking. */
const LARGEST = 16 * 1_048_576;

const store = new OtlpStore();
/** @type {Record<string, (body: any) => void>} */
const receivers = {
  '/v1/traces': (body) => store.addTraces(body),
  '/v1/metrics': (body) => store.addMetrics(body),
  '/v1/logs': (body) => store.addLogs(body),
};

/** @param {import('node:http').IncomingMessage} request @returns {Promise<Buffer | null>} null when it is too large */
async function readBody(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST) return null;
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? unzip(bytes, { maxOutputLength: LARGEST }) : bytes;
}

/** @param {string} path @param {import('node:http').IncomingMessage} request @returns {Promise<[number, object]>} status and body */
async function receive(path, request) {
  const receiver = receivers[path];
  if (receiver === undefined) return problem(404, 'no such path');
  if (!String(request.headers['content-type']).startsWith('application/json'))
    return problem(415, 'send application/json: set OTEL_EXPORTER_OTLP_PROTOCOL to http/json');
  try {
    const bytes = await readBody(request);
    if (bytes === null) return problem(413, `larger than ${LARGEST} bytes`);
    receiver(JSON.parse(bytes.toString('utf8')) ?? {});
    return [200, {}];
  } catch (error) {
    return problem(400, /** @type {Error} */ (error).message);
  }
}

/** @param {URL} url @returns {[number, unknown]} */
function answer(url) {
  const trace = /^\/traces\/([0-9a-fA-F]{32})$/.exec(url.pathname);
  const query = Object.fromEntries(url.searchParams);
  if (trace) return [200, { traceId: trace[1]?.toLowerCase(), spans: store.trace(trace[1] ?? '') }];
  if (url.pathname === '/traces' && query.linkedTo) return [200, { traces: store.linkedTo(query.linkedTo) }];
  if (url.pathname === '/traces') {
    const values = url.searchParams.getAll('value');
    const wanted = url.searchParams
      .getAll('attr')
      .map((key, at) => /** @type {[string, string]} */ ([key, values[at] ?? '']));
    return [200, { traces: store.traces(wanted, Math.min(Number(query.limit) || 100, 1_000)) }];
  }
  if (url.pathname === '/metrics/latest') return [200, { metrics: store.latestMetrics(query) }];
  if (url.pathname === '/logs') return [200, { logs: store.logs(query) }];
  if (url.pathname === '/health/ready' || url.pathname === '/health/live') return [200, { status: 'up' }];
  return problem(404, 'no such path');
}

/** @param {number} status @param {string} detail @returns {[number, object]} as OTLP and RFC 9457 would both read it */
const problem = (status, detail) => [status, { status, detail, message: detail }];

/** @param {import('node:http').IncomingMessage} request @returns {Promise<[number, unknown]>} */
async function respond(request) {
  const url = requestUrl(request);
  if (url === null) return problem(400, 'the path cannot be read');
  return request.method === 'POST' ? receive(url.pathname, request) : answer(url);
}

const server = createServer((request, response) => {
  respond(request).then(([status, body]) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
    if (status === 413) request.destroy();
  });
});
const port = Number(process.env.HTTP_PORT);
if (!(port > 0)) throw new SettingInvalidError('HTTP_PORT', 'is not a port');
for (const signal of ['SIGTERM', 'SIGINT'])
  process.once(signal, () => server.close(() => process.exit(0)).closeAllConnections());
server.listen(port, process.env.HTTP_HOST ?? '127.0.0.1');
