import { metrics as api } from '@opentelemetry/api';
import { metrics } from '@opentelemetry/sdk-node';

/** What a gauge reports when it is read, by the value of one attribute. The provider is the process's own until it is closed. */
export interface Gauge {
  read(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

export function aGauge(name: string, by: string): Gauge {
  const measured = new metrics.InMemoryMetricExporter(metrics.AggregationTemporality.CUMULATIVE);
  const reader = new metrics.PeriodicExportingMetricReader({
    exporter: measured,
    exportIntervalMillis: 600_000,
  });
  const provider = new metrics.MeterProvider({ readers: [reader] });
  api.setGlobalMeterProvider(provider);
  return {
    read: async () => {
      measured.reset();
      await reader.forceFlush();
      const points = measured
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
        .filter(({ descriptor }) => descriptor.name === name)
        .flatMap(({ dataPoints }) => dataPoints as readonly metrics.DataPoint<number>[]);
      return Object.fromEntries(points.map(({ attributes, value }) => [attributes[by], value]));
    },
    close: async () => {
      api.disable();
      await provider.shutdown();
    },
  };
}
