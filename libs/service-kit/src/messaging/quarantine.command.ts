import type { DataSource, EntityManager } from 'typeorm';
import { inTransaction } from '../persistence/transaction.js';
import { type ActBy, complete } from './act-by.js';
import { NotQuarantined } from './errors.js';
import { type QuarantineState, type StoredHeaders, storedHeaders } from './quarantine.store.js';
import type { RawHeaders } from './record.js';

/** A record in quarantine, without its content. */
export interface QuarantinedRecord {
  readonly id: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly state: QuarantineState;
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
  readonly at: Date;
}

/** What a person did with it. */
export interface QuarantineAct {
  readonly act: 'redrive' | 'drop';
  readonly actor: string;
  readonly reason: string;
  readonly at: Date;
}

/** A record in quarantine with its content and history. Nothing in its bytes is believed. */
export interface QuarantineDetail extends QuarantinedRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: RawHeaders;
  /** When the broker took it in, ms. */
  readonly appendedAt: number;
  readonly acts: readonly QuarantineAct[];
}

const columns = 'id, topic, partition, record_offset AS "offset", state, code, message, attempts, at';

/** Records in these states (default: `held`), oldest first, after the id `after`; at most `limit` (default 100). */
export function listQuarantine(
  ds: DataSource,
  {
    states = ['held'],
    after = '0',
    limit = 100,
  }: { states?: readonly QuarantineState[]; after?: string; limit?: number } = {},
): Promise<QuarantinedRecord[]> {
  return ds.query(
    `SELECT ${columns} FROM quarantine WHERE state = ANY($1) AND id > $2 ORDER BY id LIMIT $3`,
    [[...states], after, limit],
  );
}

/** One record with its bytes and the acts on it. Throws `NOT_QUARANTINED`. */
export async function showQuarantine(ds: DataSource, id: string): Promise<QuarantineDetail> {
  const [row] = await ds.query<(Omit<QuarantineDetail, 'headers' | 'acts'> & { headers: StoredHeaders })[]>(
    `SELECT ${columns}, key, value, headers, appended_at::float8 AS "appendedAt" FROM quarantine WHERE id = $1`,
    [id],
  );
  if (!row) throw new NotQuarantined(`there is no record \`${id}\` in quarantine`, { details: { id } });
  const acts: QuarantineAct[] = await ds.query(
    'SELECT act, actor, reason, at FROM quarantine_act WHERE quarantine = $1 ORDER BY id',
    [id],
  );
  return { ...row, headers: storedHeaders(row.headers), acts };
}

export async function countQuarantined(ds: DataSource, state: QuarantineState): Promise<number> {
  const [row] = await ds.query<[{ n: number }]>(
    'SELECT count(*)::int AS n FROM quarantine WHERE state = $1',
    [state],
  );
  return row.n;
}

async function act(
  ds: DataSource,
  id: string,
  by: ActBy,
  kind: QuarantineAct['act'],
  change: (tx: EntityManager) => Promise<[unknown, number]>,
): Promise<void> {
  const { actor, reason } = complete(by);
  await inTransaction(ds, async (tx) => {
    const [, changed] = await change(tx);
    if (changed === 0)
      throw new NotQuarantined(`record \`${id}\` is not held in quarantine`, { details: { id } });
    await tx.query('INSERT INTO quarantine_act (quarantine, act, actor, reason) VALUES ($1, $2, $3, $4)', [
      ...[id, kind, actor, reason],
    ]);
  });
}

/**
 * Lets a held record be handled again, by the running service, on the path that every record takes, once. It fails again or not;
 * see its state. Throws `NOT_QUARANTINED` unless it is held, `ACT_INCOMPLETE`.
 */
export const redriveQuarantine = (ds: DataSource, id: string, by: ActBy): Promise<void> =>
  act(ds, id, by, 'redrive', (tx) =>
    tx.query(
      `UPDATE quarantine SET state = 'waiting', in_order = false, attempts = 0, due_at = clock_timestamp()
        WHERE id = $1 AND state = 'held'`,
      [id],
    ),
  );

/** Gives a held or waiting record up for ever; its bytes stay. Throws `NOT_QUARANTINED`, `ACT_INCOMPLETE`. */
export const dropQuarantine = (ds: DataSource, id: string, by: ActBy): Promise<void> =>
  act(ds, id, by, 'drop', (tx) =>
    tx.query(`UPDATE quarantine SET state = 'dropped' WHERE id = $1 AND state IN ('held', 'waiting')`, [id]),
  );
