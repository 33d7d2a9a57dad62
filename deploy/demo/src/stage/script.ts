/** One thing that a story claims: what was expected and what was seen. */
export interface Line {
  readonly what: string;
  readonly expected: string;
  readonly seen: string;
  readonly ok: boolean;
}

/** A story's own record while it is played. */
export class Script {
  readonly lines: Line[] = [];
  readonly notes: string[] = [];
  readonly traces: string[] = [];

  /** Something must be exactly so. */
  equal(what: string, expected: string, seen: string): void {
    this.lines.push({ what, expected, seen, ok: expected === seen });
  }

  /** Something must contain these words. */
  contains(what: string, expected: string, seen: string): void {
    this.lines.push({ what, expected: `… ${expected} …`, seen, ok: seen.includes(expected) });
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

  get ok(): boolean {
    return this.lines.length > 0 && this.lines.every((line) => line.ok);
  }
}
