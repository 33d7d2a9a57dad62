import { observed } from '@countersign/contracts/observer/issue';
import { sha256 } from '@countersign/statement';
import { inTransaction } from '@countersign/service-kit/persistence';
import type { EntityManager } from 'typeorm';
import { holdingsOf } from '../read/holdings.decision.js';
import { odditiesOf } from '../read/oddities.decision.js';
import { partsOf, type Reading } from '../read/parts.decision.js';
import type { ObserverDeps } from './observer-deps.js';
import type { Turn } from './schedule.js';

/**
 * Reads the target if it is time and states what it holds: all parts in one transaction, so that an observation is whole or absent. A
 * target that cannot be read is not observed; silence is not absence. Run it often; it does nothing until it is due.
 */
export async function observe(deps: ObserverDeps): Promise<void> {
  const { schedule, clock } = deps;
  const turn = schedule.take(clock.now());
  if (!turn) return;
  try {
    const reading = await readOnce(deps, turn);
    const digest = sha256(JSON.stringify([reading.holdings, reading.oddities]));
    if (!schedule.isNews(turn, digest)) return;
    await inTransaction(deps.dataSource, (tx) => state(deps, tx, reading));
    schedule.markStated(turn, digest);
  } catch (error) {
    schedule.giveBack(turn);
    throw error;
  }
}

async function readOnce(
  { read, system, newObservation, clock }: ObserverDeps,
  { begun }: Turn,
): Promise<Reading> {
  const catalogue = await read();
  const found = { holdings: holdingsOf(catalogue), oddities: odditiesOf(catalogue) };
  return { system, observation: newObservation(), begun, ended: clock.now(), ...found };
}

async function state(
  { issuer, topic, system }: ObserverDeps,
  tx: EntityManager,
  reading: Reading,
): Promise<void> {
  for (const part of partsOf(reading)) await issuer.issue(tx, observed(part), { topic, key: system });
}
