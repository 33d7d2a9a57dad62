import type { DesiredState } from '@countersign/contracts';

/** How far a reserved line has come. `gone`: the connector's state lacks it; `absent`: an observation begun later lacks it too. */
export type LineState = 'reserved' | 'applied' | 'held' | 'gone' | 'absent';

export interface ReservedLine {
  readonly reservation: string;
  readonly request: string;
  readonly ending: boolean;
  readonly state: LineState;
  readonly answeredAt: number | null;
}

/** What a connector's resulting state says about a line: it has the grant, or it lacks it. What was never applied stays reserved unless it ends. */
export function afterAnswer(line: ReservedLine, state: DesiredState): LineState {
  const has = state.grants.some(({ request }) => request === line.request);
  if (line.state === 'absent') return 'absent';
  if (has) return line.state === 'held' ? 'held' : 'applied';
  return line.state === 'reserved' && !line.ending ? 'reserved' : 'gone';
}

/**
 * The one rule of release (DESIGN, section 4): a slot frees when the connector's signed state lacks the grant and a complete observation begun
 * after that answer lacks the permission, or another reserved grant explains it. Never on time alone, never on one word.
 */
export function afterObservation(
  line: ReservedLine,
  seen: boolean,
  begun: number,
  explained: boolean,
): LineState {
  const later = line.answeredAt !== null && begun > line.answeredAt;
  if (line.state === 'applied' && seen && later) return 'held';
  if (line.state === 'gone' && later && (!seen || explained)) return 'absent';
  return line.state;
}
