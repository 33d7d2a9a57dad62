import { controlled, instantAt, ms, people } from '@countersign/testing';
import { askings, controllers, controllersDecide } from '../../test/askings.spec-only.js';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';
import { race } from '../../test/race.spec-only.js';
import { billing, dates, payments, richLaw, secret, vendors } from '../../test/rich-law.spec-only.js';

let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
const helpdesk = 'person:5003';
beforeEach(() => desk.begin(...controllersDecide));

const { ask, approval, given } = askings(() => desk);
/** The account of a machine. */
const onErp = { accounts: [{ system: 'erp', account: 'billing' }] };
const signed = { control: 'Every use is looked at', approvedBy: [people.cleo] };

describe('a helpdesk that can reset everybody', () => {
  const others = Array.from({ length: 150 }, (_, n) => `person:${7000 + n}` as typeof people.bea);
  const resets = [people.bea, people.mallory, ...others].map((person) =>
    controlled(person, helpdesk, { how: 'can-reset', accounts: [] }),
  );
  const power = { id: 'power:helpdesk', root: helpdesk, how: 'can-reset', ...dates, ...signed };

  it('paralyses the company unless its power is recognised', async () => {
    await desk.activates(richLaw());
    await desk.states(...resets);
    await given('vendors', vendors);
    expect(await desk.stateOf(await ask('payments', payments, people.mallory))).toBe('vetoed');
    await desk.activates(richLaw({ recognised: [power] }, 9));
    expect(await desk.stateOf(await ask('again', payments, people.mallory))).toBe('assessed');
  });

  it('stays in sight as long as it is left out', async () => {
    await desk.activates(richLaw({ recognised: [power] }));
    await desk.run('scanRoots');
    expect(await desk.findings()).toEqual([`POWER_RECOGNISED ${helpdesk} can-reset`]);
    desk.clock.advance(200 * ms.day);
    await desk.run('scanRoots');
    expect(await desk.findings()).toEqual([]);
  });
});

describe('an exception', () => {
  const exception = {
    ...{ id: 'exception:bea', root: people.bea, rule: 'P2P-01', version: 1 },
    ...{ ...dates, ...signed },
  };

  it('lets its root have both, and says so to who decides', async () => {
    await desk.activates(richLaw({ exceptions: [exception] }));
    await given('vendors', vendors);
    const id = await given('payments', payments);
    const [assessed] = await desk.said('policy.assessed.v1', id);
    expect(assessed?.body.conflicts).toMatchObject([{ rule: 'P2P-01', covered: true, class: 'creates' }]);
    await desk.run('scanRoots');
    expect(await desk.findings()).toEqual([]);
  });

  it('is for nobody else, and is no slot in the way of a critical rule', async () => {
    const critical = (law: { rules: readonly object[] }) =>
      law.rules.map((rule, at) => (at === 0 ? { ...rule, critical: true } : rule)) as never;
    await desk.activates(richLaw((law) => ({ exceptions: [exception], rules: critical(law) })));
    await given('vendors', vendors);
    await given('payments', payments);
    await given('hers', vendors, people.mallory);
    expect(await desk.stateOf(await ask('refused', payments, people.mallory))).toBe('vetoed');
  });

  it('covers no rule that is never approvable', async () => {
    await desk.activates(
      richLaw((law) => ({
        exceptions: [exception],
        rules: law.rules.map((rule) => ({ ...rule, effect: 'never-approvable' as const })),
      })),
    );
    await given('vendors', vendors);
    expect(await desk.stateOf(await ask('payments', payments))).toBe('vetoed');
  });
});

describe('a source that the law wants to hear of', () => {
  const source = {
    id: 'hr',
    longestAgeMinutes: 60,
    tells: [{ what: 'controls' as const, about: 'person:*' }],
  };
  const alive = async (at: number) => desk.receive((await desk.pen.confirm('hr', at)).jws);

  it('holds judgement until it was heard of, and again when it falls silent', async () => {
    await desk.activates(richLaw({ sources: [source] }));
    const id = await ask('vendors', vendors);
    expect(await desk.reasons('policy.held.v1', id)).toEqual(['STALE_SOURCE']);
    await alive(desk.clock.now());
    await desk.run('due');
    expect(await desk.stateOf(id)).toBe('assessed');
    desk.clock.advance(61 * ms.minute);
    expect(await desk.reasons('policy.held.v1', await ask('later', vendors))).toEqual(['STALE_SOURCE']);
  });

  it('is never fresher than now', async () => {
    await desk.activates(richLaw({ sources: [source] }));
    await alive(desk.clock.now() + 365 * ms.day);
    desk.clock.advance(61 * ms.minute);
    expect(await desk.reasons('policy.held.v1', await ask('ahead', vendors))).toEqual(['STALE_SOURCE']);
  });
});

