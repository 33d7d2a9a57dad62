import { readReviewed } from '../../../deploy/doctor/postgres.mjs';

const { platform, targets } = readReviewed();

/** The rights that were reviewed, one text each, for assertions on the file itself. */
export const reviewed: readonly string[] = platform;

const inPlatform = new Set(platform);
const inTargets = new Map(Object.entries(targets).map(([system, rights]) => [system, new Set(rights)]));

/** Whether a right inside a database of the platform was reviewed. */
export const isReviewed = (database: string, role: string, privilege: string, object: string): boolean =>
  inPlatform.has(`${database}: ${role} ${privilege} ${object}`);

/** Whether a right of our login on a target was reviewed. */
export const isReviewedOnTarget = (
  system: string,
  role: string,
  privilege: string,
  object: string,
): boolean => inTargets.get(system)?.has(`${role} ${privilege} ${object}`) ?? false;
