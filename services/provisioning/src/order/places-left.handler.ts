import type { Line } from '@countersign/contracts';
import type { Bundle } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import type { Clearance } from './clearance.store.js';
import { stands } from './desired.decision.js';
import { type Desired, lockPlaces, nameOf } from './desired.store.js';
import { placesDue } from './held-back.decision.js';

/** Of what a clearance was not ordered for yet: the places that may be ordered now, and the lines that wait until what they need stands. */
export interface PlacesLeft {
  readonly due: readonly Desired[];
  readonly waiting: readonly Line[];
}

/** Locks every place of a clearance, in one order for everybody, and tells which of those left may be ordered by this law. */
export async function lockPlacesLeft(
  tx: EntityManager,
  { lines, heldBack, until }: Clearance,
  bundle: Bundle,
): Promise<PlacesLeft> {
  const places = await lockPlaces(tx, lines);
  const standing = new Set(places.filter((place) => stands(bundle, place, until)).map(nameOf));
  const due = placesDue(
    bundle,
    lines.map((line) => ({
      entitlement: line.entitlement,
      place: nameOf(line),
      stands: standing.has(nameOf(line)),
    })),
  );
  const left = heldBack ?? lines;
  const names = new Set(left.map(nameOf));
  return {
    due: places.filter((place) => names.has(nameOf(place)) && due.has(nameOf(place))),
    waiting: left.filter((line) => !due.has(nameOf(line))),
  };
}
