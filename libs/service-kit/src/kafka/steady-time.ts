import { createRequire } from 'node:module';

/** Where kafkajs 2.2.4 keeps instants that it compares with `Date.now()`, by module of the package. */
const instants = {
  'consumer/consumerGroup': ['lastRequest'],
  'cluster/brokerPool': ['metadataExpireAt'],
  'network/requestQueue': ['throttledUntil'],
  'network/requestQueue/socketRequest': ['sentAt'],
} as const;

interface Class {
  readonly prototype: object;
}

/** Makes a property that holds an instant of the wall clock (ms, or null) keep its distance from now when that clock is set. */
function keepDistance({ prototype }: Class, property: string): void {
  const kept = new WeakMap<object, number | null>();
  Object.defineProperty(prototype, property, {
    configurable: true,
    enumerable: true,
    get(this: object) {
      const at = kept.get(this) ?? null;
      return at === null ? null : Date.now() + (at - performance.now());
    },
    set(this: object, at: number | null) {
      kept.set(this, at === null ? null : performance.now() + (at - Date.now()));
    },
  });
}

let done = false;

/**
 * Keeps kafkajs going while the machine's clock is set. It measures time by the wall clock: set back ten minutes, a consumer sends no heartbeat for
 * ten minutes, is put out of its group and reads nothing more, removals included. Idempotent.
 */
export function steadyTime(): void {
  if (done) return;
  done = true;
  const load = createRequire(__filename);
  for (const [module, properties] of Object.entries(instants))
    for (const property of properties) keepDistance(load(`kafkajs/src/${module}`) as Class, property);
}
