import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startTypeScript } from '../../test/typescript-process.js';
import { stopTelemetry, telemetryStarted } from './telemetry.js';

const program = `
const http = require('node:http');
const { withSpan, observeGauge, currentTraceparent, stopTelemetry, nameHttpRoute } = require('@countersign/service-kit/observability');
observeGauge('countersign.outbox.depth', '{record}', 'unsent', () => 3);
const server = http.createServer(async (request, response) => {
  nameHttpRoute({ method: request.method, route: { path: '/requests/:id' } });
  await withSpan('apply', { token: 7 }, () => undefined);
  response.end(currentTraceparent());
});
server.listen(0, '127.0.0.1', () => http.get({ port: server.address().port, path: '/requests/1' }, (response) => {
  response.on('data', (text) => console.log('traceparent', String(text)));
  response.on('end', () => server.close(() => EXPLICIT && stopTelemetry()));
}));
`;

describe('the preload', () => {
  let received: { path: string; body: string }[] = [];
  let collector: Server;

  beforeAll(async () => {
    collector = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        received.push({ path: request.url ?? '', body });
        response.setHeader('content-type', 'application/json').end('{}');
      });
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => (received = []));
  afterAll(() => collector.close());

  const run = (env: Record<string, string>, explicit: boolean) =>
    startTypeScript(program.replace('EXPLICIT', String(explicit)), {
      preload: ['@countersign/service-kit/otel'],
      env,
    }).ended;
  const endpoint = (): string => `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  const body = (path: string): string => received.find((one) => one.path === path)?.body ?? '';

  it('does nothing without an endpoint', async () => {
    expect(await run({}, true)).toEqual({ code: 0, output: '' });
    expect(received).toEqual([]);
  }, 20_000);

  it('takes up the trace of a caller and nothing else that she sends', async () => {
    const fields = `
      console.log(require('@opentelemetry/api').propagation.fields().join());
      require('@countersign/service-kit/observability').stopTelemetry();`;
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint() };
    const { output } = await startTypeScript(fields, { preload: ['@countersign/service-kit/otel'], env })
      .ended;
    expect(output).toBe('traceparent,tracestate\n');
  }, 20_000);

  it.each([
    ['by main', true],
    ['when the process has nothing left to do', false],
  ])(
    'sends traces and metrics as OTLP/HTTP JSON under the name of the service, flushed %s',
    async (_, explicit) => {
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint(), KAFKA_USERNAME: 'connector-erp' };
      const { code, output } = await run(env, explicit);
      expect(output).toMatch(/^traceparent 00-[0-9a-f]{32}-[0-9a-f]{16}-01\n$/);
      expect(code).toBe(0);
      expect(body('/v1/traces')).toContain('"name":"apply"');
      expect(body('/v1/traces')).toContain('"name":"GET /requests/:id"');
      expect(body('/v1/traces')).toContain('"connector-erp"');
      expect(body('/v1/metrics')).toContain('"countersign.outbox.depth"');
      expect(body('/v1/metrics')).toMatch(/"http.server.request.duration".*"\/requests\/:id"/);
    },
    20_000,
  );
});

describe('stopTelemetry', () => {
  it('gives up on a collector that does not answer, and swallows its failure', async () => {
    telemetryStarted(() => new Promise(() => undefined));
    await stopTelemetry(20);
    telemetryStarted(() => Promise.reject(new TypeError('gone')));
    await stopTelemetry();
  });
});
