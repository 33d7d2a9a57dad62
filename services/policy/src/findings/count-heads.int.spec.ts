import { aFact, controlled, instantAt, ms, people } from '@countersign/testing';
import { askings, controllersDecide } from '../../test/askings.spec-only.js';
import { headLaw, payer } from '../../test/head-law.spec-only.js';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';
import { billing, payments, richLaw, secret } from '../../test/rich-law.spec-only.js';
import { scopedLaw, within } from '../../test/scoped-law.spec-only.js';

const { bea, mallory, rita } = people;
const recorded = 'CONFLICT_RECORDED * PAY-01';
const held = 'CONFLICT_HELD * PAY-01';

let desk: PolicyDesk;
beforeAll(async () => (desk = await PolicyDesk.open()));
beforeEach(() => desk.begin(...controllersDecide));
afterAll(() => desk.close());

const { approval, given } = askings(() => desk);
const found = async () => (await desk.findings()).filter((finding) => finding.startsWith('CONFLICT_'));
/** A minute later everything is counted once more. */
const counted = async () => {
  desk.clock.advance(ms.minute + 1);
  await desk.run('countHeads');
  return found();
};
/** What a law that takes force finds at once. */
const under = async (...law: Parameters<typeof headLaw>) => {
  await desk.activates(headLaw(...law));
  for (let rule = 1; rule < law.length; rule++) await desk.run('countHeads');
  return found();
};
const threePay = async () => [
  await given('bea', payments),
  await given('mallory', payments, mallory),
  await given('rita', payments, rita),
];
const place = { account: 'u1001', permission: 'role:erp_payment_release' };
const seen = { ...place, grantor: 'dba', via: [], options: [] };
const sees = async (...holdings: object[]) => {
  desk.clock.advance(ms.second);
  await desk.observes(holdings);
};
const delegates = (from: string, to: string, over = false) => {
  const now = instantAt(desk.clock.now());
  return controlled(from, to, { how: 'delegate', effective: now, until: over ? now : null });
};

describe('a new rule on holders', () => {
  it('shows in `record` that more hold already than it allows, once, and who', async () => {
    await threePay();
    expect(await under(8, payer('record'))).toEqual([recorded]);
    const open = () => desk.rows('SELECT message, due_at FROM finding WHERE closed_at IS NULL');
    expect(await open()).toEqual([
      {
        message: `3 hold what PAY-01 (Few pay), in \`record\` yet, would forbid so many to hold: ${[bea, mallory, rita].sort().join(', ')}`,
        due_at: null,
      },
    ]);
    expect(await counted()).toEqual([recorded]);
    expect(await open()).toHaveLength(1);
  });

  it('shows nothing where as many hold as it allows', async () => {
    await threePay();
    expect(await under(8, payer('record', 3))).toEqual([]);
  });

  it('has a deadline once it is enforced, and none while it warns', async () => {
    await threePay();
    expect(await under(8, payer('warn'))).toEqual([recorded]);
    expect(await under(9, payer('enforce'))).toEqual([held]);
    const [finding] = await desk.rows(
      `SELECT due_at - opened_at AS left, message FROM finding WHERE closed_at IS NULL`,
    );
    expect(finding).toMatchObject({
      left: String(14 * ms.day),
      message: expect.stringContaining('3 hold what PAY-01 (Few pay) forbids so many to hold: '),
    });
  });

  it('is one finding each', async () => {
    await threePay();
    const rules = [payer('record'), payer('record', 1, 'PAY-010'), payer('enforce', 9, 'PAY-02')];
    const both = [recorded, 'CONFLICT_RECORDED * PAY-010'];
    expect(await under(8, ...rules)).toEqual(both);
    await counted();
    expect(await counted()).toEqual(both);
  });

  it.each([
    ['off', [payer('off')]],
    ['no more in the law', []],
    ['met', [payer('record', 3)]],
  ])('finds nothing any more once it is %s', async (_, rules) => {
    await threePay();
    await under(8, payer('record'));
    await desk.activates(headLaw(9, ...rules));
    await desk.run('countHeads');
    expect(await found()).toEqual([]);
  });
});

