import { Unavailable } from '@countersign/service-kit/persistence';
import { SilentProxy } from '@countersign/testing/database';
import { TargetPool } from './target-pool.js';
import { TestTarget } from './target.spec-only.js';

let target: TestTarget;
beforeAll(async () => {
  target = await TestTarget.create();
});
afterAll(() => target.dispose());

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no failure',
    (error: unknown) => error,
  );
const sleep = (forMs: number) => new Promise((resolve) => setTimeout(resolve, forMs));

describe('a transaction of the target', () => {
  it('that failed inside does not pass for committed, though the failure was swallowed', async () => {
    const work = target.pool().asOnlyApplier(async (session) => {
      await session.query('SELECT 1 / 0').catch(() => undefined);
      return 'done';
    });
    expect(await failure(work)).toMatchObject({ code: 'TARGET_UNAVAILABLE', retriable: true });
  });

  it('whose process sleeps is cut off by the target, and another goes on', async () => {
    let fallsAsleep: () => void = () => undefined;
    const isAsleep = new Promise<void>((resolve) => (fallsAsleep = resolve));
    const asleep = target.pool().asOnlyApplier(async (session) => {
      await session.query(`INSERT INTO countersign.spent VALUES ('asleep', 'role:x', 'c')`);
      fallsAsleep();
      await sleep(8_000);
      await session.query('SELECT 1');
    });
    await isAsleep;
    await sleep(1_000); // both may wait 5 s: who sleeps is cut off well before the other gives up
    const awake = target.pool().asOnlyApplier(async () => 'went on');
    expect(await failure(asleep)).toBeInstanceOf(Unavailable);
    expect(await awake).toBe('went on');
    expect(await target.rows(`SELECT * FROM countersign.spent WHERE account = 'asleep'`)).toEqual([]);
  }, 20_000);

  it('is tried again when somebody else changed the same row of the catalogue meanwhile', async () => {
    const { group, tag } = target;
    await target.owner.query(`CREATE ROLE collides_${tag}`);
    let runs = 0;
    await target.pool().asOnlyApplier(async (session) => {
      runs += 1;
      if (runs === 1) throw Object.assign(new Error('tuple concurrently updated'), { code: 'XX000' });
      await session.query('SELECT $1::text', [group]);
    });
    expect(runs).toBe(2);
  });
});

describe('a target that is away', () => {
  it.each([
    ['not there', { url: 'postgres://countersign_connector@127.0.0.1:1/none', password: () => 'x' }],
    ['does not let us in', null],
  ])('because it is %s is unavailable, which is nobody’s order’s fault', async (_name, options) => {
    const pool = options ? new TargetPool(options) : new TargetPool(target.optionsWith('wrong'));
    expect(await failure(pool.query('SELECT 1'))).toBeInstanceOf(Unavailable);
    expect(await failure(pool.asOnlyApplier(async () => undefined))).toBeInstanceOf(Unavailable);
    await pool.close();
  });
});

describe('a target that has fallen silent', () => {
  let proxy: SilentProxy;
  let pool: TargetPool;
  beforeEach(async () => {
    proxy = await SilentProxy.to(target.options().url);
    pool = new TargetPool({ ...target.options(), url: proxy.url, answerMs: 500 });
  });
  afterEach(async () => {
    await pool.close();
    proxy.close();
  });

  it.each([
    ['a statement', () => pool.query('SELECT 1 AS one')],
    ['a transaction', () => pool.asOnlyApplier((session) => session.query('SELECT 1 AS one'))],
  ])('fails %s in time, as unavailable, and the next one has a connection of its own', async (_, ask) => {
    await ask();
    proxy.fallSilent();
    expect(await failure(ask())).toBeInstanceOf(Unavailable);
    expect(await ask()).toEqual([{ one: 1 }]);
    await proxy.untilOpen(1);
  });

  it('in the middle of a transaction leaves nothing of it, and the next applier goes on', async () => {
    const vanishing = pool.asOnlyApplier(async (session) => {
      await session.query(`INSERT INTO countersign.spent VALUES ('vanished', 'role:x', 'c')`);
      proxy.fallSilent();
      await session.query('SELECT 1');
    });
    expect(await failure(vanishing)).toBeInstanceOf(Unavailable);
    expect(await pool.asOnlyApplier(async () => 'went on')).toBe('went on');
    expect(await target.rows(`SELECT * FROM countersign.spent WHERE account = 'vanished'`)).toEqual([]);
  });
});
