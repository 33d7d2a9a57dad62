import { hired, itemOf, keyring, ms, people } from '@countersign/testing';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';

/** `request` has read a bundle that policy has not read yet. */
let desk: PolicyDesk;
beforeAll(async () => (desk = await PolicyDesk.open()));
afterAll(() => desk.close());
beforeEach(() => desk.begin());

const next = keyring().bundle((usual) => ({
  ...usual,
  number: usual.number + 1,
  birthrights: usual.birthrights.map((rule) => ({ ...rule, id: 'birthright:anew' })),
  roles: usual.roles.map((role) =>
    role.id === 'role:vendor-clerk' ? { ...role, version: role.version + 1, entitlements: [] } : role,
  ),
}));
const under = { bundleAtLeast: next.number };
const heldFor = (id: string) => desk.reasons('policy.held.v1', id);
const lookAfter = async (time: number) => {
  desk.clock.advance(time);
  await desk.run('due');
};
const lawComes = async (law = next) => {
  await desk.activates(law);
  await desk.run('due');
};

const birthright = async () => {
  const [fact] = await desk.receive((await desk.pen.state(hired(people.bea))).jws);
  const { id } = await desk.asks('birthright', {
    ...{ requester: 'source:hr', source: 'source:hr', window: { from: desk.clock.now(), until: null } },
    ...{
      cause: { birthright: 'birthright:anew', fact: fact?.hash },
      items: [itemOf('role:employee')],
      ...under,
    },
  });
  return id;
};

describe('what is asked under a bundle that policy has not read yet', () => {
  it('waits for it, where it is a birthright that an earlier law does not give', async () => {
    const id = await birthright();
    expect([await desk.stateOf(id), await heldFor(id)]).toEqual(['held', ['LAW_TO_COME']]);
    await lawComes();
    expect(await desk.stateOf(id)).toBe('cleared');
  });

  it('waits for it, where it is another version of a role, and gives up nothing meanwhile', async () => {
    const first = await desk.asks('first', { items: [itemOf('role:vendor-clerk')] });
    await desk.approves(first.id);
    const items = [{ role: 'role:vendor-clerk', version: 3, scope: {} }];
    const { id } = await desk.asks('second', { ...under, items, drops: [first.id] });
    expect([await heldFor(id), await desk.stateOf(first.id)]).toEqual([['LAW_TO_COME'], 'cleared']);
    await lawComes();
    expect(await desk.stateOf(id)).toBe('assessed');
    await desk.approves(id);
    expect([await desk.stateOf(id), await desk.stateOf(first.id)]).toEqual(['cleared', 'withdrawn']);
  });

  it('is not let pass by an earlier law that forbids less', async () => {
    const strict = keyring().bundle((usual) => ({
      ...usual,
      number: next.number,
      duties: [...usual.duties, { id: 'duty:reading', title: 'Reads', any: ['erp:vendor:read'] }],
      rules: usual.rules
        .filter(({ id }) => id === 'P2P-01')
        .map((rule) => ({ ...rule, legs: ['duty:maintain-vendors', 'duty:reading'] })),
    }));
    const reading = await desk.asks('reading', { items: [itemOf('erp:vendor:read')] });
    await desk.approves(reading.id);
    const { id } = await desk.asks('stricter', under);
    expect([await desk.stateOf(id), await heldFor(id)]).toEqual(['held', ['LAW_TO_COME']]);
    await lawComes(strict);
    expect([await desk.stateOf(reading.id), await desk.stateOf(id)]).toEqual(['cleared', 'vetoed']);
  });

  it('waits for no other bundle than that one or a later one', async () => {
    const later = keyring().bundle((usual) => ({ ...usual, number: next.number + 1 }));
    const { id } = await desk.asks('skipped', under);
    expect(await desk.stateOf(id)).toBe('held');
    await lawComes(later);
    expect(await desk.stateOf(id)).toBe('assessed');
  });
});

describe('a bundle that never comes', () => {
  const never = { bundleAtLeast: 2 ** 40 };

  it('keeps nothing else waiting, and what names it is looked at every ten minutes, and said once', async () => {
    const { id } = await desk.asks('never', never);
    expect(await desk.stateOf((await desk.asks('other')).id)).toBe('assessed');
    const due = async () =>
      Number((await desk.rows('SELECT due_at FROM request WHERE id = $1', id))[0]?.['due_at']);
    expect(await due()).toBe(desk.clock.now() + 10 * ms.minute);
    await lookAfter(9 * ms.minute);
    expect(await due()).toBe(desk.clock.now() + ms.minute);
    await lookAfter(ms.minute);
    expect(await due()).toBe(desk.clock.now() + 10 * ms.minute);
    await lawComes();
    expect([await desk.stateOf(id), (await desk.said('policy.held.v1', id)).length]).toEqual(['held', 1]);
  });
});
