import type { DesiredGrant, Hash } from '@countersign/contracts';
import type { EntityManager } from 'typeorm';
import { type Answerable, soonestEnd } from './desired.decision.js';

/** One permission on one account. */
export interface Place {
  readonly system: string;
  readonly account: string;
  readonly permission: string;
}

/** What is wanted at a place, under which token, and how far the connector has answered. */
export interface Desired extends Place, Answerable {
  /** When (ms) what the target held here was adopted; null where nothing was. */
  readonly adoptedAt: number | null;
  /** When (ms) it was last ordered or asked about; null: never. */
  readonly orderedAt: number | null;
  /** When (its own clock, ms) the connector last answered to the newest order that it has answered to; null: never. */
  readonly answeredAt: number | null;
}

type Row = Place & {
  readonly token: string;
  readonly grants: DesiredGrant[];
  readonly answered: string;
  readonly adoptedAt: string | null;
  readonly orderedAt: string | null;
  readonly answeredAt: string | null;
};
const instant = (text: string | null) => (text === null ? null : Number(text));
const toDesired = ({ token, answered, adoptedAt, orderedAt, answeredAt, ...row }: Row): Desired => ({
  ...row,
  token: Number(token),
  answered: Number(answered),
  adoptedAt: instant(adoptedAt),
  orderedAt: instant(orderedAt),
  answeredAt: instant(answeredAt),
});
const columns =
  'system, account, permission, token, grants, answered_token AS answered, adopted_at AS "adoptedAt", ordered_at AS "orderedAt", answered_at AS "answeredAt"';
const parameters = ({ system, account, permission }: Place) => [system, account, permission];

/** INVARIANT: the row is locked before anything is composed from it; so tokens of a place rise one by one and states build on each other. */
export async function lockPlace(tx: EntityManager, place: Place): Promise<Desired> {
  const [locked] = await lockPlaces(tx, [place]);
  return locked as Desired;
}

/** Each place once, in one order for everybody. */
const inOrder = (places: readonly Place[]): Place[] =>
  [...new Map(places.map((place) => [nameOf(place), place])).values()].sort((a, b) =>
    nameOf(a) < nameOf(b) ? -1 : 1,
  );
/** A place by name. */
export const nameOf = (place: Place): string => parameters(place).join(' ');

/** Places as a table `p` (system, account, permission, n), in their order; `$1` to `$3`. */
const asTable =
  'unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS p (system, account, permission, n)';
const asColumns = (places: readonly Place[]) => [
  places.map(({ system }) => system),
  places.map(({ account }) => account),
  places.map(({ permission }) => permission),
];

/**
 * Locks places, each once, in one order for everybody, and gives them in it: first all that are not known become known, then all are locked, so
 * that of two who lock the same places none waits for what the other waits with. By two statements, however many there are.
 * INVARIANT: a transaction locks all that it will order before it signs the first: whoever has signed holds the chain.
 */
export async function lockPlaces(tx: EntityManager, places: readonly Place[]): Promise<Desired[]> {
  if (places.length === 0) return [];
  const values = asColumns(inOrder(places));
  await tx.query(
    `INSERT INTO desired (system, account, permission) SELECT system, account, permission FROM ${asTable} ORDER BY n ON CONFLICT DO NOTHING`,
    values,
  );
  const rows: Row[] = await tx.query(
    `SELECT ${columns} FROM desired JOIN ${asTable} USING (system, account, permission) ORDER BY n FOR UPDATE OF desired`,
    values,
  );
  return rows.map(toDesired);
}

/** Places where a request has a grant. */
export async function placesOf(tx: EntityManager, request: string): Promise<Place[]> {
  return tx.query(
    `SELECT system, account, permission FROM desired WHERE grants @> $1 ORDER BY system, account, permission`,
    [JSON.stringify([{ request }])],
  );
}

/** A place with a grant that is over, and a request whose grant that is. */
export interface OverduePlace extends Place {
  readonly request: string;
}

/** Places with a grant that is over at `at` (ms). */
export async function overduePlaces(tx: EntityManager, at: number, limit: number): Promise<OverduePlace[]> {
  return tx.query(
    `SELECT system, account, permission, (SELECT g->>'request' FROM jsonb_array_elements(grants) g
       WHERE (g->>'until')::bigint <= $1 LIMIT 1) AS request
     FROM desired WHERE soonest <= $1 ORDER BY soonest LIMIT $2`,
    [at, limit],
  );
}

