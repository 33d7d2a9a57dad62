import { addressOf } from './running-system.js';

/** The newest point of a metric's series: a number, or how many were counted into a histogram. */
export interface Point {
  readonly name: string;
  readonly time: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly value?: number;
  readonly count?: number;
}

/** What a service has reported to the OTLP receiver since a time, ms. Services report every ten seconds. */
export async function reportedBy(service: string, since: number): Promise<readonly Point[]> {
  const response = await fetch(`${addressOf('otlp-receiver')}/metrics/latest?service=${service}`);
  const { metrics } = (await response.json()) as { readonly metrics: readonly Point[] };
  return metrics.filter(({ time }) => time >= since);
}