describe('heads that come about without a request', () => {
  it('are found when two who were one are two', async () => {
    await desk.states(delegates(bea, mallory), delegates(mallory, bea));
    await under(8, payer('enforce', 1));
    await given('bea', payments);
    await given('mallory', payments, mallory);
    expect(await counted()).toEqual([]);
    await desk.states(delegates(bea, mallory, true));
    expect(await counted()).toEqual([held]);
    await desk.states(delegates(bea, mallory));
    expect(await counted()).toEqual([]);
  });

  it('are found in what a target held before anybody ordered it, for as long as that is there', async () => {
    await given('mallory', payments, mallory);
    expect(await under(8, payer('enforce', 1))).toEqual([]);
    await sees(seen);
    expect(await desk.findings()).toEqual([`ACCESS_ADOPTED erp u1001 ${place.permission}`]);
    expect(await counted()).toEqual([held]);
    await sees();
    expect(await counted()).toEqual([]);
  });

  it('are found in an account that is nobody’s, until it turns out to be that of one of them', async () => {
    await given('mallory', payments, mallory);
    await sees({ ...seen, account: 'u9999' });
    expect(await under(8, payer('enforce', 1))).toEqual([held]);
    const [account, now] = [{ system: 'erp', account: 'u9999' }, instantAt(desk.clock.now())];
    await desk.states(aFact('identity.linked.v1', { person: mallory, account, effective: now, until: null }));
    expect(await counted()).toEqual([]);
  });

  it('are two where two people have one account: it carries what each has, and joins nobody', async () => {
    await given('bea', payments);
    expect(await under(8, payer('enforce', 1))).toEqual([]);
    const [account, now] = [{ system: 'erp', account: 'u1001' }, instantAt(desk.clock.now())];
    await desk.states(aFact('identity.linked.v1', { person: mallory, account, effective: now, until: null }));
    expect(await counted()).toEqual([held]);
  });

  it('are found where a secret that somebody could read once gives control over a holder', async () => {
    await desk.states(controlled(billing, mallory, { accounts: [{ system: 'erp', account: 'billing' }] }));
    const ruled = (rollout: 'off' | 'record', number: number) =>
      richLaw((usual) => ({ rules: [...usual.rules, payer(rollout, 1)] }), number);
    await desk.activates(ruled('off', 8));
    const read = await given('read', secret);
    const vault = { permission: 'role:secret_read' };
    await desk.answers(1, [read], vault);
    await given('billing', payments, billing);
    await sees({ ...seen, ...vault });
    await desk.hear('request.withdrawn.v1', { request: read, hr: 'A'.repeat(43), by: bea, reason: 'r' });
    desk.clock.advance(66 * ms.second);
    await desk.answers(2, [], vault);
    await sees();
    expect(await desk.stateOf(read)).toBe('ended');
    await desk.activates(ruled('record', 9));
    expect(await counted()).toEqual([recorded]);
  });
});

describe('heads that were too many', () => {
  it('are found no longer once one of them has nothing left', async () => {
    const [pays = ''] = await threePay();
    await desk.answers(1, [pays], place);
    await sees(seen);
    expect(await under(8, payer('record'))).toEqual([recorded]);
    await desk.hear('request.withdrawn.v1', { request: pays, hr: 'A'.repeat(43), by: bea, reason: 'r' });
    expect(await counted()).toEqual([recorded]);
    desk.clock.advance(6 * ms.second);
    await desk.answers(2, [], place);
    await sees();
    expect(await counted()).toEqual([]);
  });

  it('are found once more where somebody closed the finding by hand', async () => {
    await threePay();
    await under(8, payer('record'));
    await desk.force('UPDATE finding SET closed_at = 1');
    expect(await counted()).toEqual([recorded]);
  });
});

describe('a rule on holders with dimensions', () => {
  it('is one finding, which names an object at which too many hold', async () => {
    const rule = { ...payer('record', 1), dimensions: ['company-code'] };
    await desk.activates(scopedLaw((usual) => ({ rules: [...usual.rules, { ...rule, rollout: 'off' }] })));
    for (const [name, beneficiary, ...codes] of [
      ['bea', bea, '1000', '2000'],
      ['mallory', mallory, '2000', '3000'],
      ['rita', rita, '3000'],
    ] as const) {
      const { id } = await desk.asks(name, { beneficiary, items: [within(payments, ...codes)] });
      await (
        await approval(id)
      )();
      expect(await desk.stateOf(id)).toBe('cleared');
    }
    await desk.activates(scopedLaw((usual) => ({ rules: [...usual.rules, rule] }), 9));
    await desk.run('countHeads');
    expect(await desk.rows('SELECT subject, message FROM finding WHERE closed_at IS NULL')).toEqual([
      {
        subject: '* PAY-01',
        message: `2 hold what PAY-01 (Few pay), in \`record\` yet, would forbid so many to hold (company-code 2000): ${[bea, mallory].sort().join(', ')}`,
      },
    ]);
  });
});
