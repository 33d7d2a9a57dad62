import type { Heard, Wire } from './wire.js';

/** What the connector has answered so far, as far as harness and stories need it. */
export class Receipts {
  private readonly applied = new Map<string, Set<string>>();
  private read = 0;

  constructor(private readonly wire: Wire) {}

  /** Whether the connector answered `applied` for every line of some clearance of a request. */
  areAll(request: string): boolean {
    for (; this.read < this.wire.heard.length; this.read++) {
      const { type, body } = this.wire.heard[this.read] as Heard;
      if (type !== 'connector.answered.v1') continue;
      for (const { clearance, result } of body.results as Record<string, string>[]) {
        const places = this.applied.get(clearance ?? '') ?? new Set();
        if (result === 'applied')
          this.applied.set(clearance ?? '', places.add(`${body.account} ${body.permission}`));
      }
    }
    return this.wire.about(request, 'policy.cleared.v1').some(({ hash, body }) => {
      const places = this.applied.get(hash);
      return body.lines.every(({ account, permission }: Record<string, string>) =>
        places?.has(`${account} ${permission}`),
      );
    });
  }
}
