import { accountOf, hired, instantAt, itemOf, keyring, memberOf, ms, people } from '@countersign/testing';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';

let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
beforeEach(() => desk.begin());

const lookAgain = async () => {
  desk.clock.advance(10_000);
  await desk.run('due');
};
/** A record lies in quarantine. */
const aside = (topic: string, key: string, state = 'held') =>
  desk.force(
    `INSERT INTO quarantine (cluster, topic, partition, record_offset, digest, key, headers, appended_at, state, in_order, code, message, attempts, due_at)
     VALUES ('c', '${topic}', 0, (SELECT count(*) FROM quarantine), 'd', '${key}', '[]', 0, '${state}', true, 'BAD_SIGNATURE', 'm', 1, now())`,
  );
/** Nobody but the excluded Bea decides for internal control any more. */
const withoutCleo = () => {
  const at = desk.clock.now();
  const ended = { effective: instantAt(at - ms.day), until: instantAt(at - ms.hour) };
  return desk.states(memberOf('internal-control', people.cleo, ended));
};

describe('what stands in the way of any judgement', () => {
  it('holds, is said once, and is looked at again until it has passed', async () => {
    desk.gaps.add('request');
    const { id } = await desk.asks('gap');
    await lookAgain();
    expect(await desk.reasons('policy.held.v1', id)).toEqual(['CHAIN_OPEN']);
    expect(await desk.said('policy.held.v1', id)).toHaveLength(1);
    desk.gaps.clear();
    await lookAgain();
    expect(await desk.stateOf(id)).toBe('assessed');
  });

  it.each([
    ['everywhere', '*'],
    ['in the system that it would go to', 'erp'],
  ])('is an operator who has stopped grants %s; votes are kept', async (_where, scope) => {
    const turn = (act: string) =>
      desk.force(
        `INSERT INTO stop_act (scope, act, actor, reason) VALUES ('${scope}', '${act}', 'p', 'an incident')`,
      );
    const { id } = await desk.asks('stopped');
    await turn('stop');
    await desk.approves(id);
    expect(await desk.reasons('policy.held.v1', id)).toEqual(['GRANTS_STOPPED']);
    await lookAgain();
    expect(await desk.said('policy.cleared.v1')).toEqual([]);
    await turn('resume');
    await lookAgain();
    expect(await desk.stateOf(id)).toBe('cleared');
  });

  it('is no operator who has stopped grants in another system', async () => {
    await desk.force(`INSERT INTO stop_act (scope, act, actor, reason) VALUES ('crm', 'stop', 'p', 'r')`);
    expect(await desk.stateOf((await desk.asks('other-system')).id)).toBe('assessed');
  });

  it.each(['this process', 'request', 'approval', 'provisioning', 'connector-erp', 'observer-erp'])(
    'is the clock of %s when it differs; people are told, once, until it agrees again',
    async (whose) => {
      desk.skewed.add(whose);
      const { id } = await desk.asks('skew');
      for (let run = 0; run < 2; run++) await desk.run('reportClocks');
      expect(await desk.reasons('policy.held.v1', id)).toEqual(['CLOCKS_DIFFER']);
      const open = () =>
        desk.rows(`SELECT subject FROM finding WHERE code = 'CLOCKS_DIFFER' AND closed_at IS NULL`);
      expect(await open()).toEqual([{ subject: whose === 'this process' ? 'policy' : whose }]);
      desk.skewed.clear();
      await desk.run('reportClocks');
      await lookAgain();
      expect([await desk.stateOf(id), await open()]).toEqual(['assessed', []]);
    },
  );

  it('is not the clock of another system’s connector', async () => {
    desk.skewed.add('connector-crm');
    const { id } = await desk.asks('elsewhere');
    expect(await desk.stateOf(id)).toBe('assessed');
  });

  it('is a fact in quarantine about somebody concerned', async () => {
    await aside('request', people.mallory);
    const other = await desk.asks('other');
    expect(await desk.stateOf(other.id)).toBe('assessed');
    await aside('request', people.bea);
    const { id } = await desk.asks('aside');
    expect(await desk.reasons('policy.held.v1', id)).toEqual(['FACT_IN_QUARANTINE']);
  });

  it('is what request said of it, that it is taken back perhaps, in quarantine; votes are kept', async () => {
    const { id } = await desk.asks('recalled');
    await aside('request', 'r-another');
    await aside('request', id);
    await desk.approves(id);
    expect(await desk.reasons('policy.held.v1', id)).toEqual(['FACT_IN_QUARANTINE']);
    await desk.force(`UPDATE quarantine SET state = 'handled' WHERE key = '${id}'`);
    await lookAgain();
    expect(await desk.stateOf(id)).toBe('cleared');
  });

  it.each(['waiting', 'held'])(
    'is what approval said of it, a no perhaps, while that is %s in quarantine; votes are kept',
    async (state) => {
      const { id } = await desk.asks('undecided');
      await aside('approval', 'r-another', state);
      await aside('approval', id, 'dropped');
      await aside('approval', id, state);
      await desk.approves(id);
      expect(await desk.reasons('policy.held.v1', id)).toEqual(['NO_IN_QUARANTINE']);
      await lookAgain();
      expect(await desk.said('policy.cleared.v1')).toEqual([]);
      await desk.force(`UPDATE quarantine SET state = 'handled' WHERE topic = 'approval' AND key = '${id}'`);
      await lookAgain();
      expect([await desk.stateOf(id), await desk.findings()]).toEqual(['cleared', []]);
      expect(await desk.said('policy.assessed.v1', id)).toHaveLength(1);
    },
  );

  it('keeps what is cleared from being cleared again, and its slots', async () => {
    const { id } = await desk.asks('again');
    await desk.approves(id);
    await aside('approval', id);
    desk.clock.advance(65_000);
    await desk.run('clear');
    expect(await desk.said('policy.cleared.v1')).toHaveLength(1);
    await desk.force(`UPDATE quarantine SET state = 'dropped'`);
    desk.clock.advance(10_000);
    await desk.run('clear');
    expect(await desk.said('policy.cleared.v1')).toHaveLength(2);
  });

  it('is law that has run out; votes that came meanwhile are kept', async () => {
    const { id } = await desk.asks('law');
    desk.runOut = true;
    await desk.approves(id);
    expect(await desk.reasons('policy.held.v1', id)).toEqual(['TRUST_RUN_OUT']);
    expect(await desk.said('policy.cleared.v1')).toEqual([]);
    desk.runOut = false;
    await lookAgain();
    expect(await desk.stateOf(id)).toBe('cleared');
    expect(await desk.said('policy.assessed.v1', id)).toHaveLength(1);
  });
});

