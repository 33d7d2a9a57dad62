import type { Millis } from '@countersign/contracts';
import type { EntityManager } from 'typeorm';
import { type ClockSkew, peerAhead } from './skew.decision.js';

/** What a peer's heartbeat tells of its clock: its time, and when it came to the broker, by the broker's clock. */
export interface Beat {
  readonly chain: string;
  readonly signer: string;
  /** Its number in the chain: an older one that is heard again tells nothing. */
  readonly seq: number;
  readonly at: Millis;
  readonly appendedAt: Millis;
}

/**
 * A heartbeat may be late, never early. One from the future proves a clock ahead by itself, until the next. Of late ones the one that was least
 * late tells most: a clock counts as behind after one whole window of late heartbeats; the window is three heartbeats long.
 */
const windowMs = 15_000;
/** What was heard longer ago than this says nothing about now: whose process is dead has no clock. */
const silenceMs = 2 * windowMs;

/** The arbiter's time, ms. */
export async function databaseNow(tx: EntityManager): Promise<Millis> {
  const [row] = await tx.query<[{ now: string }]>(
    'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now',
  );
  return Number(row.now);
}

/**
 * Notes what heartbeats tell of their signers' clocks, measured by this database's own. In the order of chains, so that two readers never
 * wait for each other in a circle.
 */
export async function recordBeats(tx: EntityManager, beats: readonly Beat[]): Promise<void> {
  if (beats.length === 0) return;
  const now = await databaseNow(tx);
  const inOrder = [...beats].sort((a, b) =>
    a.chain === b.chain ? a.seq - b.seq : a.chain < b.chain ? -1 : 1,
  );
  for (const { chain, signer, seq, at, appendedAt } of inOrder)
    await tx.query(upsert, [chain, signer, seq, peerAhead(at, appendedAt, now), now]);
}

const upsert = `
  INSERT INTO peer_clock AS c (chain, iss, seq, last, ahead, since, heard) VALUES ($1, $2, $3, $4, $4, $5, $5)
  ON CONFLICT (chain) DO UPDATE SET
    seq = excluded.seq,
    last = excluded.last,
    before = CASE WHEN c.since <= $5 - ${silenceMs} THEN NULL WHEN c.since <= $5 - ${windowMs} THEN c.ahead ELSE c.before END,
    ahead = CASE WHEN c.since <= $5 - ${windowMs} THEN excluded.ahead ELSE greatest(c.ahead, excluded.ahead) END,
    since = CASE WHEN c.since <= $5 - ${windowMs} THEN $5 ELSE c.since END,
    heard = $5
  WHERE excluded.seq >= c.seq`;

/** What is measured of the clocks of peers that were heard lately: of these signers, of all when null. In order of their names. */
export async function peerClocks(
  tx: EntityManager,
  signers: readonly string[] | null,
  now: Millis,
): Promise<ClockSkew[]> {
  const rows: { of: string; last: string; ahead: string; before: string | null }[] = await tx.query(
    `SELECT iss AS of, last, ahead, before FROM peer_clock
     WHERE heard > $1::bigint - ${silenceMs} AND ($2::text[] IS NULL OR iss = ANY($2)) ORDER BY chain`,
    [now, signers === null ? null : [...signers]],
  );
  return rows.map(({ of, last, ahead, before }) => ({
    of,
    byMs: proven(Number(last), Number(ahead), before),
  }));
}

/** Late heartbeats alone prove nothing before a whole window of them has gone by. */
function proven(last: number, ahead: number, before: string | null): number {
  if (last >= 0 || before === null) return Math.max(0, last);
  return Math.min(0, Math.max(ahead, Number(before)));
}
