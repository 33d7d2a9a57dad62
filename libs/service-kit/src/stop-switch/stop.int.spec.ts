import { type TestDatabase, aDatabase } from '../../test/a-database.js';
import { carryOut } from '../operator/index.js';
import { inTransaction } from '../persistence/index.js';
import { stopOf } from './index.js';
import { grants } from './stop.command.js';

const who = ['--actor', 'person:4711', '--reason', 'an incident'];

describe('the stop switch for grants', () => {
  let database: TestDatabase;
  const call = async (...args: readonly string[]) => carryOut(grants, await database.open(), args);
  const scopeOf = async (...systems: readonly string[]) =>
    (await inTransaction(await database.open(), (tx) => stopOf(tx, systems)))?.scope ?? null;
  beforeAll(async () => (database = await aDatabase()));
  beforeEach(() => database.empty());
  afterAll(() => database.drop());

  it('is off until somebody turns it', async () => {
    expect([await call('list'), await scopeOf('erp')]).toEqual([['nothing is stopped'], null]);
  });

  it('stops one system alone, or every one', async () => {
    await call('stop', 'erp', ...who);
    expect([await scopeOf('erp'), await scopeOf('crm'), await scopeOf('crm', 'erp')]).toEqual([
      'erp',
      null,
      'erp',
    ]);
    await call('stop', ...who);
    expect([await scopeOf('crm'), await scopeOf()]).toEqual(['*', '*']);
  });

  it('is turned back by scope: what else is stopped stays so, and is named', async () => {
    await call('stop', 'erp', ...who);
    await call('stop', ...who);
    expect(await call('resume', ...who)).toEqual([
      'grants in every system are no longer stopped by this',
      expect.stringMatching(/^grants in `erp` are stopped since .* by "person:4711": "an incident"$/),
    ]);
    expect([await scopeOf('erp'), await scopeOf('crm')]).toEqual(['erp', null]);
    await call('resume', 'erp', ...who);
    expect(await call('list')).toEqual(['nothing is stopped']);
  });

  it('keeps who turned it and why, and is turned by nobody without a name', async () => {
    await expect(call('stop', 'erp')).rejects.toMatchObject({ code: 'ACT_INCOMPLETE' });
    await expect(call('stop', 'erp; DROP')).rejects.toMatchObject({ code: 'OPERATOR_USAGE' });
    await call('stop', 'erp', ...who);
    await call('resume', 'erp', '--actor', 'person:1', '--reason', 'it is over');
    const acts = await (
      await database.open()
    ).query('SELECT scope, act, actor, reason FROM stop_act ORDER BY id');
    expect(acts).toEqual([
      { scope: 'erp', act: 'stop', actor: 'person:4711', reason: 'an incident' },
      { scope: 'erp', act: 'resume', actor: 'person:1', reason: 'it is over' },
    ]);
  });
});
