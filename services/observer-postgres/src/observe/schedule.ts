import type { Millis } from '@countersign/contracts';

export interface Pace {
  /** Pause between two readings, ms. */
  readonly everyMs: number;
  /** After how long a reading without news is stated all the same, ms. */
  readonly repeatMs: number;
}

/** Why a reading is made; a hinted one is stated whatever it finds, because somebody waits for it. */
export interface Turn {
  readonly begun: Millis;
  readonly hinted: boolean;
}

/**
 * When to read the target and whether to state what was read. A hint that comes while a reading is under way makes another one: what it
 * is about may have happened after the snapshot.
 */
export class Schedule {
  private readAt: Millis | null = null;
  private hinted = false;
  private stated: { readonly digest: string; readonly at: Millis } | null = null;

  constructor(private readonly pace: Pace) {}

  /** Something changed in the target; look soon. */
  hint(): void {
    this.hinted = true;
  }

  /** The reading that is due at `now`, or null. From then on hints belong to the next one. */
  take(now: Millis): Turn | null {
    const due = this.readAt === null || this.hinted || now - this.readAt >= this.pace.everyMs;
    if (!due) return null;
    const turn = { begun: now, hinted: this.hinted };
    [this.readAt, this.hinted] = [now, false];
    return turn;
  }

  /** The reading came to nothing: whoever waited for it still does. */
  giveBack({ hinted }: Turn): void {
    this.hinted ||= hinted;
  }

  /** Whether what was read (`digest` stands for it) is to be stated. */
  isNews({ hinted, begun }: Turn, digest: string): boolean {
    const { stated } = this;
    return hinted || stated?.digest !== digest || begun - stated.at >= this.pace.repeatMs;
  }

  /** It was stated. */
  markStated({ begun }: Turn, digest: string): void {
    this.stated = { digest, at: begun };
  }
}