describe('a held request', () => {
  it('for lack of approvers is judged anew by the job once somebody joins a group', async () => {
    await withoutCleo();
    const { id } = await desk.asks('nobody');
    expect(await desk.reasons('policy.held.v1', id)).toEqual(['NO_ELIGIBLE_APPROVERS']);
    await desk.states(memberOf('internal-control', people.mallory));
    expect(await desk.stateOf(id)).toBe('held');
    await desk.run('due');
    expect(await desk.stateOf(id)).toBe('assessed');
  });

  it('that cannot be judged keeps out neither the fact nor other requests, and is left alone for a while', async () => {
    await withoutCleo();
    const [bad, good] = [await desk.asks('bad'), await desk.asks('good')];
    desk.failing.add(bad.id);
    await desk.states(memberOf('internal-control', people.mallory));
    await desk.run('due');
    expect([await desk.stateOf(bad.id), await desk.stateOf(good.id)]).toEqual(['held', 'assessed']);
    await desk.run('due');
    expect(desk.logged).toEqual(['cannot judge anew']);
    desk.failing.clear();
    desk.clock.advance(60_000);
    await desk.run('due');
    expect(await desk.stateOf(bad.id)).toBe('assessed');
  });

  it('is judged by a new bundle once it is in force, and only then', async () => {
    const { id } = await desk.asks('new', { items: [{ entitlement: 'erp:vendor:archive', scope: {} }] });
    await lookAgain();
    expect(await desk.stateOf(id)).toBe('held');
    const next = keyring().bundle((usual) => {
      const like = usual.entitlements[1] as (typeof usual.entitlements)[number];
      const added = { ...like, id: 'erp:vendor:archive', permission: 'role:erp_vendor_archive' };
      return { ...usual, number: usual.number + 1, entitlements: [...usual.entitlements, added] };
    });
    desk.under(next);
    await desk.run('due');
    expect(await desk.stateOf(id)).toBe('assessed');
  });

  it('in a hand-over is judged anew when the other half was seen to be gone', async () => {
    await desk.states(
      ...[people.cleo, people.mallory].map((person) => memberOf('finance-controllers', person)),
    );
    const { id, hr } = await desk.asks('create');
    await desk.approves(id);
    await desk.answers(1, [id]);
    await desk.hear('request.withdrawn.v1', { request: id, hr, by: people.bea, reason: 'done' });
    const pay = await desk.asks('pay', { items: [{ entitlement: 'erp:payment:release', scope: {} }] });
    expect(await desk.reasons('policy.held.v1', pay.id)).toEqual(['WAITS_FOR_ABSENCE']);
    desk.clock.advance(66_000);
    await desk.answers(2, []);
    desk.clock.advance(1_000);
    await desk.observes();
    await desk.run('due');
    expect([await desk.stateOf(id), await desk.stateOf(pay.id)]).toEqual(['ended', 'assessed']);
  });

  it('for an account that carries somebody else’s access waits until that is gone', async () => {
    const newcomer = 'person:1999';
    const first = await desk.asks('mine');
    await desk.approves(first.id);
    await desk.states(hired(newcomer, { accounts: [accountOf(people.bea)] }));
    const second = await desk.asks('hers', { beneficiary: newcomer });
    expect(await desk.reasons('policy.held.v1', second.id)).toEqual(['WAITS_FOR_ABSENCE']);
    const other = await desk.asks('also-mine', { items: [itemOf('role:vendor-clerk')] });
    expect(await desk.stateOf(other.id)).not.toBe('held');
  });
});
