import type { DataSource, EntityManager } from 'typeorm';

/** Where a chain stands. `epoch` is the lease of whoever may append. */
export interface ChainHead {
  readonly epoch: bigint;
  readonly seq: number;
  readonly hash: string | null;
}

interface Row {
  readonly epoch: string;
  readonly seq: string;
  readonly hash: string | null;
}

const toHead = ({ epoch, seq, hash }: Row): ChainHead => ({ epoch: BigInt(epoch), seq: Number(seq), hash });

/** Takes the lease of a chain: from now on nobody with an earlier epoch appends to it. */
export async function takeLease(ds: DataSource, chain: string): Promise<bigint> {
  const [row] = await ds.query<[{ epoch: string }]>(
    `INSERT INTO chain_head AS c (chain, epoch) VALUES ($1, 1)
     ON CONFLICT (chain) DO UPDATE SET epoch = c.epoch + 1 RETURNING epoch`,
    [chain],
  );
  return BigInt(row.epoch);
}

/** Locks a chain's head until the transaction ends: who appends to one chain does so one after the other. */
export async function lockHead(tx: EntityManager, chain: string): Promise<ChainHead> {
  const [row] = await tx.query<[Row]>('SELECT epoch, seq, hash FROM chain_head WHERE chain = $1 FOR UPDATE', [
    chain,
  ]);
  return toHead(row);
}

/** What is appended: a signed statement and how it is to be published. */
export interface Appended {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
  readonly type: string;
  readonly jws: string;
  /** ms since the epoch. */
  readonly iat: number;
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Moves the head, keeps the bytes and queues them for publishing, all in one statement. False when the head is not where it was. */
export async function append(tx: EntityManager, epoch: bigint, it: Appended): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    `WITH head AS (
       UPDATE chain_head SET seq = $3, hash = $4 WHERE chain = $1 AND epoch = $2 AND seq = $3::bigint - 1 RETURNING chain, seq),
     kept AS (
       INSERT INTO statement (hash, type, chain, seq, jws, issued_at)
       SELECT $4, $5, chain, seq, $6, to_timestamp($7::float8 / 1000) FROM head RETURNING hash),
     queued AS (
       INSERT INTO outbox (topic, key, statement, headers) SELECT $8, $9, hash, $10 FROM kept RETURNING position)
     SELECT position FROM queued`,
    [
      ...[it.chain, String(epoch), it.seq, it.hash, it.type, Buffer.from(it.jws), it.iat],
      ...[it.topic, it.key, JSON.stringify(it.headers)],
    ],
  );
  return rows.length === 1;
}

/** Heads of some chains, in the order of their names. */
export async function readHeads(
  tx: EntityManager,
  chains: readonly string[],
): Promise<{ chain: string; seq: number; hash: string | null }[]> {
  const rows: (Row & { readonly chain: string })[] = await tx.query(
    'SELECT chain, epoch, seq, hash FROM chain_head WHERE chain = ANY ($1) ORDER BY chain',
    [[...chains]],
  );
  return rows.map(({ chain, seq, hash }) => ({ chain, seq: Number(seq), hash }));
}
