import { fork } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import { startTestParts } from '../../../deploy/embedded/test-parts.mjs';

/** Which guards stand, see `services/policy/test/races/guards.spec-only.ts`. */
export interface Race {
  readonly name: string;
  readonly pairs: number;
  readonly guards: {
    readonly lock: boolean;
    readonly slot: boolean;
    readonly isolation: 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE';
  };
  /** Pairs at the same time; default 8, that is 16 clients. */
  readonly lanes?: number;
  readonly stopped?: true;
}

/** What a race came to: pairs whose transactions were open together, roots that got both halves, and those that got none. */
export interface Raced {
  readonly together: number;
  readonly doubles: number;
  readonly neither: number;
  /** Transactions that were run again after a rollback. */
  readonly again: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly ms: number;
}

/** Counted in the database itself, by SQL that knows nothing of policy: both halves of pair n are for `person:<10000+n>` or what it owns. */
const count = `
  WITH half AS (
    SELECT substring(request from '^r-[vp]([0-9]+)x') AS pair, substring(request from '^r-([vp])') AS side
    FROM reservation WHERE state <> 'released'
  ), pairs AS (SELECT DISTINCT substring(id from '^r-[vp]([0-9]+)x') AS pair FROM request)
  SELECT (SELECT count(*)::int FROM (SELECT pair FROM half GROUP BY pair HAVING count(DISTINCT side) > 1) d) AS doubles,
         (SELECT count(*)::int FROM half) AS reserved`;

async function counted<R extends pg.QueryResultRow>(database: string, sql: string): Promise<R[]> {
  const url = new URL(process.env['TEST_DATABASE_URL'] ?? '');
  url.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    return (await client.query<R>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A round is over, and its database waits to be counted in. */
interface Round {
  readonly counted: string;
  readonly database: string;
  /** Pairs of the race so far whose transactions were open together. */
  readonly together: number;
}
/** A race is over. */
interface Over extends Pick<Raced, 'together' | 'again' | 'outcomes' | 'ms'> {
  readonly raced: string;
  readonly run: number;
}

interface Halves {
  readonly doubles: number;
  readonly reserved: number;
}

/** What is raced for. */
export interface Plan<R> {
  /** Roots that there are; they are raced for again and again. */
  readonly roots: number;
  readonly what?: 'halves' | 'choices';
  /** Counts in the database after each round; default: doubles. */
  readonly count?: string;
  readonly keep?: (rows: readonly R[]) => void;
  /** Told after each round how far a race has come. */
  readonly isAt?: (race: string, soFar: string) => void;
}

/** Runs races one after the other in processes of policy's own code; needs PostgreSQL by TEST_DATABASE_URL. */
export function raceGuards<R extends pg.QueryResultRow = Halves>(
  races: readonly Race[],
  plan: Plan<R>,
  log: (line: string) => void,
): Promise<ReadonlyMap<string, Raced>> {
  const main = join(__dirname, '../../../services/policy/test/races/main.spec-only.ts');
  const { roots, what } = plan;
  const child = fork(main, [JSON.stringify({ roots, what, lanes: 8, races })], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const results = new Map<string, Raced>();
  let [doubles, reserved] = [0, 0];
  const countIn = async ({ counted: race, database, together }: Round): Promise<void> => {
    const rows = await counted<R>(database, plan.count ?? count);
    plan.keep?.(rows);
    const [now] = plan.count === undefined ? (rows as unknown as Halves[]) : [];
    [doubles, reserved] = [doubles + (now?.doubles ?? 0), reserved + (now?.reserved ?? 0)];
    const soFar = plan.count === undefined ? `, ${doubles} doubles` : '';
    plan.isAt?.(race, `${together} pairs so far${soFar}, ${new Date().toISOString()}`);
  };
  const keep = ({ raced, run, ...told }: Over): void => {
    results.set(raced, { ...told, doubles, neither: run + doubles - reserved });
    const took = `${told.again} run again, ${(told.ms / 1000).toFixed(1)} s`;
    log(`  ${raced}: ${told.together} pairs, ${doubles} doubles, ${took}`);
    [doubles, reserved] = [0, 0];
  };
  const hear = async (told: Over | Round): Promise<void> => {
    if ('raced' in told) keep(told);
    else await countIn(told);
    child.send('on');
  };
  return new Promise((resolve, reject) => {
    child.on('message', (told: Over | Round) => void hear(told).catch(reject));
    child.once('exit', (code) =>
      code === 0 && results.size === races.length
        ? resolve(results)
        : reject(new Error(`the races ended with ${code} after ${results.size} of ${races.length}`)),
    );
  });
}

/** PostgreSQL of its own for as long as `use` needs it. */
export async function withPostgres<T>(use: () => Promise<T>): Promise<T> {
  const end = await startTestParts({ postgres: true, kafka: false });
  try {
    return await use();
  } finally {
    await end();
  }
}
