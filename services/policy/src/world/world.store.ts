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
import { lockGraphShared } from './graph-lock.store.js';
import { lockRoots } from './root.store.js';

/** What a judgement about one beneficiary reads, under lock until the transaction ends. */
export interface LockedWorld extends World {
  readonly roots: readonly RootEpoch[];
  /** Everybody whose access the judgement looks at. */
  readonly identities: readonly string[];
  /** Of `grants` those that are not on their way out: without the others nothing stands in the way of a hand-over. */
  readonly staying: readonly Grant[];
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
  const epochs = await lockRoots(tx, roots);
  const counted = await countedGrants(tx, all, at, withoutRequest);
  return {
    controls,
    kinds: kindsFrom(facts),
    grants: counted.map(({ grant }) => grant),
    staying: counted.filter(({ leaving }) => !leaving).map(({ grant }) => grant),
    roots: epochs,
    identities: all,
  };
}

/** Locks what judgements about several beneficiaries will touch, all at once and in one order, so that none waits while another has signed. */
export async function lockWorldsAhead(
  tx: EntityManager,
  beneficiaries: readonly string[],
  at: number,
): Promise<void> {
  const controls = controlsFrom(await factsOfType(tx, controlFactTypes));
  await lockRoots(tx, [...new Set(beneficiaries.flatMap((one) => neighbourhood(controls, one, at).roots))]);
}

interface ReservationRow {
  readonly beneficiary: string;
  readonly items: readonly string[];
  readonly starts: string;
  readonly ends: string | null;
  readonly leaving: boolean;
  readonly held: boolean;
}

interface Counted {
  readonly grant: Grant;
  readonly leaving: boolean;
}

/** Held and reserved access of some identities. What ends or is overdue counts until its absence was seen: its end is no end. */
async function countedGrants(
  tx: EntityManager,
  identities: readonly string[],
  at: number,
  withoutRequest: string,
): Promise<Counted[]> {
  const rows: ReservationRow[] = await tx.query(
    `SELECT beneficiary, items, starts, ends, state = 'ending' OR COALESCE(ends <= $3, false) AS leaving,
            EXISTS (SELECT 1 FROM reserved_line l WHERE l.reservation = r.id AND l.state IN ('applied', 'held', 'gone')) AS held
     FROM reservation r WHERE beneficiary = ANY($1) AND state <> 'released' AND request <> $2`,
    [[...identities], withoutRequest, at],
  );
  return rows.flatMap(({ beneficiary, items, starts, ends, leaving, held }) => {
    const window = { from: Number(starts), until: leaving || ends === null ? null : Number(ends) };
    const state = held ? ('held' as const) : ('reserved' as const);
    return items.map((item) => ({ leaving, grant: { identity: beneficiary, item, window, state } }));
  });
}
