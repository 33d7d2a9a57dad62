import { trace } from '@opentelemetry/api';
import { NodeSDK, metrics, tracing } from '@opentelemetry/sdk-node';
import { CountersignError } from '@countersign/contracts';
import { createLog, currentTraceparent, linkTo, observeGauge, readTraceparent, withSpan } from './index.js';

class Refused extends CountersignError {
  readonly code = 'REFUSED';
  readonly retriable = false;
}
const remote = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('without telemetry', () => {
  it('only runs the work', async () => {
    await expect(withSpan('x', {}, () => 7)).resolves.toBe(7);
    expect(currentTraceparent()).toBeUndefined();
  });
});

describe('spans', () => {
  const exporter = new tracing.InMemorySpanExporter();
  const measured = new metrics.InMemoryMetricExporter(metrics.AggregationTemporality.CUMULATIVE);
  const reader = new metrics.PeriodicExportingMetricReader({
    exporter: measured,
    exportIntervalMillis: 60_000,
  });
  const sdk = new NodeSDK({
    spanProcessors: [new tracing.SimpleSpanProcessor(exporter)],
    metricReaders: [reader],
    logRecordProcessors: [],
    autoDetectResources: false,
  });
  beforeAll(() => sdk.start());
  afterAll(() => sdk.shutdown());
  beforeEach(() => exporter.reset());

  it('nests, and gives the active one as traceparent', async () => {
    let inner: string | undefined;
    await withSpan('outer', { rule: 'P2P-01' }, () =>
      withSpan('inner', {}, () => (inner = currentTraceparent())),
    );
    const [innerSpan, outerSpan] = exporter.getFinishedSpans();
    expect(innerSpan?.parentSpanContext?.spanId).toBe(outerSpan?.spanContext().spanId);
    expect(inner).toBe(`00-${innerSpan?.spanContext().traceId}-${innerSpan?.spanContext().spanId}-01`);
    expect(outerSpan?.attributes).toEqual({ rule: 'P2P-01' });
  });

  it('continues a stored parent, also inside of another span', async () => {
    await withSpan('poll', {}, () => withSpan('relay', {}, () => undefined, { parent: remote }));
    const relay = exporter.getFinishedSpans().find(({ name }) => name === 'relay');
    expect(relay?.spanContext().traceId).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(relay?.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
  });

  it('begins a new trace when the stored parent is missing, and links to what went before', async () => {
    await withSpan('poll', {}, () =>
      withSpan('vote', {}, () => undefined, { parent: null, links: linkTo(remote) }),
    );
    const [vote, poll] = exporter.getFinishedSpans();
    expect(vote?.spanContext().traceId).not.toBe(poll?.spanContext().traceId);
    expect(vote?.links.map(({ context }) => context.spanId)).toEqual(['b7ad6b7169203331']);
  });

  it('marks a failure by its code, without secrets, and throws it on', async () => {
    const failure = new Refused('password=hunter22 refused');
    await expect(withSpan('x', {}, () => Promise.reject(failure))).rejects.toBe(failure);
    const [span] = exporter.getFinishedSpans();
    expect(span?.status).toEqual({ code: 2, message: 'REFUSED' });
    expect(span?.attributes).toEqual({ 'error.type': 'REFUSED' });
    expect(JSON.stringify(span?.events)).not.toContain('hunter22');
  });

  it('writes its ids into log lines', async () => {
    const lines: string[] = [];
    const log = createLog({ service: 'policy', write: (line) => void lines.push(line) });
    await withSpan('x', {}, () => log.info('inside'));
    const { traceId, spanId } = exporter.getFinishedSpans()[0]!.spanContext();
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ trace_id: traceId, span_id: spanId });
    expect(trace.getActiveSpan()).toBeUndefined();
  });

  it.each([
    undefined,
    null,
    '',
    'x',
    remote.toUpperCase(),
    `${remote}0`,
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `01${remote.slice(2)}`,
  ])('reads no traceparent from %s', (text) => {
    expect(readTraceparent(text)).toBeUndefined();
    expect(linkTo(text)).toEqual([]);
  });

  it('asks gauges at each export, and reports nothing for one that fails', async () => {
    observeGauge('countersign.outbox.depth', '{record}', 'unsent', () => Promise.resolve(3));
    observeGauge('countersign.lag', '{record}', 'lag', () => [{ value: 4, attributes: { topic: 'policy' } }]);
    observeGauge('countersign.broken', '1', 'fails', () => Promise.reject(new Refused('no')));
    const stop = observeGauge('countersign.ended', '1', 'ended', () => 1);
    stop();
    await reader.forceFlush();
    const points = measured
      .getMetrics()
      .flatMap(({ scopeMetrics }) =>
        scopeMetrics.flatMap(({ metrics: all }) =>
          all.flatMap(({ descriptor, dataPoints }) =>
            dataPoints.map(({ value }) => [descriptor.name, value]),
          ),
        ),
      );
    expect(points).toEqual([
      ['countersign.outbox.depth', 3],
      ['countersign.lag', 4],
    ]);
  });
});
