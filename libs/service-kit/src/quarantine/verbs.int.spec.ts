import { type TestDatabase, aDatabase } from '../../test/a-database.js';
import { anIssuer, theRequest, withdrew } from '../../test/an-issuer.js';
import { inTransaction } from '../persistence/index.js';
import { readBacklog } from '../outbox/index.js';
import { carryOut } from '../operator/index.js';
import { quarantine } from './verbs.js';

const who = ['--actor', 'person:4711', '--reason', 'looked at it'];

/** The words that an operator types, over a real database. */
describe('the quarantine command', () => {
  let database: TestDatabase;
  const call = async (...args: readonly string[]) => carryOut(quarantine, await database.open(), args);
  beforeAll(async () => (database = await aDatabase()));
  beforeEach(() => database.empty());
  afterAll(() => database.drop());

  it('says that all is well when it is', async () => {
    expect([await call('list'), await call('chains')]).toEqual([
      ['nothing lies in quarantine'],
      ['every chain is whole'],
    ]);
  });

  it('lists a hundred at a time, and says how to see the rest', async () => {
    await database.force(
      `INSERT INTO quarantine (cluster, topic, partition, record_offset, digest, headers, appended_at, state, in_order, code, message, attempts, due_at)
       SELECT 'c', 'policy', 0, n, 'd', '[]', 0, 'held', true, 'BAD_SIGNATURE', 'm', 1, now() FROM generate_series(1, 102) n`,
    );
    const first = await call('list');
    const [, after = ''] = /^more lie there: quarantine list ([0-9]+)$/.exec(first.at(-1) ?? '') ?? [];
    const rest = await call('list', after);
    expect([first.length, rest.length]).toEqual([101, 2]);
    expect(await call('list', '999')).toEqual(['nothing lies there after 999']);
    expect(new Set([...first.slice(0, 100), ...rest]).size).toBe(102);
  });

  it('shows chains that miss numbers or contradict themselves, and lets one count again', async () => {
    await database.force(
      `INSERT INTO chain_seen (chain, iss, seen, head_seq, told_seq, gap_since, broken_at, broken_why)
       VALUES ('policy.policy.1', 'policy', '{[1,3)}', 2, 4, '2030-01-07T09:00:00Z', now(), 'WRONG_PREDECESSOR')`,
    );
    const gap = 'policy.policy.1  misses {[3,5)} since 2030-01-07T09:00:00.000Z';
    expect(await call('chains')).toEqual([`${gap}  is broken: WRONG_PREDECESSOR`]);
    await expect(call('count-again', 'policy.policy.1')).rejects.toMatchObject({ code: 'ACT_INCOMPLETE' });
    expect(await call('count-again', 'policy.policy.1', ...who)).toEqual(['policy.policy.1 counts again']);
    expect(await call('chains')).toEqual([gap]);
    const acts = await database.force('SELECT act, about, actor, reason FROM chain_act');
    expect(acts).toEqual([
      { act: 'count-again', about: 'WRONG_PREDECESSOR', actor: 'person:4711', reason: 'looked at it' },
    ]);
  });

  it('has a part of an own chain published again', async () => {
    const ds = await database.open();
    const issuer = await anIssuer(ds, ['policy']);
    for (let i = 0; i < 4; i++)
      await inTransaction(ds, (tx) => issuer.issue(tx, withdrew(), { topic: 'policy', key: theRequest }));
    await ds.query(`UPDATE outbox SET published_at = now(), published_to = 'here'`);
    const said = await call('resend', 'policy.policy.1', '2', '3', ...who);
    expect([said, (await readBacklog(ds)).depth]).toEqual([
      ['2 statements are published again by the running service'],
      2,
    ]);
  });

  it.each([
    [[]],
    [['lst']],
    [['constructor']],
    [['list', 'all']],
    [['drop', '0', ...who]],
    [['resend', 'policy.policy.1', ...who]],
    [['resend', 'policy.policy.1', '2', '3', '4', ...who]],
    [['count-again', 'a b', ...who]],
    [['list', '--force']],
  ])('says how it is used to %j', async (args) => {
    await expect(call(...args)).rejects.toMatchObject({ code: 'OPERATOR_USAGE' });
  });
});
