/** Milliseconds since the Unix epoch, UTC, an integer. */
export type Millis = number;

/** The only way to learn the time. Injected, so that decisions take time as data. */
export interface Clock {
  now(): Millis;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };
