import { asked, grant, Scene } from '@countersign/connector-kit/testing';
import { PostgresPlace } from './postgres-place.js';
import type { TargetSession } from './target-pool.js';
import { TestTarget } from './target.spec-only.js';

let target: TestTarget;
beforeAll(async () => {
  target = await TestTarget.create();
});
afterAll(() => target.dispose());

/** What becomes of an addition to which the target says this, the first `times`. Everything but the failure is the target's own. */
async function additionWith(code: string, message: string, times: number) {
  const { place } = new Scene(target.harness()).harness;
  let runs = 0;
  const adding = target.pool().asOnlyApplier((session) => {
    const failing = async <T>(_session: unknown, statement: () => Promise<T>): Promise<T> => {
      runs += 1;
      if (runs > times) return statement();
      await session.query(
        `DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '${code}', MESSAGE = '${message}'; END $$`,
      );
      throw new RangeError('the target says something');
    };
    return new PostgresPlace(session, place, failing).add();
  });
  return { runs: () => runs, outcome: await adding.catch(({ code: why }: { code: string }) => why) };
}

describe('an addition that was in time', () => {
  const sleep = (forMs: number) => new Promise((resolve) => setTimeout(resolve, forMs));
  const bounds = `SELECT current_setting('statement_timeout') AS statement,
                         current_setting('idle_in_transaction_session_timeout') AS pause`;
  const adding = <T>(then: (place: PostgresPlace, session: TargetSession) => Promise<T>) => {
    const { place } = new Scene(target.harness()).harness;
    const done = target.pool().asOnlyApplier(async (session) => {
      const at = new PostgresPlace(session, place, (_session, statement) => statement());
      await at.add();
      return then(at, session);
    });
    return { place, done };
  };

  it('is committed within seconds or not at all, whatever becomes of the process', async () => {
    const { place, done } = adding(() => sleep(2_500));
    await expect(done).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE', retriable: true });
    expect(await target.holds(place)).toBe(false);
  });

  it('leaves what comes after it a second each, and a removal its time when it is undone', async () => {
    const { place, done } = adding(async (at, session) => {
      const added = await session.query(bounds);
      await at.undo();
      return [...added, ...(await session.query(bounds))];
    });
    expect(await done).toEqual([
      { statement: '1s', pause: '1s' },
      { statement: '15s', pause: '5s' },
    ]);
    expect(await target.holds(place)).toBe(false);
  });
});

describe('an addition that fails by chance', () => {
  it.each([
    ['40001', 'could not serialize access'],
    ['40P01', 'deadlock detected'],
    ['23505', 'duplicate key value violates unique constraint "pg_authid_rolname_index"'],
    ['XX000', 'tuple concurrently updated'],
  ])('because somebody changed the same at the same time (%s) is made again at once', async (code, why) => {
    const { runs, outcome } = await additionWith(code, why, 1);
    expect([outcome, runs()]).toEqual([null, 2]);
  });

  it.each([
    ['55P03', 'canceling statement due to lock timeout', 'PLACE_BUSY'],
    ['57014', 'canceling statement due to statement timeout', 'PLACE_BUSY'],
    ['23505', 'duplicate key value violates unique constraint', 'PLACE_BUSY'],
    ['53200', 'out of memory', 'TARGET_UNAVAILABLE'],
    ['53300', 'too many connections', 'TARGET_UNAVAILABLE'],
    ['08006', 'connection failure', 'TARGET_UNAVAILABLE'],
  ])('is no refusal: %s, %s', async (code, why, expected) => {
    const { outcome } = await additionWith(code, why, Infinity);
    expect(outcome).toBe(expected);
  });

  it.each([
    ['42501', 'permission denied'],
    ['P0001', 'an event trigger of the owner says no'],
    ['XX000', 'cache lookup failed'],
  ])('is a refusal when the target means it: %s, %s', async (code, why) => {
    const { outcome } = await additionWith(code, why, Infinity);
    expect(outcome).toMatchObject({ code: 'TARGET_REFUSED', message: expect.stringContaining(code) });
  });

  it('for a lock of the owner’s waits for the next time the order comes', async () => {
    const scene = new Scene(target.harness(target.secret));
    await target.owner.query('BEGIN; LOCK TABLE erp.secret IN ACCESS EXCLUSIVE MODE');
    await expect(scene.answer(1, asked(grant('a')))).rejects.toMatchObject({
      code: 'PLACE_BUSY',
      retriable: true,
    });
    await target.owner.query('ROLLBACK');
    expect(await scene.answer(1, asked(grant('a')))).toMatchObject({
      outcome: 'done',
      state: asked(grant('a')),
    });
    await scene.expectHeld(true);
  });
});
