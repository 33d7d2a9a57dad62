/** One thing that a story claims: what was expected and what was seen. */
export interface Line {
  readonly what: string;
  readonly expected: string;
  readonly seen: string;
  readonly ok: boolean;
  /** The trace that the story had begun last when it claimed this, in which it can be looked up; null when it had begun none yet. */
  readonly trace: string | null;
}

/** A story's own record while it is played. */
export class Script {
  readonly lines: Line[] = [];
  readonly notes: string[] = [];
  readonly traces: string[] = [];
  private readonly begun: string[] = [];

  /** The story has begun a trace: what is claimed from now on came of it. */
  began(traceId: string): void {
    this.begun.push(traceId);
  }

  /** Every trace that the story began, in that order. */
  get traceIds(): readonly string[] {
    return this.begun;
  }

  /** Something must be exactly so. */
  equal(what: string, expected: string, seen: string): void {
    this.claim({ what, expected, seen, ok: expected === seen });
  }

  /** Something must contain these words. */
  contains(what: string, expected: string, seen: string): void {
    this.claim({ what, expected: `… ${expected} …`, seen, ok: seen.includes(expected) });
  }

  /** Something to show that is not judged. */
  note(...lines: readonly string[]): void {
    this.notes.push(...lines);
  }

  /** The story's traces, drawn; there must be some. */
  trace(...lines: readonly string[]): void {
    this.traces.push(...lines);
    const spans = lines.filter((line) => line.endsWith(' ms)')).length;
    this.equal('its traces reached the OTLP receiver', 'true', String(spans > 0));
  }

  private claim(line: Omit<Line, 'trace'>): void {
    this.lines.push({ ...line, trace: this.begun.at(-1) ?? null });
  }

  get ok(): boolean {
    return this.lines.length > 0 && this.lines.every((line) => line.ok);
  }
}
