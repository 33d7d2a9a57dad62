import { observeGauge } from '@countersign/service-kit/observability';
import type { DataSource } from 'typeorm';

interface Waiting {
  readonly awaits: string;
  readonly seconds: number;
}

/** The oldest reservation of each kind of wait; one that starts later does not wait yet. */
const oldest = `
  SELECT w.awaits, extract(epoch FROM clock_timestamp() - min(w.since))::float8 AS seconds
  FROM (
    SELECT CASE WHEN r.state = 'ending' THEN 'absent' WHEN l.state = 'reserved' THEN 'applied' ELSE 'observed' END AS awaits,
           CASE WHEN r.state = 'ending' THEN r.ending_at ELSE greatest(r.reserved_at, to_timestamp(r.starts / 1000.0)) END AS since
    FROM reservation r JOIN reserved_line l ON l.reservation = r.id
    WHERE (r.state = 'ending' AND l.state <> 'absent') OR (r.state = 'live' AND l.state IN ('reserved', 'applied'))
  ) w
  WHERE w.since <= clock_timestamp()
  GROUP BY w.awaits`;

/** How long the oldest reservation waits: for its lines to be applied, to be observed, or to become absent. Returns what ends the report. */
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
