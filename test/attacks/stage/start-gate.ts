import { connect, eventually, NeverHappened, readSecret } from '@countersign/demo/stage';
import type pg from 'pg';
import type { Scene } from './scene.js';

/** Any number; nobody else takes a lock of two numbers of which this is the first. */
const gate = 7_708;
/** How long two transactions may take to come to the gate, ms: the broker, approval, a policy that is stopped in between. The product itself ends a statement that waits for 30 s. */
const patienceMs = 20_000;

/** The number that a request's lock has. */
const numberOf = (request: string): string => `(hashtext(${request}) & 2147483647)`;

/**
 * Policy's transaction on an approval waits where it begins, before it has read or locked anything, for whoever holds the request's lock; without
 * the product's own lock timeout, or two that miss each other by it would take turns in giving up.
 */
const build = `
  CREATE FUNCTION attack_start() RETURNS trigger LANGUAGE plpgsql SET lock_timeout = 0 AS
    $$ BEGIN PERFORM pg_advisory_xact_lock(${gate}, ${numberOf('NEW.request')}); RETURN NEW; END $$;
  CREATE TRIGGER attack_start BEFORE INSERT ON received
    FOR EACH ROW WHEN (NEW.type = 'approval.approved.v1') EXECUTE FUNCTION attack_start()`;
const demolish = 'DROP TRIGGER IF EXISTS attack_start ON received; DROP FUNCTION IF EXISTS attack_start()';
const close = `SELECT pg_advisory_lock(${gate}, ${numberOf('r')}) FROM unnest($1::text[]) AS r`;
const open = `SELECT pg_advisory_unlock(${gate}, ${numberOf('r')}) FROM unnest($1::text[]) AS r`;
/** Backends that wait for the lock of one of these requests: each is a transaction of its own. */
const waiting = `SELECT count(DISTINCT pid)::int AS backends, count(DISTINCT objid)::int AS requests
  FROM pg_locks JOIN unnest($1::text[]) AS r ON objid = ${numberOf('r')}
  WHERE locktype = 'advisory' AND classid = ${gate} AND NOT granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

/**
 * Lets policy's transactions on two approvals begin at the same instant: each has been seen by PostgreSQL to be open, in a backend of its own, before
 * either goes on. A trigger of the database's superuser; the code that is raced is the product's, and knows of nothing.
 */
export class StartGate {
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(private readonly keeper: pg.Client) {}

  static async build(scene: Scene): Promise<StartGate> {
    const keeper = await connect(scene.about.addresses['platform-postgres'], {
      ...{ user: 'postgres', database: 'policy' },
      password: readSecret(scene.about.secrets.database['postgres']),
    });
    await keeper.query(`${demolish}; ${build}`);
    return new StartGate(keeper);
  }

  async demolish(): Promise<void> {
    await this.keeper.query(demolish).finally(() => this.keeper.end());
  }

  /**
   * Does what makes policy read the approvals of two requests, and lets it go on once both of its transactions are open. Says whether that was
   * seen. One pair after the other, since whoever waits here keeps others of its partition waiting.
   */
  race(requests: readonly [string, string], begin: () => Promise<unknown>): Promise<boolean> {
    const raced = this.turn.then(() => this.raceNow(requests, begin));
    this.turn = raced.catch(() => undefined);
    return raced;
  }

  private async raceNow(
    requests: readonly [string, string],
    begin: () => Promise<unknown>,
  ): Promise<boolean> {
    await this.keeper.query(close, [requests]);
    try {
      await begin();
      return await this.untilOpen(requests);
    } finally {
      await this.keeper.query(open, [requests]);
    }
  }

  private untilOpen(requests: readonly [string, string]): Promise<boolean> {
    const look = () => this.areOpen(requests);
    return eventually('two open transactions', look, patienceMs).catch((error: Error) => {
      if (error instanceof NeverHappened) return false;
      throw error;
    });
  }

  private async areOpen(requests: readonly [string, string]): Promise<boolean> {
    const { rows } = await this.keeper.query<{ backends: number; requests: number }>(waiting, [requests]);
    return rows[0]?.backends === 2 && rows[0].requests === 2;
  }
}
