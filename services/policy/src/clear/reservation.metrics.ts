import { observeGauge } from '@countersign/service-kit/observability';
import type { DataSource } from 'typeorm';

interface Waiting {
  readonly awaits: string;
  readonly seconds: number;
}

/** The oldest reservation of each kind of wait, 0 s where none waits; one that starts later does not wait yet. */
const oldest = `
  SELECT kind.awaits, coalesce(extract(epoch FROM clock_timestamp() - min(w.since)), 0)::float8 AS seconds
  FROM (VALUES ('applied'), ('observed'), ('absent')) kind (awaits) LEFT JOIN (
    SELECT CASE WHEN r.state = 'ending' THEN 'absent' WHEN l.state = 'reserved' THEN 'applied' ELSE 'observed' END AS awaits,
           CASE WHEN r.state = 'ending' THEN r.ending_at ELSE greatest(r.reserved_at, to_timestamp(r.starts / 1000.0)) END AS since
    FROM reservation r JOIN reserved_line l ON l.reservation = r.id
    WHERE r.id IN (
      SELECT reservation FROM reserved_line WHERE state IN ('reserved', 'applied')
      UNION SELECT id FROM reservation WHERE state = 'ending')
    AND ((r.state = 'ending' AND l.state <> 'absent') OR (r.state = 'live' AND l.state IN ('reserved', 'applied')))
  ) w ON w.awaits = kind.awaits AND w.since <= clock_timestamp()
  GROUP BY kind.awaits`;

/**
 * How long the oldest reservation waits: for its lines to be applied, to be observed, or to become absent. Each is reported always: what
 * is not measured any more is exported with its last value for ever. Returns what ends the report.
 */
export const observeReservations = (database: DataSource): (() => void) =>
  observeGauge(
    'countersign.reservation.age',
    's',
    'age of the oldest reservation that waits to be applied, observed or absent',
    async () =>
      (await database.query<Waiting[]>(oldest)).map(({ awaits, seconds }) => ({
        value: seconds,
        attributes: { awaits },
      })),
  );
