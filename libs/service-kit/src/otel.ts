// Loaded with `node --require @countersign/service-kit/otel`, before any application module, so that http and pg are instrumented.
import { randomUUID } from 'node:crypto';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { NodeSDK, metrics, resources } from '@opentelemetry/sdk-node';
import { createLog } from './observability/log.js';
import { stopTelemetry, telemetryStarted } from './observability/telemetry.js';

/** Every ten seconds: readiness and lag alerts look at half a minute. */
const exportIntervalMillis = Number(process.env.OTEL_METRIC_EXPORT_INTERVAL) || 10_000;

function start(service: string): void {
  const log = createLog({ service });
  const warn = (message: string): void => log.warn('telemetry: ' + message);
  const quiet = (): void => undefined;
  diag.setLogger({ error: warn, warn, info: quiet, debug: quiet, verbose: quiet }, DiagLogLevel.WARN);
  const sdk = new NodeSDK({
    serviceName: service,
    resource: resources.resourceFromAttributes({ 'service.instance.id': randomUUID() }),
    // the usual one takes up a caller's baggage, too, and hands it on with whatever is sent
    textMapPropagator: new W3CTraceContextPropagator(),
    resourceDetectors: [resources.envDetector],
    traceExporter: new OTLPTraceExporter(),
    metricReaders: [
      new metrics.PeriodicExportingMetricReader({
        exporter: new OTLPMetricExporter(),
        exportIntervalMillis,
        exportTimeoutMillis: Math.min(exportIntervalMillis, 5000),
      }),
    ],
    logRecordProcessors: [],
    instrumentations: [
      new HttpInstrumentation({
        ignoreIncomingRequestHook: ({ url }) => url?.startsWith('/health/') ?? false,
        requireParentforOutgoingSpans: true,
      }),
      new PgInstrumentation({ requireParentSpan: true }),
    ],
  });
  sdk.start();
  telemetryStarted(() => sdk.shutdown());
  process.once('beforeExit', () => void stopTelemetry());
}

if (process.env.OTEL_EXPORTER_OTLP_ENDPOINT && process.env.OTEL_SDK_DISABLED !== 'true')
  start(process.env.OTEL_SERVICE_NAME || process.env.KAFKA_USERNAME || 'countersign');
