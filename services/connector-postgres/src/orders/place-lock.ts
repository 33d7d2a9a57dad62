import type { Place } from '@countersign/connector-kit';
import type { EntityManager } from 'typeorm';

const nameOf = ({ account, permission }: Place) => `${account} ${permission}`;

/**
 * Takes the place for the rest of the service's own transaction, before the target is touched. So two statements about one place are
 * issued in the order of what they report, and readers may go by their time.
 */
export async function lockPlace(tx: EntityManager, place: Place): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`place ${nameOf(place)}`]);
}

/**
 * Takes places, each once, in one order for everybody.
 * INVARIANT: a transaction takes all that it will speak of before it signs the first: whoever has signed holds the chain, and waits for nobody.
 */
export async function lockPlaces(tx: EntityManager, places: readonly Place[]): Promise<void> {
  const byName = new Map(places.map((place) => [nameOf(place), place]));
  for (const name of [...byName.keys()].sort()) await lockPlace(tx, byName.get(name) as Place);
}
