import { Client } from 'pg';

/** What pg says of a query that had no answer within `query_timeout`. */
const unanswered = /^query read timeout$/i;

type Done = (error: unknown, ...given: unknown[]) => void;

/**
 * A connection of pg whose peer may vanish without a word. With `query_timeout` a query in hand fails in time; this connection is closed
 * then: nobody knows what it still does, and pg alone would give it back to its pool, where the next one waits behind that query. What
 * is asked on it afterwards fails at once, and what it began is rolled back when the server notices.
 *
 * Set `query_timeout` above the server's own `statement_timeout`: a server that is there ends a slow statement itself, says so with an
 * SQLSTATE, and keeps the connection.
 */
export class BoundedClient extends Client {
  override query(...asked: never[]): never {
    const send = super.query.bind(this) as (...asked: unknown[]) => unknown;
    const done: unknown = asked.at(-1);
    if (typeof done === 'function') return send(...asked.slice(0, -1), this.watched(done as Done)) as never;
    const answer = send(...asked);
    if (answer instanceof Promise) void answer.catch((error: unknown) => this.endAfter(error));
    return answer as never;
  }

  private watched(done: Done): Done {
    return (error, ...given) => {
      this.endAfter(error);
      done(error, ...given);
    };
  }

  /** Ends at once: a query is in hand, so there is no goodbye to wait for. */
  private endAfter(error: unknown): void {
    if (error instanceof Error && unanswered.test(error.message)) void this.end();
  }
}
