import { setTimeout as sleep } from 'node:timers/promises';
import { inTarget } from '../../../deploy/doctor/connect.mjs';
import { ofCluster, ofDatabase, readRights } from '../../../deploy/doctor/postgres-rights.mjs';
import { asSuperuser } from '../postgres/cluster-client.js';
import { tablesOf } from '../postgres/table-attempts.js';
import { eventually } from '../system/eventually.js';
import { about, inventory } from '../system/running-system.js';

/** Tables that move by themselves, with heartbeats, observations and what is read. Of them is asked what they hold of a forgery. */
const living = new Set(
  [
    ...['statement', 'chain_head', 'outbox', 'inbox', 'received', 'chain_seen', 'consumer_offset'],
    ...[
      'quarantine',
      'observation_part',
      'last_look',
      'source_heartbeat',
      'source_confirmed',
      'peer_clock',
      'migrations',
    ],
  ].map((table) => `public.${table}`),
);

/** Of tables that also note when something was looked at or is looked at next, what a clock does not move. */
const kept: Readonly<Record<string, string>> = {
  'public.root': 'ROW(t.id, t.epoch)',
  'public.head_count': 'ROW(t.rule)',
  'public.request': "to_jsonb(t) - ARRAY['due_at', 'due_by']",
  'public.reservation': "to_jsonb(t) - ARRAY['clear_at', 'scan', 'judge_again']",
  'public.clearance': "to_jsonb(t) - 'confirm_at'",
  'public.desired': "to_jsonb(t) - ARRAY['ordered_at', 'asked']",
  'public.waiting_order': "to_jsonb(t) - 'looked_at'",
  'public.swap_due': 'ROW(t.request)',
};

/** Rows that say nothing but that something forged lies there. */
const telling: Readonly<Record<string, string>> = { 'public.finding': `code = 'RECORD_NOT_BELIEVED'` };

/** A digest of every row of every table at rest, by `database.table`; and of every right in every target. */
export async function contents(): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const { name: database } of inventory.databases) {
    const tables = (await tablesOf('platform', database)).filter(({ name }) => !living.has(name));
    await asSuperuser('platform', database, async (client) => {
      for (const { name } of tables) {
        const { rows } = await client.query<{ digest: string }>(
          `SELECT count(*) || ' rows, ' || coalesce(md5(string_agg(r.row, chr(10) ORDER BY r.row)), '') AS digest
             FROM ${name} t, LATERAL (SELECT (${kept[name] ?? 't'})::text AS row) r WHERE NOT (${telling[name] ?? 'false'})`,
        );
        digests[`${database}.${name}`] = rows[0]?.digest ?? '';
      }
    });
  }
  for (const { name } of inventory.systems)
    digests[`rights on ${name}`] = (
      await inTarget(about(), name, (client) => readRights(client, [...ofCluster, ...ofDatabase]))
    )
      .sort()
      .join('\n');
  return digests;
}

/**
 * What policy is still about to move by itself: access on its way to a target or out of it, until a look was taken at it, and what a clock begins
 * or ends while forgeries are tried.
 */
const underWay = `SELECT
    (SELECT count(*) FROM reservation WHERE state = 'ending') +
    (SELECT count(*) FROM reserved_line l JOIN reservation r ON r.id = l.reservation
      WHERE l.state IN ('applied', 'gone') AND r.state <> 'released') +
    (SELECT count(*) FROM reservation, LATERAL (SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now) AS clock
      WHERE state = 'live' AND (starts BETWEEN now - 30000 AND now + 90000 OR ends BETWEEN now - 30000 AND now + 90000)) AS count`;

async function movesYet(): Promise<boolean> {
  let count = 0;
  await asSuperuser('platform', 'policy', async (client) => {
    const { rows } = await client.query<{ count: string }>(underWay);
    count = Number(rows[0]?.count);
  });
  return count !== 0;
}

/** Contents once nothing moves any more: what earlier specs set going has come to rest, and no clock sets anything going while forgeries are tried. */
export function contentsAtRest(): Promise<Record<string, string>> {
  let last = '';
  return eventually(
    'the system to come to rest',
    async () => {
      const now = await contents();
      const same = JSON.stringify(now) === last;
      last = JSON.stringify(now);
      if (same && !(await movesYet())) return now;
      await sleep(2_500); // longer than any job's pause
      return null;
    },
    240_000,
  );
}

/** Statements that a service makes by itself: heartbeats, its own and sources', and what it observes. */
const byItself =
  "type NOT LIKE '%.alive.v1' AND type NOT IN ('observer.observed.v1', 'request.source-confirmed.v1')";

/** How many statements each service has made of its own will, so to speak. */
export async function issued(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { name: database } of inventory.databases)
    await asSuperuser('platform', database, async (client) => {
      const { rows } = await client.query<{ count: number }>(
        `SELECT count(*)::int FROM statement WHERE ${byItself}`,
      );
      counts[database] = rows[0]?.count ?? -1;
    });
  return counts;
}

/** Where the hashes of forged statements stand as if they had been believed. */
export async function believed(hashes: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const { name: database } of inventory.databases)
    await asSuperuser('platform', database, async (client) => {
      for (const [table, column] of [
        ['inbox', 'id'],
        ['received', 'hash'],
        ['statement', 'hash'],
        ['chain_seen', 'head_hash'],
      ]) {
        const { rows } = await client.query<{ hash: string }>(
          `SELECT ${column} AS hash FROM ${table} WHERE ${column} = ANY ($1)`,
          [[...hashes]],
        );
        found.push(...rows.map(({ hash }) => `${database}.${table}: ${hash}`));
      }
    });
  return found;
}

/** Chains that a reader does not rely on any more. */
export async function distrusted(): Promise<string[]> {
  const found: string[] = [];
  for (const { name: database } of inventory.databases)
    await asSuperuser('platform', database, async (client) => {
      const { rows } = await client.query<{ chain: string }>(
        `SELECT chain FROM chain_seen WHERE broken_at IS NOT NULL OR chain LIKE '%.forged'`,
      );
      found.push(...rows.map(({ chain }) => `${database}: ${chain}`));
    });
  return found;
}