/** Writes the state that an order with this token says, which nobody was asked about yet. */
export async function saveOrdered(
  tx: EntityManager,
  desired: Desired,
  order: Hash,
  at: number,
): Promise<void> {
  await tx.query(
    `UPDATE desired SET token = $4, grants = $5, soonest = $6, order_hash = $7, ordered_at = $8, asked = 0
     WHERE system = $1 AND account = $2 AND permission = $3`,
    [
      ...parameters(desired),
      desired.token,
      JSON.stringify(desired.grants),
      soonestEnd(desired.grants),
      order,
      at,
    ],
  );
}

/** What the target holds at locked places is adopted at `at` (ms), or is no longer (null). */
export async function saveAdopted(
  tx: EntityManager,
  places: readonly Place[],
  at: number | null,
): Promise<void> {
  if (places.length === 0) return;
  await tx.query(
    `UPDATE desired d SET adopted_at = $4 FROM ${asTable}
     WHERE d.system = p.system AND d.account = p.account AND d.permission = p.permission`,
    [...asColumns(places), at],
  );
}

/** Places of a system at which something was adopted. */
export const adoptedPlaces = (tx: EntityManager, system: string): Promise<Place[]> =>
  tx.query(
    'SELECT system, account, permission FROM desired WHERE system = $1 AND adopted_at IS NOT NULL ORDER BY account, permission',
    [system],
  );

/** Places of a system at which somebody is to have something. */
export const orderedPlaces = (tx: EntityManager, system: string): Promise<Place[]> =>
  tx.query(
    `SELECT system, account, permission FROM desired WHERE system = $1 AND grants <> '[]' ORDER BY account, permission`,
    [system],
  );

/** The next order of a locked place has the token after this one, and nothing after it counts as answered. */
export async function continueFrom(tx: EntityManager, place: Place, token: number): Promise<void> {
  await tx.query(
    `UPDATE desired SET token = $4, answered_token = LEAST(answered_token, $4)
     WHERE system = $1 AND account = $2 AND permission = $3`,
    [...parameters(place), token],
  );
}

/** Writes what is left of the wanted state after the connector's answer to the newest order, said at `iat` (its clock, ms). */
export async function saveAnswered(tx: EntityManager, desired: Desired, iat: number): Promise<void> {
  await tx.query(
    `UPDATE desired SET grants = $4, soonest = $5, answered_token = GREATEST(answered_token, $6),
            answered_at = CASE WHEN answered_token < $6 THEN $7 ELSE GREATEST(answered_at, $7) END
     WHERE system = $1 AND account = $2 AND permission = $3`,
    [...parameters(desired), JSON.stringify(desired.grants), soonestEnd(desired.grants), desired.token, iat],
  );
}

/**
 * Writes what is left of the wanted state where no order says so: the connector ended the rest. `iat` (its clock, ms): when it said so of the newest
 * order, which it had answered to; null: it did not.
 */
export async function saveLeft(tx: EntityManager, desired: Desired, iat: number | null): Promise<void> {
  await tx.query(
    `UPDATE desired SET grants = $4, soonest = $5, answered_at = GREATEST(answered_at, $6)
     WHERE system = $1 AND account = $2 AND permission = $3`,
    [...parameters(desired), JSON.stringify(desired.grants), soonestEnd(desired.grants), iat],
  );
}

/** The same where orders reach the connector no more: what it answered before was about more than is wanted now, and is no word on that. */
export async function saveUntold(tx: EntityManager, desired: Desired): Promise<void> {
  await tx.query(
    `UPDATE desired SET grants = $4, soonest = $5, answered_at = NULL WHERE system = $1 AND account = $2 AND permission = $3`,
    [...parameters(desired), JSON.stringify(desired.grants), soonestEnd(desired.grants)],
  );
}

/** How long (ms) an order may go unanswered before it goes out again: the first time, and, doubled with each, at most. */
export interface Doubt {
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * Sends orders again that nobody has answered for so long: the very same bytes, so that a connector which knows them answers as before.
 * Returns how many. Marks them asked at `at`.
 */
export async function sendUnansweredAgain(
  tx: EntityManager,
  { firstMs, longestMs }: Doubt,
  at: number,
): Promise<number> {
  const [rows] = await tx.query<[{ order_hash: string }[], number]>(
    `UPDATE desired SET ordered_at = $1, asked = asked + 1
     WHERE answered_token < token
       AND ordered_at <= $1::bigint - LEAST($3::bigint, $2::bigint << LEAST(asked, 20)) RETURNING order_hash`,
    [at, firstMs, longestMs],
  );
  const hashes = rows.map((row) => row.order_hash);
  if (hashes.length > 0)
    await tx.query('UPDATE outbox SET published_at = NULL WHERE statement = ANY($1)', [hashes]);
  return hashes.length;
}
