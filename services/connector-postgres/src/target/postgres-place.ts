import type { Hash } from '@countersign/contracts';
import type { Ended, TargetFinding } from '@countersign/contracts/connector';
import type { Barrier, Place, PlaceFacts, PlaceMemory, PlaceTransaction } from '@countersign/connector-kit';
import { sqlState } from '@countersign/service-kit/persistence';
import { barrierOf } from './barriers.js';
import { isByChance } from './by-chance.js';
import type { TargetSession } from './target-pool.js';

interface FactsRow {
  readonly token: string | null;
  readonly order_hash: Hash;
  readonly state: PlaceMemory['state'];
  readonly answer: PlaceMemory['answer'];
  readonly settled: boolean;
  readonly spent: Hash[];
  readonly held: boolean;
  readonly obstacle: string | null;
}

/** SQLSTATE with which `countersign.give` refuses; its message is the obstacle's code. */
const refusedByTarget = 'CS001';

/**
 * How long (ms) each statement and each pause may take once something was added and found in time: the rest of a pause, `remember`, a pause,
 * COMMIT. So an addition takes effect at most four times this after the clock was looked at, or never; what COMMIT itself waits
 * for, the target's disk or a synchronous standby, comes on top. Policy keeps a slot 5 s beyond `applyBefore`.
 */
const afterAddingMs = 1_000;

/** Runs a statement while whoever keeps it waiting without need is sent away. */
export type Unhindered = <T>(session: TargetSession, statement: () => Promise<T>) => Promise<T>;

/** A place in the target's own tables and catalogue, through the functions of `target/setup.sql`. */
export class PostgresPlace implements PlaceTransaction {
  constructor(
    private readonly session: TargetSession,
    private readonly place: Place,
    private readonly unhindered: Unhindered,
  ) {}

  async read(clearances: readonly Hash[]): Promise<PlaceFacts> {
    const [row] = await this.session.query<FactsRow>(
      `SELECT p.token, p.order_hash, p.state, p.answer, p.settled,
              ARRAY(SELECT s.clearance FROM countersign.spent s
                    WHERE s.account = $1 AND s.permission = $2 AND s.clearance = ANY ($3::text[])) AS spent,
              EXISTS (SELECT FROM countersign.givers($1, $2)) AS held,
              countersign.obstacle($1, $2) AS obstacle
       FROM (VALUES (1)) AS one LEFT JOIN countersign.place p ON p.account = $1 AND p.permission = $2`,
      [...this.at, clearances],
    );
    const { token, order_hash: order, state, answer, settled, spent, held, obstacle } = row as FactsRow;
    const memory = token === null ? null : { token: Number(token), order, state, answer, settled };
    return {
      memory,
      spent: new Set(spent),
      held,
      barrier: obstacle === null ? null : barrierOf(obstacle, this.place),
    };
  }

  async add(): Promise<Barrier | null> {
    await this.session.query('SAVEPOINT adding');
    try {
      await this.unhindered(this.session, () =>
        this.session.query('SELECT countersign.give($1, $2)', this.at),
      );
      await this.session.query(
        `SELECT set_config(name, $1, true) FROM unnest('{statement_timeout,idle_in_transaction_session_timeout}'::text[]) AS name`,
        [String(afterAddingMs)],
      );
      return null; // the savepoint stays, for `undo`
    } catch (error) {
      await this.session.query('ROLLBACK TO SAVEPOINT adding');
      if (isByChance(error)) throw error;
      const state = sqlState(error);
      return barrierOf(
        state === refusedByTarget ? (error as Error).message : 'TARGET_REFUSED',
        this.place,
        state,
      );
    }
  }

  async undo(): Promise<void> {
    await this.session.query('ROLLBACK TO SAVEPOINT adding');
  }

  async remove(): Promise<readonly TargetFinding[]> {
    const left = await this.unhindered(this.session, () =>
      this.session.query<{ giver: string }>('SELECT giver FROM countersign.take($1, $2) AS giver', this.at),
    );
    const [role] = await this.session.query<{ super: boolean }>(
      'SELECT rolsuper AS super FROM pg_catalog.pg_roles WHERE rolname = $1',
      [this.place.account],
    );
    return [
      ...left.map(({ giver }) => outOfReach(this.place, giver)),
      ...(role?.super ? [noUse(this.place)] : []),
    ];
  }

  async remember(
    { token, order, state, answer, settled }: PlaceMemory,
    spent: readonly Hash[],
  ): Promise<void> {
    const ends = state.grants.flatMap(({ until }) => (until === null ? [] : [until]));
    const nextEnd = ends.length === 0 ? null : Math.min(...ends);
    await this.session.query(
      `WITH left_for_ever AS (
         INSERT INTO countersign.spent (account, permission, clearance) SELECT $1, $2, unnest($9::text[]) ON CONFLICT DO NOTHING)
       INSERT INTO countersign.place (account, permission, token, order_hash, state, answer, settled, next_end)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (account, permission) DO UPDATE SET (token, order_hash, state, answer, settled, next_end) =
         (excluded.token, excluded.order_hash, excluded.state, excluded.answer, excluded.settled, excluded.next_end)`,
      [...this.at, token, order, JSON.stringify(state), JSON.stringify(answer), settled, nextEnd, spent],
    );
  }

  async recordEnding(ended: Ended): Promise<void> {
    await this.session.query('INSERT INTO countersign.ending (at, ended) VALUES ($1, $2)', [
      ended.at,
      JSON.stringify(ended),
    ]);
  }

  private get at(): readonly [string, string] {
    return [this.place.account, this.place.permission];
  }
}

const outOfReach = ({ account, permission }: Place, giver: string): TargetFinding => ({
  code: 'GRANTOR_OUT_OF_REACH',
  message: `\`${permission}\` of \`${account}\` stays: it was given by \`${giver}\`, whose grants the connector may not take back`,
});

const noUse = ({ account }: Place): TargetFinding => ({
  code: 'ACCOUNT_TOO_POWERFUL',
  message: `\`${account}\` is a superuser: what was taken from it changes nothing, and its sessions cannot be ended`,
});
