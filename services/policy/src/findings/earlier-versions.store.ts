import type { Bundle } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { itemAndVersion } from '../world/reserved-items.decision.js';
import type { Finding } from './finding.js';

/** Code of these findings. */
export const earlierVersion = 'EARLIER_ROLE_VERSION';

/**
 * Roles that somebody has in a version that is not in force, or that the law has no more: an exchange for the version in force may be under way, or was
 * refused, and nobody would see that it was. Closed once what she has is exchanged or has ended. `dueAt` in ms.
 */
export async function earlierVersions(
  tx: EntityManager,
  bundle: Bundle,
  identity: string,
  dueAt: number,
): Promise<Finding[]> {
  const rows: { name: string }[] = await tx.query(
    `SELECT DISTINCT split_part(item, ' ', 1) AS name FROM reservation CROSS JOIN LATERAL unnest(items) AS item
     WHERE beneficiary = $1 AND state = 'live' AND item LIKE 'role:%' ORDER BY name`,
    [identity],
  );
  return rows.flatMap(({ name }) => {
    const { item: role, version } = itemAndVersion(name);
    if (bundle.knows(role) && String(bundle.role(role).version) === version) return [];
    const message = `\`${identity}\` has version ${version} of \`${role}\`, which is not in force`;
    return { code: earlierVersion, subject: `${identity} ${name}`, message, dueAt };
  });
}
