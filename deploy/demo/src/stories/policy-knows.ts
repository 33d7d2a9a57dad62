import type { SourceEvent } from '@countersign/source';
import { eventually } from '../stage/eventually.js';
import { lookInto } from '../stage/look-into.js';
import type { Stage } from '../stage/stage.js';

/** HR states facts, and policy has come to know them: nothing that is asked from now on is judged without them. */
export async function stated(stage: Stage, ...events: readonly SourceEvent[]): Promise<void> {
  await stage.hr.publishAll(events);
  const ids = events.map(({ id }) => id);
  await eventually(`policy to know ${ids.join(', ')}`, async () => {
    const sql = 'SELECT event FROM fact WHERE event = ANY ($1)';
    return (await lookInto(stage.about, 'policy', sql, [ids])).length === ids.length;
  });
}

/** Waits until policy is in a state with a request's reservation: `live`, or `released` when all of it was seen to be gone. */
export const reserved = (stage: Stage, request: string, state: 'live' | 'released'): Promise<boolean> =>
  eventually(`the reservation of ${request} to be ${state}`, async () => {
    const sql = 'SELECT 1 FROM reservation WHERE request = $1 AND state = $2';
    return (await lookInto(stage.about, 'policy', sql, [request, state])).length > 0;
  });

/** Waits until the observer has seen everything in the target that a request gave. What was not seen yet goes when facts make a conflict of it. */
export const seen = (stage: Stage, request: string): Promise<boolean> =>
  eventually(`everything of ${request} to be seen`, async () => {
    const sql = `SELECT l.state FROM reserved_line l JOIN reservation r ON r.id = l.reservation WHERE r.request = $1`;
    const lines = await lookInto<{ state: string }>(stage.about, 'policy', sql, [request]);
    return lines.length > 0 && lines.every(({ state }) => state === 'held');
  });

/** A finding of policy, and until when (ms) it is to be settled; null when the law says nothing of that. */
export interface Found {
  readonly subject: string;
  readonly due: number | null;
}

/** Waits for a finding with this code about this subject, open or, since what it found may soon be gone, closed again. */
export const found = (stage: Stage, code: string, subject: string): Promise<Found> =>
  eventually(`a finding ${code} about ${subject}`, async () => {
    const sql = `SELECT subject, due_at::float8 AS due FROM finding WHERE code = $1 AND subject = $2 ORDER BY opened_at DESC LIMIT 1`;
    return (await lookInto<Found>(stage.about, 'policy', sql, [code, subject]))[0];
  });
