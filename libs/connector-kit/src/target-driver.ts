import type { Hash, Millis } from '@countersign/contracts';
import type { Ended, TargetFinding } from '@countersign/contracts/connector';
import type { Barrier, Place, PlaceFacts, PlaceMemory } from './place.decision.js';

/**
 * One place within one transaction of the target. Whoever holds it is alone with the place: a second transaction on it, of this or
 * another process, waits until this one is over.
 */
export interface PlaceTransaction {
  /** What the target remembers and holds now, not a copy; `spent` tells which of `clearances` have left this place before. */
  read(clearances: readonly Hash[]): Promise<PlaceFacts>;
  /**
   * Makes the account hold the permission, making the account if it was never there. Null when done; else why the target would
   * not, and then nothing of the attempt is left. Throws, retriably, what says nothing about the next time: no chance failure is a refusal.
   * The clock is looked at once more when it returns; what then remains until the commit is bounded by the driver, far below the 5 s
   * that policy keeps a slot beyond `applyBefore`.
   */
  add(): Promise<Barrier | null>;
  /** Takes back exactly what `add` did, when it did something and nothing else was done since: what was held before it stays held. */
  undo(): Promise<void>;
  /**
   * Takes the permission away, whoever gave it, as far as the connector's credential reaches, and writes down that the account's
   * sessions are to be ended. What is out of reach becomes a finding. Never refuses.
   */
  remove(): Promise<readonly TargetFinding[]>;
  /** Replaces what is remembered of the place; `spent` clearances are remembered for ever. */
  remember(memory: PlaceMemory, spent: readonly Hash[]): Promise<void>;
  /** Writes down that access ended by itself, to be reported. */
  recordEnding(ended: Ended): Promise<void>;
}

/** An ending that has not been reported yet. `id` is unique for ever, also after the target was restored from a backup. */
export interface RecordedEnding {
  readonly id: string;
  readonly ended: Ended;
}

/**
 * All that a connector must know about its target. Proved by the conformance suite (`@countersign/connector-kit/testing`).
 * Any method may throw a retriable error of the connector's own, e.g. `TARGET_UNAVAILABLE`: then nothing of the call has happened, or all.
 */
export interface TargetDriver {
  /**
   * Runs `work` in one transaction of the target and commits; when `work` throws, nothing of it is left. What it remembers and what
   * it does to the permission are there together or not at all. May run `work` again after a collision with somebody else.
   */
  transact<T>(place: Place, work: (tx: PlaceTransaction) => Promise<T>): Promise<T>;
  /**
   * Finishes what follows a commit: ends the sessions written down, of one place's account or of all. Idempotent; called for all at
   * start and by the timer, for what a crash left. With a place it throws, retriably, while the account still has a session.
   */
  settle(place?: Place): Promise<void>;
  /** Places where a grant's `until` is at or before `now` (ms), earliest first, at most `limit`. */
  due(now: Millis, limit: number): Promise<readonly Place[]>;
  /** The target's own time, ms. Throws when it cannot be asked. */
  now(): Promise<Millis>;
  /**
   * Endings not yet reported, oldest first, at most `limit`. One whose account still has sessions to be ended is not among them: what is
   * reported has ended for them too.
   */
  unreported(limit: number): Promise<readonly RecordedEnding[]>;
  /** The ending's report is safe; it is not listed again. */
  reported(id: string): Promise<void>;
}
