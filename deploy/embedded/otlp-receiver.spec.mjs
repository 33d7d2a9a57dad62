import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { startSystem } from './launcher.mjs';
import { OtlpStore } from './otlp-store.mjs';
import { statusOf } from './test-fixtures/raw-request.mjs';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const text = (/** @type {string} */ key, /** @type {string} */ stringValue) => ({
  key,
  value: { stringValue },
});

/** @param {Partial<Record<string, unknown>>} span @param {string} [service] */
const traces = (span, service = 'policy') => ({
  resourceSpans: [
    {
      resource: { attributes: [text('service.name', service)] },
      scopeSpans: [
        {
          spans: [
            {
              traceId: TRACE,
              spanId: 'b7ad6b7169203331',
              name: 'assess',
              kind: 2,
              startTimeUnixNano: '1700000000000500000',
              endTimeUnixNano: '1700000000002500000',
              ...span,
            },
          ],
        },
      ],
    },
  ],
});

describe('the OTLP receiver', () => {
  /** @type {import('./system.mjs').LaunchedSystem} */
  let system;
  let at = '';
  before(async () => {
    system = await startSystem({ only: ['otlp-receiver'] });
    at = system.addresses['otlp-receiver'] ?? '';
  });
  after(() => system.stop());

  /** @param {string} path @param {unknown} body @param {Record<string, string>} [headers] */
  const post = (path, body, headers = {}) =>
    fetch(`${at}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: /** @type {any} */ (body),
    });
  /** @param {string} path @returns {Promise<any>} */
  const get = async (path) => (await fetch(`${at}${path}`)).json();

  it('keeps spans with service, parent, links and attributes, plain or gzipped', async () => {
    const root = traces({
      attributes: [text('countersign.request', 'r-1'), { key: 'n', value: { intValue: '7' } }],
    });
    const child = traces(
      {
        spanId: 'c7ad6b7169203331',
        parentSpanId: 'b7ad6b7169203331',
        name: 'INSERT',
        kind: 'SPAN_KIND_CLIENT',
        startTimeUnixNano: '1700000000001000000',
        links: [{ traceId: TRACE.replace('0', '1'), spanId: 'a'.repeat(16) }],
        status: { code: 2, message: 'no' },
      },
      'request',
    );
    assert.equal((await post('/v1/traces', JSON.stringify(root))).status, 200);
    assert.equal(
      (await post('/v1/traces', gzipSync(JSON.stringify(child)), { 'content-encoding': 'gzip' })).status,
      200,
    );
    const { spans } = await get(`/traces/${TRACE}`);
    assert.deepEqual(
      spans.map((/** @type {any} */ s) => [
        s.service,
        s.name,
        s.kind,
        s.parentSpanId,
        s.status,
        s.links.length,
      ]),
      [
        ['policy', 'assess', 'server', null, 'unset', 0],
        ['request', 'INSERT', 'client', 'b7ad6b7169203331', 'error', 1],
      ],
    );
    assert.deepEqual(spans[0].attributes, { 'countersign.request': 'r-1', n: 7 });
    assert.equal(spans[0].start, 1700000000000.5);
  });

  it('finds what is linked to a trace, and not the trace itself', async () => {
    const later = '2af7651916cd43dd8448eb211c80319c';
    const links = [{ traceId: TRACE.toUpperCase(), spanId: 'b7ad6b7169203331' }];
    await post('/v1/traces', JSON.stringify(traces({ traceId: later, name: 'vote', links })));
    const found = await get(`/traces?linkedTo=${TRACE}`);
    assert.deepEqual(
      found.traces.map((/** @type {{ traceId: string, root: string }} */ { traceId, root }) => [
        traceId,
        root,
      ]),
      [[later, 'vote']],
    );
    assert.deepEqual((await get(`/traces?linkedTo=${later}`)).traces, []);
  });

  it('finds traces by an attribute of one of their spans', async () => {
    const found = await get('/traces?attr=countersign.request&value=r-1&attr=n&value=7');
    assert.deepEqual(found.traces, [
      { traceId: TRACE, start: 1700000000000.5, spans: 2, services: ['policy', 'request'], root: 'assess' },
    ]);
    assert.deepEqual((await get('/traces?attr=countersign.request&value=r-2')).traces, []);
  });

  it('keeps the newest point of every metric series, and logs by trace', async () => {
    for (const asInt of ['1', '2'])
      await post(
        '/v1/metrics',
        JSON.stringify({
          resourceMetrics: [
            {
              resource: { attributes: [text('service.name', 'policy')] },
              scopeMetrics: [
                {
                  metrics: [
                    {
                      name: 'outbox.depth',
                      gauge: {
                        dataPoints: [{ asInt, timeUnixNano: '1', attributes: [text('topic', 'policy')] }],
                      },
                    },
                  ],
                },
              ],
            },
          ],
        }),
      );
    const { metrics } = await get('/metrics/latest?service=policy&name=outbox.depth');
    assert.deepEqual(
      metrics.map((/** @type {any} */ m) => [m.kind, m.value, m.attributes]),
      [['gauge', 2, { topic: 'policy' }]],
    );
    await post(
      '/v1/logs',
      JSON.stringify({
        resourceLogs: [
          {
            scopeLogs: [
              { logRecords: [{ traceId: TRACE, body: { stringValue: 'refused' }, timeUnixNano: '1' }] },
            ],
          },
        ],
      }),
    );
    assert.equal((await get(`/logs?traceId=${TRACE}`)).logs[0].body, 'refused');
  });

  it('refuses what it cannot read, and stays up', async () => {
    assert.equal((await post('/v1/traces', 'x', { 'content-type': 'application/x-protobuf' })).status, 415);
    assert.equal((await post('/v1/traces', '{')).status, 400);
    assert.equal((await post('/v1/traces', 'not gzip', { 'content-encoding': 'gzip' })).status, 400);
    assert.equal(
      (await post('/v1/traces', gzipSync(Buffer.alloc(32 * 1_048_576)), { 'content-encoding': 'gzip' }))
        .status,
      400,
    );
    assert.equal((await post('/v1/other', '{}')).status, 404);
    for (const body of ['null', '[]', '{"resourceSpans":[null]}', '{"resourceSpans":{"a":1}}'])
      await post('/v1/traces', body);
    for (const method of ['GET', 'POST']) assert.equal(await statusOf(at, '//', method), 400);
    assert.equal((await fetch(`${at}/health/ready`)).status, 200);
  });
});

describe('what the receiver keeps', () => {
  it('is bounded, the oldest going first', () => {
    const store = new OtlpStore({ spans: 10, series: 3 });
    for (let i = 0; i < 100; i++) store.addTraces(traces({ traceId: i.toString(16).padStart(32, '0') }));
    assert.ok(store.traces([], 1_000).length <= 11);
    assert.equal(store.trace('63'.padStart(32, '0')).length, 1);
    for (let i = 0; i < 10; i++)
      store.addMetrics({
        resourceMetrics: [
          { scopeMetrics: [{ metrics: [{ name: `m${i}`, sum: { dataPoints: [{ asInt: '1' }] } }] }] },
        ],
      });
    assert.deepEqual(
      store.latestMetrics({}).map((m) => /** @type {any} */ (m).name),
      ['m7', 'm8', 'm9'],
    );
  });
});
