import { connect, eventually, readSecret } from '@countersign/demo/stage';
import type pg from 'pg';
import type { Scene } from './scene.js';

/**
 * Where a service is held: `commit`: it has done what came of a record, and has written what it says of it, and has not committed; `mark`: Kafka
 * has what it says, and that this is so is not committed.
 */
export type Point = 'commit' | 'mark';

/** Any number; nobody else takes a lock by it. */
const lock = 7_707;
const when: Readonly<Record<Point, string>> = {
  commit: 'BEFORE INSERT ON outbox',
  mark: 'BEFORE UPDATE OF published_at ON outbox',
};

/**
 * Holds a service at a point, the first time that it would pass it with a statement of this type, for as long as `part` takes: a trigger of its
 * database's superuser waits for a lock that is held here. `part` begins once PostgreSQL says that somebody waits, so that whoever kills the service
 * then has killed it there. Throws what `eventually` throws when nobody comes.
 */
export async function heldAt(
  scene: Scene,
  service: string,
  { point, type }: { readonly point: Point; readonly type: string },
  begin: () => Promise<unknown>,
  part: () => Promise<void>,
): Promise<void> {
  const as = { user: 'postgres', password: readSecret(scene.about.secrets.database['postgres']) };
  const to = { ...as, database: service.replace('-', '_') };
  const [keeper, builder] = await Promise.all([
    connect(scene.about.addresses['platform-postgres'], to),
    connect(scene.about.addresses['platform-postgres'], to),
  ]);
  try {
    await keeper.query('SELECT pg_advisory_lock($1)', [lock]);
    await builder.query(`
      CREATE FUNCTION attack_gate() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_advisory_xact_lock(${lock}); RETURN NEW; END $$;
      CREATE TRIGGER attack_gate ${when[point]} FOR EACH ROW
        WHEN (NEW.headers->>'ce_type' = '${type}') EXECUTE FUNCTION attack_gate()`);
    const begun = begin();
    begun.catch(() => undefined);
    await eventually(`${service} to come to the gate`, () => isThere(builder));
    await part();
    await isGone(builder);
  } finally {
    await builder.query(
      'DROP TRIGGER IF EXISTS attack_gate ON outbox; DROP FUNCTION IF EXISTS attack_gate()',
    );
    await Promise.all([keeper.end(), builder.end()]);
  }
}

const waiting = `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = ${lock} AND NOT granted`;
const isThere = async (client: pg.Client): Promise<boolean> => (await client.query(waiting)).rows.length > 0;

/** What a killed process had open in the database is rolled back before the gate is taken away: nothing of it passes after all. */
async function isGone(client: pg.Client): Promise<void> {
  await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = ${lock} AND NOT granted`,
  );
  await eventually('whoever waited to be gone', async () => !(await isThere(client)));
}
