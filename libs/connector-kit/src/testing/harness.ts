import { isDeepStrictEqual } from 'node:util';
import type { SystemId } from '@countersign/contracts';
import { CountersignError } from '@countersign/contracts';
import type { Place } from '../place.decision.js';
import type { TargetDriver } from '../target-driver.js';

/**
 * What a connector's spec provides for one conformance case: a real target and ways to look at it that do not go through the driver.
 * Every case gets a harness of its own, with places that no case has used before.
 */
export interface ConformanceHarness {
  readonly system: SystemId;
  /** Managed; nothing holds it; its account need not exist yet. */
  readonly place: Place;
  /** A place that the target's owner has not handed over. */
  readonly unmanaged: Place;
  /** A new driver over the same target each time, as after a restart of the process. */
  driver(): TargetDriver;
  /** Asks the target itself whether the account has the permission. */
  holds(place: Place): Promise<boolean>;
  /** Gives the permission behind the connector's back, so that the connector can reach it; makes the account if it was never there. */
  grantOutside(place: Place): Promise<void>;
  /** Opens a session of the account, or finds those written down to be ended. Null for a target that knows no sessions, on purpose. */
  readonly openSession:
    ((place: Place) => Promise<{ alive(): Promise<boolean>; close(): Promise<void> }>) | null;
  dispose(): Promise<void>;
}

/** A connector does not do what every connector must. The message says what was expected and what was seen. */
export class ConformanceFailure extends CountersignError {
  readonly code = 'CONFORMANCE_FAILURE';
  readonly retriable = false;
}

/** Fails the case unless `seen` is deeply equal to `expected`. */
export function expectEqual(what: string, seen: unknown, expected: unknown): void {
  if (isDeepStrictEqual(seen, expected)) return;
  const [wanted, was] = [JSON.stringify(expected), JSON.stringify(seen)];
  throw new ConformanceFailure(`${what}: expected \`${wanted}\`, saw \`${was}\``);
}
