import { bundleType } from '@countersign/contracts/governance';
import type { DataSource } from 'typeorm';
import { notJudged } from './held-conflicts.js';

/** How much of what everybody holds was not looked at yet under bundle number `bundle`, the newest one accepted; 0 when none was. */
export interface Backfill {
  readonly bundle: number;
  /** Roots that wait to be scanned under it, or that could not be judged when they were. */
  readonly roots: number;
  /** Rules on holders that were not counted under it. */
  readonly headCounts: number;
}

/** What is still to be looked at under the law in force. A root that was, and waits again for something else, is not among it. */
export async function backfill(database: DataSource): Promise<Backfill> {
  const [row] = await database.query<[Backfill]>(
    `SELECT law.number::float8 AS bundle,
       (SELECT count(*) FROM root WHERE scanned_under < law.number AND (scan OR id IN (
          SELECT split_part(subject, ' ', 1) FROM finding WHERE code = $2 AND closed_at IS NULL)))::int AS roots,
       (SELECT count(*) FROM head_count WHERE counted_under < law.number)::int AS "headCounts"
     FROM (SELECT COALESCE(max(number), 0) AS number FROM governance_document WHERE type = $1) law`,
    [bundleType, notJudged],
  );
  return row;
}

const some = (count: number, one: string, many: string): string[] =>
  count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];

/** The same in a line for people. */
export function describeBackfill({ bundle, roots, headCounts }: Backfill): string {
  if (bundle === 0) return '· no bundle was accepted yet: nobody was looked at';
  const left = [
    ...some(roots, 'root', 'roots'),
    ...some(headCounts, 'rule on holders', 'rules on holders'),
  ].join(' and ');
  if (left === '') return `· everybody was looked at under bundle ${bundle}`;
  return `· ${left} ${roots + headCounts === 1 ? 'is' : 'are'} still to be looked at under bundle ${bundle}`;
}
