import type { Grant } from '@countersign/conflicts';
import { adoptionDue, adopts, type Bundle } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { asFact } from './reserved-items.decision.js';

/** One permission on one account of a target. */
export interface Place {
  readonly system: string;
  readonly account: string;
  readonly permission: string;
}

const nameOf = ({ system, account, permission }: Place): string => `${system} ${account} ${permission}`;

/** What a system holds beside our orders, as far as anybody has seen. */
export const besideIn = (tx: EntityManager, system: string): Promise<Place[]> =>
  tx.query('SELECT system, account, permission FROM access_beside WHERE system = $1', [system]);

/**
 * Accounts at which these places, all that a system holds beside our orders, differ from what is known of it. What the bundle has no name for
 * meets no rule and is no news: an account that gives its own things to others, again and again, keeps nobody from a judgement.
 */
export async function accountsWithNews(
  tx: EntityManager,
  system: string,
  all: readonly Place[],
  bundle: Bundle,
): Promise<string[]> {
  const isNamed = ({ permission }: Place) => bundle.entitlementsAt(system, permission).length > 0;
  const places = all.filter(isNamed);
  const known = (await besideIn(tx, system)).filter(isNamed);
  const [were, are] = [new Set(known.map(nameOf)), new Set(places.map(nameOf))];
  const news = [
    ...places.filter((place) => !were.has(nameOf(place))),
    ...known.filter((place) => !are.has(nameOf(place))),
  ];
  return [...new Set(news.map(({ account }) => `account:${system}:${account}`))].sort();
}

/**
 * What a system holds beside our orders is exactly these places from now on; each since it was first seen, at `begun` (ms). While the law lets
 * the system adopt, what is new among them is adopted.
 */
export async function keepBeside(
  tx: EntityManager,
  { system, begun }: { readonly system: string; readonly begun: number },
  places: readonly Place[],
  bundle: Bundle,
): Promise<void> {
  const [accounts, permissions] = [
    places.map(({ account }) => account),
    places.map((place) => place.permission),
  ];
  await tx.query(
    `DELETE FROM access_beside b WHERE b.system = $1 AND NOT EXISTS (
       SELECT 1 FROM unnest($2::text[], $3::text[]) AS p (account, permission)
       WHERE p.account = b.account AND p.permission = b.permission)`,
    [system, accounts, permissions],
  );
  await tx.query(
    `INSERT INTO access_beside (system, account, permission, since, adopted)
     SELECT $1, p.account, p.permission, $4, $5 FROM unnest($2::text[], $3::text[]) AS p (account, permission)
     ON CONFLICT DO NOTHING`,
    [system, accounts, permissions, begun, adopts(bundle, system)],
  );
}

/** What of a system was adopted, and by when (ms) each is to be asked for by this law. */
export async function adoptedIn(
  tx: EntityManager,
  system: string,
  bundle: Bundle,
): Promise<ReadonlyMap<string, number>> {
  const rows: (Place & { readonly since: string })[] = await tx.query(
    'SELECT system, account, permission, since FROM access_beside WHERE system = $1 AND adopted',
    [system],
  );
  return new Map(rows.map((row) => [nameOf(row), adoptionDue(bundle, system, Number(row.since))]));
}

/**
 * What these identities hold in targets and nobody ordered, as the entitlements that a bundle calls it: it counts as held, without end, for as
 * long as it is seen. A permission that the bundle does not know meets no rule.
 */
export async function grantsBeside(
  tx: EntityManager,
  identities: readonly string[],
  bundle: Bundle,
): Promise<Grant[]> {
  const rows: (Place & { readonly identity: string; readonly since: string })[] = await tx.query(
    `SELECT 'account:' || system || ':' || account AS identity, system, account, permission, since
     FROM access_beside JOIN unnest($1::text[]) AS named (identity)
       ON system = split_part(identity, ':', 2) AND account = substr(identity, 10 + length(system))
     WHERE identity LIKE 'account:%' ORDER BY system, account, permission`,
    [[...identities]],
  );
  return rows.flatMap(({ identity, system, permission, since }) =>
    bundle.entitlementsAt(system, permission).map(({ entitlement: item, scope }) => ({
      ...{ identity, ...asFact({ item, scope }), state: 'held' as const },
      window: { from: Number(since), until: null },
    })),
  );
}
