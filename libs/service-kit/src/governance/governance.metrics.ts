import { metrics } from '@opentelemetry/api';

const meter = metrics.getMeter('@countersign/service-kit');

interface Dated {
  readonly number: number;
  readonly validUntil: number;
}

/** Reports the numbers in force and when they run out (Unix time, s), so that custodians are called before that. */
export function observeTrust(held: () => Readonly<Record<string, Dated | undefined>>): void {
  const gauge = (name: string, description: string, unit: string, value: (document: Dated) => number) =>
    meter.createObservableGauge(name, { description, unit }).addCallback((result) => {
      for (const [document, dated] of Object.entries(held()))
        if (dated) result.observe(value(dated), { document });
    });
  gauge('countersign.governance.number', 'bundle and key registry in force', '1', ({ number }) => number);
  gauge(
    'countersign.governance.valid_until',
    'when they run out',
    's',
    ({ validUntil }) => validUntil / 1_000,
  );
}
