import type { DesiredState } from '@countersign/contracts';
import type { LineState } from '../life/line-life.decision.js';

/** One permission on one account. */
export interface Place {
  readonly system: string;
  readonly account: string;
  readonly permission: string;
}

/** When (its own clock, ms) a connector last spoke of a line, and after which order. */
export interface Spoken {
  readonly token: number;
  readonly iat: number;
}

export interface ReservedLine {
  readonly reservation: string;
  readonly request: string;
  readonly ending: boolean;
  readonly state: LineState;
  readonly answeredAt: number | null;
  readonly token: number | null;
}

/**
 * A line where it is. `underWay`: an order for it may have been carried out without the answer having come yet. `forGood`: every clearance of it had
 * run out when the connector last spoke of it: nobody can have given it anything since. `ends` (ms): when its time is over; null: never.
 */
export interface PlacedLine extends ReservedLine, Place {
  readonly underWay: boolean;
  readonly forGood: boolean;
  readonly ends: number | null;
}

export const placeKey = ({ system, account, permission }: Place): string =>
  `${system} ${account} ${permission}`;

/** Whether what a connector says is older than what it said of this line before: by the order it speaks of, then by its own clock. */
export const isStale = ({ token, answeredAt }: ReservedLine, spoken: Spoken): boolean =>
  token !== null &&
  (spoken.token < token || (spoken.token === token && answeredAt !== null && spoken.iat < answeredAt));

/** Whether an observation begun at `begun` (ms) has seen what the connector answered about a line. */
export const isLater = ({ answeredAt }: ReservedLine, begun: number): boolean =>
  answeredAt !== null && begun > answeredAt;

/** What a connector's resulting state says about a line: it has the grant, or it lacks it. What was never applied stays reserved unless it ends. */
export function afterAnswer(line: ReservedLine, state: DesiredState): LineState {
  const has = state.grants.some(({ request }) => request === line.request);
  if (line.state === 'absent') return 'absent';
  if (has) return line.state === 'held' ? 'held' : 'applied';
  return line.state === 'reserved' && !line.ending ? 'reserved' : 'gone';
}

/**
 * Whether the connector has said that it lacks a line: since that ends, or before. What it never had it need not take away, and says nothing
 * more of it.
 */
export const isGone = ({ state, ending, answeredAt }: ReservedLine): boolean =>
  state === 'gone' || (state === 'reserved' && ending && answeredAt !== null);

/** Tells of a line whether another reserved grant explains what is seen at its place. All lines are gone through once. */
export function explainedByOthers(lines: readonly PlacedLine[]): (line: PlacedLine) => boolean {
  const givers = new Map<string, Set<string>>();
  for (const line of lines.filter(({ state }) => state === 'applied' || state === 'held')) {
    const key = placeKey(line);
    givers.set(key, (givers.get(key) ?? new Set()).add(line.reservation));
  }
  return (line) => {
    const here = givers.get(placeKey(line));
    return here !== undefined && (here.size > 1 || !here.has(line.reservation));
  };
}

/**
 * The one rule of release (DESIGN, section 4): a slot frees when the connector's signed state lacks the grant for good and a complete observation
 * begun after that answer lacks the permission, or another reserved grant explains it. Never on time alone, never on one word. A word from before
 * every clearance had run out does not count: whoever executes may have given it back since, and an observer that lies would be alone.
 */
export function afterObservation(
  line: ReservedLine & Pick<PlacedLine, 'forGood'>,
  seen: boolean,
  begun: number,
  explained: boolean,
): LineState {
  const later = isLater(line, begun);
  if (line.state === 'applied' && seen && later) return 'held';
  if (isGone(line) && later && line.forGood && (!seen || explained)) return 'absent';
  return line.state;
}
