import { hired, itemOf, keyring, ms, people } from '@countersign/testing';
import { askings, controllersDecide } from '../../test/askings.spec-only.js';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';

let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
beforeEach(() => desk.begin(...controllersDecide));

const { ask } = askings(() => desk);
const payments = 'erp:payment:release';

/** A law whose only rule says that who has the role `leg` does not pay; with some roles changed, each a new version. */
const law = (leg: string, number: number, changes: Record<string, object> = {}) =>
  keyring().bundle((usual) => ({
    ...usual,
    number,
    duties: [...usual.duties, { id: 'duty:has-role', title: 'Has the role', any: [leg] }],
    rules: usual.rules
      .filter(({ id }) => id === 'P2P-01')
      .map((rule) => ({ ...rule, legs: ['duty:has-role', 'duty:pay'] })),
    roles: usual.roles.map((role) =>
      changes[role.id] ? { ...role, version: role.version + 1, ...changes[role.id] } : role,
    ),
  }));

describe('a rule that names a role', () => {
  const clerk = async () => {
    const { id } = await desk.asks('clerk', { items: [itemOf('role:vendor-clerk')] });
    await desk.approves(id);
    expect(await desk.stateOf(id)).toBe('cleared');
  };

  it.each([
    ['the role itself', 'role:vendor-clerk', { 'role:vendor-clerk': { entitlements: ['erp:vendor:read'] } }],
    ['a role inside it, that the new version lacks', 'role:employee', { 'role:vendor-clerk': { roles: [] } }],
    [
      'a role inside it, itself changed',
      'role:employee',
      { 'role:employee': {}, 'role:vendor-clerk': { roles: [] } },
    ],
  ])('sees who holds an earlier version: %s', async (_what, leg, changes) => {
    await desk.activates(law(leg, 8));
    await clerk();
    await desk.activates(law(leg, 9, changes));
    expect(await desk.stateOf(await ask('payments', payments))).toBe('vetoed');
    expect(await desk.stateOf(await ask('hers', payments, people.mallory))).toBe('assessed');
  });
});

describe('a birthright of which another version is in force', () => {
  /** Hired, and given what the law gives clerks; `exchanged` asks for the version in force instead. */
  const clerkOf = async () => {
    const [fact] = await desk.receive((await desk.pen.state(hired(people.bea))).jws);
    const asks = (name: string, change: object) =>
      desk.asks(name, {
        ...{ requester: 'source:hr', source: 'source:hr', window: { from: desk.clock.now(), until: null } },
        ...{ cause: { birthright: 'birthright:clerk', fact: fact?.hash }, items: [itemOf('role:employee')] },
        ...change,
      });
    const { id } = await asks('first', {});
    expect(await desk.stateOf(id)).toBe('cleared');
    const items = [{ role: 'role:employee', version: 2, scope: {} }];
    return { first: id, exchanged: async () => (await asks('second', { items, drops: [id] })).id };
  };
  const states = (...ids: readonly string[]) => Promise.all(ids.map((id) => desk.stateOf(id)));

  it('is exchanged for it without anybody’s vote, and given up with it', async () => {
    const { first, exchanged } = await clerkOf();
    const employee = { 'role:employee': { entitlements: ['erp:vendor:read'] } };
    await desk.activates(law('role:vendor-clerk', 8, employee));
    expect(await states(await exchanged(), first)).toEqual(['cleared', 'withdrawn']);
  });

  it('is a finding until it is exchanged or gone: that the other was refused is not lost', async () => {
    const { first, exchanged } = await clerkOf();
    const found = async () => {
      desk.clock.advance(2 * ms.minute);
      await desk.run('scanRoots');
      return desk.findings();
    };
    expect(await found()).toEqual([]);
    await desk.activates(apart);
    expect(await found()).toEqual([`EARLIER_ROLE_VERSION ${people.bea} role:employee@1`]);
    const { due_at: due, message } = (await desk.rows('SELECT due_at, message FROM finding'))[0] ?? {};
    expect(Number(due)).toBeGreaterThan(desk.clock.now());
    expect(message).toBe(`\`${people.bea}\` has version 1 of \`role:employee\`, which is not in force`);
    await exchanged();
    expect(await desk.stateOf(first)).toBe('withdrawn');
    expect(await found()).toEqual([]);
  });

  it('goes before the other comes, where the law would not have the two meet', async () => {
    const { first, exchanged } = await clerkOf();
    const permission = { permission: 'role:erp_vendor_read' };
    await desk.answers(1, [first], permission);
    await desk.activates(apart);
    const second = await exchanged();
    expect(await states(second, first)).toEqual(['held', 'withdrawn']);
    expect(await desk.said('policy.cleared.v1', second)).toEqual([]);
    desk.clock.advance(70_000);
    await desk.answers(2, [], permission);
    desk.clock.advance(1_000);
    await desk.observes();
    desk.clock.advance(10_000);
    await desk.run('due');
    expect(await states(second, first)).toEqual(['cleared', 'ended']);
  });
});

/** Employees post invoices instead of reading vendors, and nobody does both. */
const apart = keyring().bundle((usual) => ({
  ...usual,
  number: 8,
  birthrightBound: 'medium' as const,
  duties: [...usual.duties, { id: 'duty:reading', title: 'Reads', any: ['erp:vendor:read'] }],
  rules: usual.rules
    .filter(({ id }) => id === 'P2P-01')
    .map((rule) => ({ ...rule, legs: ['duty:reading', 'duty:post-invoices'], critical: true })),
  roles: usual.roles.map((role) =>
    role.id === 'role:employee' ? { ...role, version: 2, entitlements: ['erp:invoice:post'] } : role,
  ),
}));
