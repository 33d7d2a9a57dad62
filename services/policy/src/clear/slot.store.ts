import { CountersignError } from '@countersign/contracts';
import type { EntityManager } from 'typeorm';
import type { Slot } from './slot.decision.js';

/** The other half is reserved already, although judgement has not seen it: it has to be judged anew. */
export class SlotTaken extends CountersignError {
  readonly code = 'SLOT_TAKEN';
  readonly retriable = true;
}

/** What PostgreSQL says when an exclusion constraint refuses a row. */
const excluded = '23P01';

const insert = `INSERT INTO slot (reservation, root, rule, leg, during, enforced)
  SELECT r.id, s.root, s.rule, s.leg, int8range(r.starts, r.ends), $5
  FROM reservation r, unnest($2::text[], $3::text[], $4::text[]) AS s (root, rule, leg)
  WHERE r.id = $1 AND r.state <> 'released' AND (r.ends IS NULL OR r.starts < r.ends)`;

const parameters = (reservation: string, slots: readonly Slot[], enforced: boolean) => [
  reservation,
  slots.map(({ root }) => root),
  slots.map(({ rule }) => rule),
  slots.map(({ leg }) => leg),
  enforced,
];

/**
 * Takes the slots of a new reservation. The second guard, which knows nothing of locks and judgement: of two transactions that take the two
 * halves of a critical rule for one root at one time, the constraint `slot_one_leg` refuses the later. Throws {@link SlotTaken}.
 */
export async function takeSlots(
  tx: EntityManager,
  reservation: string,
  slots: readonly Slot[],
): Promise<void> {
  const standing = slots.length === 0 ? [] : await enforceable(tx, slots);
  if (standing.length === 0) return;
  try {
    await tx.query(insert, parameters(reservation, standing, true));
  } catch (cause) {
    if ((cause as { code?: string }).code !== excluded) throw cause;
    throw new SlotTaken('the other half of a critical rule is reserved already', { cause });
  }
}

/**
 * Gives a reservation, whose old slots are free, those that control and law make of it now. What collides now is no request's doing: it stands
 * outside of the constraint, and is a finding of its own.
 */
export async function settleSlots(
  tx: EntityManager,
  reservation: string,
  slots: readonly Slot[],
): Promise<void> {
  for (const slot of slots) {
    const rows: unknown[] = await tx.query(
      `${insert} ON CONFLICT ON CONSTRAINT slot_one_leg DO NOTHING RETURNING 1`,
      parameters(reservation, [slot], true),
    );
    if (rows.length === 0) await tx.query(insert, parameters(reservation, [slot], false));
  }
}

/** The slots of these reservations are free. */
export async function freeSlots(tx: EntityManager, reservations: readonly string[]): Promise<void> {
  await tx.query('DELETE FROM slot WHERE reservation = ANY($1)', [[...reservations]]);
}

/** Of some slots those that stand in the constraint for their root: who violates a rule already, by nobody's request, is judged alone. */
async function enforceable(tx: EntityManager, slots: readonly Slot[]): Promise<Slot[]> {
  const rows: { root: string; rule: string }[] = await tx.query(
    'SELECT DISTINCT root, rule FROM slot WHERE NOT enforced AND root = ANY($1)',
    [slots.map(({ root }) => root)],
  );
  const violated = new Set(rows.map(({ root, rule }) => `${root} ${rule}`));
  return slots.filter(({ root, rule }) => !violated.has(`${root} ${rule}`));
}
