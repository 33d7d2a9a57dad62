import { addressOf } from './running-system.js';

/** The services whose spans of a trace the OTLP receiver has got so far, each once. `traceparent`: as its first sender stated it. */
export async function servicesIn(traceparent: string): Promise<readonly string[]> {
  const [, traceId] = traceparent.split('-');
  const response = await fetch(`${addressOf('otlp-receiver')}/traces/${traceId}`);
  const { spans } = (await response.json()) as { spans: readonly { readonly service: string }[] };
  return [...new Set(spans.map(({ service }) => service))];
}
