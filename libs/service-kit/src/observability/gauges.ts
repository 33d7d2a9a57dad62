import { type Attributes, type ObservableResult, metrics } from '@opentelemetry/api';
import { instrumentation } from './spans.js';

/** One value, or several told apart by attributes; `undefined` when nothing is known now. */
export type Observed =
  number | readonly { readonly value: number; readonly attributes: Attributes }[] | undefined;

/**
 * A metric whose value is asked for at each export, e.g. outbox depth. `unit` is UCUM (`s`, `{record}`). A `read` that
 * fails reports nothing that time: a missing value raises an alert, a wrong one would not. Returns what ends it.
 */
export function observeGauge(
  name: string,
  unit: string,
  description: string,
  read: () => Observed | Promise<Observed>,
): () => void {
  const gauge = metrics.getMeter(instrumentation).createObservableGauge(name, { unit, description });
  const observe = async (result: ObservableResult): Promise<void> => {
    const observed = await Promise.resolve()
      .then(read)
      .catch(() => undefined);
    if (typeof observed === 'number') result.observe(observed);
    else for (const { value, attributes } of observed ?? []) result.observe(value, attributes);
  };
  gauge.addCallback(observe);
  return () => gauge.removeCallback(observe);
}
