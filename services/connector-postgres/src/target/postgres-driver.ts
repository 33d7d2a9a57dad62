import type { AccountName, Millis, Permission } from '@countersign/contracts';
import type { Ended } from '@countersign/contracts/connector';
import type { Place, PlaceTransaction, RecordedEnding, TargetDriver } from '@countersign/connector-kit';
import { PostgresPlace, type Unhindered } from './postgres-place.js';
import { PlaceBusy } from './target.errors.js';
import type { TargetPool } from './target-pool.js';

/** A statement that waits longer than this has its way cleared, and again as often (ms). */
const patience = 250;

/**
 * The driver of a PostgreSQL target. Role DDL is transactional there, so token and effect are one transaction; a row that only the
 * connector can lock makes it the only applier, however many processes there are.
 */
export class PostgresDriver implements TargetDriver {
  constructor(private readonly pool: TargetPool) {}

  transact<T>(place: Place, work: (tx: PlaceTransaction) => Promise<T>): Promise<T> {
    return this.pool.asOnlyApplier((session) => work(new PostgresPlace(session, place, this.unhindered)));
  }

  async settle(place?: Place): Promise<void> {
    const [row] = await this.pool.query<{ left: string }>('SELECT countersign.end_sessions($1) AS left', [
      place?.account ?? null,
    ]);
    if (place && Number(row?.left) > 0)
      throw new PlaceBusy(`sessions of \`${place.account}\` could not be ended yet`);
  }

  async due(now: Millis, limit: number): Promise<readonly Place[]> {
    return this.pool.query<{ account: AccountName; permission: Permission }>(
      'SELECT account, permission FROM countersign.place WHERE next_end <= $1 ORDER BY next_end LIMIT $2',
      [now, limit],
    );
  }

  async now(): Promise<Millis> {
    const [row] = await this.pool.query<{ now: string }>(
      'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now',
    );
    return Number(row?.now);
  }

  async unreported(limit: number): Promise<readonly RecordedEnding[]> {
    return this.pool.query<{ id: string; ended: Ended }>(
      `SELECT e.id, e.ended FROM countersign.ending e
       WHERE NOT e.reported AND NOT EXISTS (
         SELECT FROM countersign.session_end s WHERE s.done IS NULL AND s.account = e.ended->>'account')
       ORDER BY e.at, e.id LIMIT $1`,
      [limit],
    );
  }

  async reported(id: string): Promise<void> {
    await this.pool.query('UPDATE countersign.ending SET reported = true WHERE id = $1', [id]);
  }

  /**
   * An account can keep a removal waiting by an open transaction of its own, e.g. one in which it changed its password. While the
   * statement runs, another connection ends the sessions of accounts that stand in its way.
   */
  private readonly unhindered: Unhindered = async (session, statement) => {
    const clear = () =>
      this.pool.query('SELECT countersign.clear_way($1)', [session.pid]).catch(() => undefined);
    const timer = setInterval(() => void clear(), patience);
    try {
      return await statement();
    } finally {
      clearInterval(timer);
    }
  };
}
