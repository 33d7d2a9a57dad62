import { controlled, ms, people } from '@countersign/testing';
import { askings, controllersDecide } from '../../test/askings.spec-only.js';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';
import { race } from '../../test/race.spec-only.js';
import { dates, payments, richLaw, vendors } from '../../test/rich-law.spec-only.js';

let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
const helpdesk = 'person:5003';
beforeEach(() => desk.begin(...controllersDecide));

const { ask, approval, given } = askings(() => desk);
const signed = { control: 'Every use is looked at', approvedBy: [people.cleo] };

describe('a helpdesk that can reset everybody', () => {
  const resets = [people.bea, people.mallory].map((person) =>
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
