import { carryOut } from '@countersign/service-kit/operator';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';
import { findings } from './finding.command.js';
import { openFinding } from './finding.store.js';

const opened = Date.parse('2030-01-07T09:00:00Z');
/** What the list ends with: no law was accepted. */
const nobody = '· no bundle was accepted yet: nobody was looked at';
const who = ['--actor', 'person:4711', '--reason', 'asked the owner, incident 12'];

/** The words that an operator types, over policy's real database. */
describe('the findings command', () => {
  let desk: PolicyDesk;
  const call = (...args: readonly string[]) => carryOut(findings, desk.ds, args);
  const found = (subject: string) =>
    desk.inTransaction((tx) => openFinding(tx, { code: 'RULE_WARN', subject, message: 'a\nb' }, opened));
  const idOf = async (subject: string) =>
    String((await desk.rows('SELECT id FROM finding WHERE subject = $1', subject))[0]?.['id']);
  beforeAll(async () => (desk = await PolicyDesk.open()));
  beforeEach(() => desk.begin());
  afterAll(() => desk.close());

  it('says that there is nothing when there is nothing', async () => {
    expect([await call('list'), await call('closed')]).toEqual([
      ['there is nothing to look at', nobody],
      ['nothing was closed yet'],
    ]);
  });

  it('lists what is open, oldest first, on one line each whatever it says', async () => {
    await found('person:1');
    await found('person:2');
    const id = await idOf('person:1');
    expect(await call('list')).toEqual([
      `${id}  2030-01-07T09:00:00.000Z  RULE_WARN  "person:1": "a\\nb"`,
      expect.stringContaining('"person:2"'),
      nobody,
    ]);
    expect(await call('list', id)).toEqual([expect.stringContaining('"person:2"'), nobody]);
  });

  it('closes one, keeps who and why, and finds it again if it is still so', async () => {
    await found('person:1');
    const id = await idOf('person:1');
    await expect(call('close', id)).rejects.toMatchObject({ code: 'ACT_INCOMPLETE' });
    expect(await desk.findings()).toEqual(['RULE_WARN person:1']);
    expect(await call('close', id, ...who)).toEqual([`${id} is closed; what is still so is found again`]);
    expect(await desk.findings()).toEqual([]);
    expect(await desk.rows('SELECT finding, act, actor, reason FROM finding_act')).toEqual([
      { finding: id, act: 'close', actor: 'person:4711', reason: 'asked the owner, incident 12' },
    ]);
    expect(await call('closed')).toEqual([expect.stringContaining(' to ')]);
    await expect(call('close', id, ...who)).rejects.toMatchObject({ code: 'NO_SUCH_FINDING' });
    await found('person:1');
    expect(await desk.findings()).toEqual(['RULE_WARN person:1']);
  });

  it.each([[[]], [['open']], [['list', 'all']], [['close', '0', ...who]], [['close', ...who]]])(
    'says how it is used to %j',
    async (args) => {
      await expect(call(...args)).rejects.toMatchObject({ code: 'OPERATOR_USAGE' });
    },
  );
});