describe('what a service holds for somebody', () => {
  it('is no finding about the service, whatever exception its owner has: it is no judged root', async () => {
    const excepted = {
      ...{ id: 'exception:hers', root: people.mallory, rule: 'P2P-01', version: 1 },
      ...{ ...dates, ...signed },
    };
    await desk.activates(richLaw({ exceptions: [excepted] }));
    await desk.states(controlled(billing, people.mallory, onErp));
    await given('vendors', vendors, billing);
    await given('payments', payments, billing);
    await desk.activates(richLaw({ exceptions: [excepted] }, 9));
    await desk.run('scanRoots');
    expect(await desk.findings()).toEqual([]);
  });

  it('counts for a time bound also once it is nobody’s any more', async () => {
    const bound = richLaw((law) => ({
      rules: law.rules.map((rule) => ({ ...rule, effect: 'time-bound' as const, maxDays: 10 })),
    }));
    await desk.activates(bound);
    await desk.states(controlled('service:a', people.bea, { accounts: [{ system: 'erp', account: 'a' }] }));
    await given('vendors', vendors);
    const days = async (name: string, beneficiary: string) => {
      const until = desk.clock.now() + 10 * ms.day;
      return (
        await desk.asks(name, {
          items: [{ entitlement: payments, scope: {} }],
          beneficiary,
          window: { from: desk.clock.now(), until },
        })
      ).id;
    };
    const first = await days('first', 'service:a');
    await desk.approves(first, await desk.votes(first, [people.omar, people.cleo, ...controllers]));
    await desk.answers(1, [first], { account: 'a', permission: 'role:erp_payment_release' });
    desk.clock.advance(10 * ms.day);
    const now = instantAt(desk.clock.now());
    await desk.states(controlled('service:a', people.bea, { effective: now, until: now }));
    expect(await desk.stateOf(await days('second', people.bea))).toBe('vetoed');
    expect(await desk.stateOf(await days('hers', people.mallory))).toBe('assessed');
  });
});

describe('a rule on the number of holders', () => {
  const rule = {
    ...{ id: 'PAY-01', version: 1, title: 'One person pays', control: '', holders: 'duty:pay', most: 1 },
    ...{ effect: 'prohibit' as const, rollout: 'enforce' as const },
  };
  beforeEach(() => desk.activates(richLaw((law) => ({ rules: [...law.rules, rule] }))));

  it('counts heads wherever they are', async () => {
    await given('first', payments);
    const id = await ask('second', payments, people.mallory);
    expect(await desk.stateOf(id)).toBe('vetoed');
    const [veto] = await desk.said('policy.vetoed.v1', id);
    expect(veto?.body.conflicts).toMatchObject([{ rule: 'PAY-01', kind: 'holders', root: '*' }]);
    expect(veto?.body.conflicts[0].legs.map(({ duty }: { duty: string }) => duty)).toEqual(
      [people.bea, people.mallory].sort(),
    );
  });

  it('counts whoever would come to be a head by control over one, beside all other heads', async () => {
    const two = { ...rule, most: 2 };
    await desk.activates(richLaw((law) => ({ rules: [...law.rules, two] }), 9));
    await desk.states(controlled(billing, people.mallory, onErp));
    await given('billing', payments, billing);
    await given('another', payments, people.rita);
    const id = await ask('secret', secret);
    expect(await desk.stateOf(id)).toBe('vetoed');
    const [veto] = await desk.said('policy.vetoed.v1', id);
    expect(veto?.body.conflicts[0]).toMatchObject({ rule: 'PAY-01', kind: 'holders' });
    expect(veto?.body.conflicts[0].legs.map(({ duty }: { duty: string }) => duty).sort()).toEqual(
      [people.bea, people.mallory, people.rita].sort(),
    );
  });

  it('counts who is a head already only because an edge of the law gives control over one', async () => {
    await desk.activates(richLaw((law) => ({ rules: [...law.rules, { ...rule, most: 2 }] }), 9));
    await desk.states(controlled(billing, people.mallory, onErp));
    await given('secret', secret);
    await given('billing', payments, billing);
    const id = await ask('another', payments, people.rita);
    expect(await desk.stateOf(id)).toBe('vetoed');
    const [veto] = await desk.said('policy.vetoed.v1', id);
    expect(veto?.body.conflicts[0].legs.map(({ duty }: { duty: string }) => duty).sort()).toEqual(
      [people.bea, people.mallory, people.rita].sort(),
    );
  });

  it('is kept when two strangers are cleared at the same time', async () => {
    const [one, two] = [await ask('first', payments), await ask('second', payments, people.mallory)];
    await race(desk, await approval(one), await approval(two));
    expect([await desk.stateOf(one), await desk.stateOf(two)]).toEqual(['cleared', 'vetoed']);
  });
});

describe('a rule that needs something', () => {
  it('refuses one thing without the other, and both at once pass', async () => {
    const duty = { id: 'duty:read', title: 'Read vendors', any: ['erp:vendor:read'] };
    const rule = {
      ...{ id: 'PRE-01', version: 1, title: 'Who pays reads vendors', control: '' },
      ...{ when: 'duty:pay', needs: 'duty:read', effect: 'prohibit' as const, rollout: 'enforce' as const },
    };
    await desk.activates(richLaw((law) => ({ duties: [...law.duties, duty], rules: [...law.rules, rule] })));
    const id = await ask('alone', payments);
    expect(await desk.stateOf(id)).toBe('vetoed');
    const [veto] = await desk.said('policy.vetoed.v1', id);
    expect(veto?.body.conflicts).toMatchObject([{ rule: 'PRE-01', kind: 'prerequisite', legs: [{}] }]);
    const both = [payments, 'erp:vendor:read'].map((entitlement) => ({ entitlement, scope: {} }));
    expect(await desk.stateOf((await desk.asks('both', { items: both })).id)).toBe('assessed');
  });
});
