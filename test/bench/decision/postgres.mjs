// PostgreSQL: what each root meets is kept as an array, rules by two of their legs; one prepared statement, one round trip.
import { openRun } from '../../../deploy/embedded/run.mjs';
import { startPostgres } from '../../../deploy/embedded/postgres.mjs';

/** @typedef {import('./book-facts.mjs').BookFacts} BookFacts */

const tables = `
  CREATE TABLE acting (identity int, root int, PRIMARY KEY (identity, root));
  CREATE TABLE standing (root int PRIMARY KEY, duties smallint[]);
  CREATE TABLE gain (role int PRIMARY KEY, duties smallint[]);
  CREATE TABLE leg (duty smallint, partner smallint, third smallint, rule int);
`;
const indexes = `
  CREATE INDEX ON leg (duty, partner) INCLUDE (third, rule);
  VACUUM ANALYZE;
`;
/** Rules are found from each leg that is gained; one of which several are gained is told once. */
const question = `
  WITH gained AS MATERIALIZED (SELECT duties FROM gain WHERE role = $2),
  affected AS MATERIALIZED (
    SELECT root, standing.duties || gained.duties AS duties
      FROM acting JOIN standing USING (root), gained WHERE identity = $1)
  SELECT root, array_agg(DISTINCT rule ORDER BY rule) AS rules
    FROM affected, gained, unnest(gained.duties) AS fresh
    JOIN leg ON leg.duty = fresh
   WHERE partner = ANY (affected.duties) AND (third IS NULL OR third = ANY (affected.duties))
   GROUP BY root ORDER BY root`;

/** @param {import('pg').Client} client @param {string} table @param {string[]} types @param {unknown[][]} columns */
const insert = (client, table, types, columns) =>
  client.query(
    `INSERT INTO ${table} SELECT * FROM unnest(${types.map((type, i) => `$${i + 1}::${type}[]`).join(', ')})`,
    columns,
  );

/** Arrays of arrays are not what `unnest` takes apart one level deep: they go as text. @param {Iterable<number>} numbers */
const asArray = (numbers) => `{${[...numbers].join(',')}}`;

/** @param {import('pg').Client} client @param {BookFacts} facts @param {number} count of identities */
async function load(client, facts, count) {
  const identities = Array.from({ length: count }, (_, n) => n);
  const acting = identities.flatMap((identity) => facts.rootsOf(identity).map((root) => [identity, root]));
  await insert(
    client,
    'acting',
    ['int', 'int'],
    [0, 1].map((at) => acting.map((row) => row[at])),
  );
  const duties = identities.map((root) => asArray(facts.standingOf(root)));
  await client.query(
    `INSERT INTO standing SELECT root, duties::smallint[] FROM unnest($1::int[], $2::text[]) AS t (root, duties)`,
    [identities, duties],
  );
  await client.query(
    `INSERT INTO gain SELECT role, duties::smallint[] FROM unnest($1::int[], $2::text[]) AS t (role, duties)`,
    [facts.dutiesOfRole.map((_, role) => role), facts.dutiesOfRole.map(asArray)],
  );
}

/** @param {import('pg').Client} client @param {BookFacts} facts */
async function loadRules(client, facts) {
  const legs = facts.legs.flatMap((of, rule) =>
    of.map((duty) => [duty, ...of.filter((leg) => leg !== duty), ...(of.length === 2 ? [null] : []), rule]),
  );
  await insert(
    client,
    'leg',
    ['smallint', 'smallint', 'smallint', 'int'],
    [0, 1, 2, 3].map((at) => legs.map((row) => row[at])),
  );
}

/**
 * A database of its own, for all sizes; to be closed.
 * @param {number} people how many there are
 * @returns {Promise<Omit<import('./peers.mjs').Peer, 'isInstalled'> & { close: () => Promise<void> }>}
 */
export async function postgresPeer(people) {
  const run = await openRun({ kind: 'tests' });
  const { connect } = await startPostgres({ run, name: 'postgres' });
  const client = await connect('postgres');
  return {
    ...{ name: 'PostgreSQL, one round trip', kind: 'database', namesRules: true },
    async prepare(facts) {
      await client.query(`DROP TABLE IF EXISTS acting, standing, gain, leg; ${tables}`);
      await load(client, facts, people);
      await loadRules(client, facts);
      for (const statement of indexes.split(';')) await client.query(statement);
      const name = `broken ${facts.legs.length}`;
      return async ({ identity, role }) => {
        const { rows } = await client.query({ name, text: question, values: [identity, role] });
        return rows.map(({ root, rules }) => [root, rules]);
      };
    },
    async close() {
      await client.end();
      await run.close();
    },
  };
}
