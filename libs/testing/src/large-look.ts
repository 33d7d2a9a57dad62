import type { Holding, Observed } from '@countersign/contracts/observer';

/** How a look is cut by the observer of a PostgreSQL, whose own spec compares this with what it does: so many holdings a part. */
const partHoldings = 500;

const numbered = (letter: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${letter}${String(at).padStart(4, '0')}`);

/** What a large target has: 1,000 accounts, each a member of every one of 100 roles. */
export const largeTarget = { accounts: numbered('u', 1_000), roles: numbered('large_', 100) } as const;

/** Everything that the accounts of the {@link largeTarget} hold, 10^5 memberships and a login each, in the order in which they are read. */
export const largeHoldings = (): Holding[] =>
  largeTarget.accounts.flatMap((account) =>
    ['login:yes', ...largeTarget.roles.map((role) => `role:${role}`)].map((permission) => ({
      ...{ account: account as Holding['account'], permission, via: [] },
      ...(permission === 'login:yes'
        ? { grantor: null, options: [] }
        : { grantor: 'countersign_grantor', options: ['inherit', 'set'] as Holding['options'] }),
    })),
  );

/** The parts of one look at `system` that began at `begun` (ms) and saw this. */
export function largeLook(system: string, begun: number, holdings: readonly Holding[]): Observed[] {
  const of = Math.max(1, Math.ceil(holdings.length / partHoldings));
  return Array.from({ length: of }, (_, at) => ({
    system: system as Observed['system'],
    observation: `o-${String(begun).padStart(22, '0')}`,
    ...{ begun, ended: begun, part: at + 1, of, oddities: [] },
    holdings: holdings.slice(at * partHoldings, (at + 1) * partHoldings),
  }));
}
