import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopTelemetry, telemetryStarted } from './telemetry.js';

/** Lets a plain Node process load our TypeScript, so that the preload runs as in production and not inside of Jest. */
const loadTypeScript = `
const Module = require('node:module');
const { transformFileSync } = require(${JSON.stringify(require.resolve('@swc/core'))});
const jsc = { target: 'es2023', parser: { syntax: 'typescript', decorators: true }, transform: { legacyDecorator: true } };
Module._extensions['.ts'] = (module, file) =>
  module._compile(transformFileSync(file, { jsc, module: { type: 'commonjs' } }).code, file);
const resolve = Module._resolveFilename;
Module._resolveFilename = (request, parent, ...rest) =>
  resolve(/^\\./.test(request) && parent?.filename.endsWith('.ts') ? request.replace(/\\.js$/, '.ts') : request, parent, ...rest);
`;

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
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-otel-'));
    writeFileSync(join(folder, 'typescript.cjs'), loadTypeScript);
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
  afterAll(() => {
    collector.close();
    rmSync(folder, { recursive: true });
  });

  const run = (env: Record<string, string>, explicit: boolean) =>
    new Promise<{ code: number | null; output: string }>((resolve) => {
      const preload = [
        '--require',
        join(folder, 'typescript.cjs'),
        '--require',
        '@countersign/service-kit/otel',
      ];
      const code = program.replace('EXPLICIT', String(explicit));
      const child = spawn(process.execPath, ['--conditions=@countersign/source', ...preload, '-e', code], {
        cwd: __dirname,
        env: { PATH: process.env.PATH, ...env },
      });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.on('close', (status) => resolve({ code: status, output }));
    });
  const body = (path: string): string => received.find((one) => one.path === path)?.body ?? '';

  it('does nothing without an endpoint', async () => {
    expect(await run({}, true)).toEqual({ code: 0, output: '' });
    expect(received).toEqual([]);
  }, 20_000);

  it.each([
    ['by main', true],
    ['when the process has nothing left to do', false],
  ])(
    'sends traces and metrics as OTLP/HTTP JSON under the name of the service, flushed %s',
    async (_, explicit) => {
      const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, KAFKA_USERNAME: 'connector-erp' };
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
