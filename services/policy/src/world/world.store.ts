import type { Grant, World } from '@countersign/conflicts';
import type { RootEpoch } from '@countersign/contracts';
import { factsOfType } from '@countersign/service-kit/facts';
import type { EntityManager } from 'typeorm';
import {
  controlFactTypes,
  controlsFrom,
  kindsFrom,
  neighbourhood,
} from '../identities/control-graph.decision.js';

/** One number for the control graph: held shared by judgements, exclusively by whatever changes who controls whom (DESIGN, section 5). */
const graphLock = 4_210_001;

/** What a judgement about one beneficiary reads, under lock until the transaction ends. */
export interface LockedWorld extends World {
  readonly roots: readonly RootEpoch[];
}

/** INVARIANT: whoever adds or ends control holds this lock alone, so that no judgement reads half a graph. */
export async function lockGraphAlone(tx: EntityManager): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock($1)', [graphLock]);
}

/** Taken before any other lock of a judgement, so that locks are always won in one order. */
export async function lockGraphShared(tx: EntityManager): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock_shared($1)', [graphLock]);
}

/** Raises the epoch of roots whose judgement something has changed, and makes them known. */
export async function raiseEpochs(tx: EntityManager, roots: readonly string[]): Promise<void> {
  for (const root of [...roots].sort())
    await tx.query(
      'INSERT INTO root (id, epoch) VALUES ($1, 1) ON CONFLICT (id) DO UPDATE SET epoch = root.epoch + 1',
      [root],
    );
}

/**
 * INVARIANT: the order of these statements is the guard. The graph first (shared), then every root that the change may touch, in order of
 * ids, each lock a statement of its own; only then is anything read that the judgement rests on (INVARIANTS, section 1: a snapshot taken
 * before the lock is won lets both halves pass).
 */
export async function lockWorld(
  tx: EntityManager,
  beneficiary: string,
  at: number,
  withoutRequest: string,
): Promise<LockedWorld> {
  await lockGraphShared(tx);
  const facts = await factsOfType(tx, controlFactTypes);
  const controls = controlsFrom(facts);
  const { roots, all } = neighbourhood(controls, beneficiary, at);
  const epochs: RootEpoch[] = [];
  for (const root of roots) {
    await tx.query('INSERT INTO root (id) VALUES ($1) ON CONFLICT DO NOTHING', [root]);
    const rows: { epoch: string }[] = await tx.query('SELECT epoch FROM root WHERE id = $1 FOR UPDATE', [
      root,
    ]);
    epochs.push({ root: root as RootEpoch['root'], epoch: Number(rows[0]?.epoch) });
  }
  return {
    controls,
    kinds: kindsFrom(facts),
    grants: await countedGrants(tx, all, at, withoutRequest),
    roots: epochs,
  };
}

interface ReservationRow {
  readonly beneficiary: string;
  readonly items: readonly string[];
  readonly starts: string;
  readonly ends: string | null;
  readonly held: boolean;
}

/** Held and reserved access of some identities. What is overdue counts until its absence was seen: its end is no end. */
async function countedGrants(
  tx: EntityManager,
  identities: readonly string[],
  at: number,
  withoutRequest: string,
): Promise<Grant[]> {
  const rows: ReservationRow[] = await tx.query(
    `SELECT beneficiary, items, starts, CASE WHEN state = 'ending' OR ends <= $3 THEN NULL ELSE ends END AS ends,
            EXISTS (SELECT 1 FROM reserved_line l WHERE l.reservation = r.id AND l.state IN ('applied', 'held', 'gone')) AS held
     FROM reservation r WHERE beneficiary = ANY($1) AND state <> 'released' AND request <> $2`,
    [[...identities], withoutRequest, at],
  );
  return rows.flatMap(({ beneficiary, items, starts, ends, held }) =>
    items.map((item) => ({
      identity: beneficiary,
      item,
      window: { from: Number(starts), until: ends === null ? null : Number(ends) },
      state: held ? ('held' as const) : ('reserved' as const),
    })),
  );
}
