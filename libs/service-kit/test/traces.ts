import { context, propagation, trace } from '@opentelemetry/api';
import { core, node, tracing } from '@opentelemetry/sdk-node';

/** Records spans in memory for the rest of the spec. */
export function recordTraces(): tracing.InMemorySpanExporter {
  const exporter = new tracing.InMemorySpanExporter();
  new node.NodeTracerProvider({ spanProcessors: [new tracing.SimpleSpanProcessor(exporter)] }).register({
    propagator: new core.W3CTraceContextPropagator(),
  });
  return exporter;
}

export function stopTraces(): void {
  trace.disable();
  propagation.disable();
  context.disable();
}
