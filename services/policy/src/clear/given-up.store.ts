import type { EntityManager } from 'typeorm';

/** A request that was given up, for whom and for which one, before policy had seen it. */
export interface GivenUp {
  readonly request: string;
  readonly beneficiary: string;
  readonly instead: string;
}

/** Remembers that a request was given up before policy has seen it; given up again it is for the one before. Of other beneficiaries it says nothing. */
export async function keepGivenUp(
  tx: EntityManager,
  { request, beneficiary, instead }: GivenUp,
): Promise<void> {
  await tx.query(
    'INSERT INTO given_up (request, beneficiary, instead) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [request, beneficiary, instead],
  );
}

/** For which request one was given up for its beneficiary before policy had seen it; null when it was not. */
export async function givenUpBefore(
  tx: EntityManager,
  request: string,
  beneficiary: string,
): Promise<string | null> {
  const rows: { instead: string }[] = await tx.query(
    'SELECT instead FROM given_up WHERE request = $1 AND beneficiary = $2',
    [request, beneficiary],
  );
  return rows[0]?.instead ?? null;
}
