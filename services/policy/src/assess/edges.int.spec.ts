import { controlled, ms, people, rotated } from '@countersign/testing';
import { askings, controllersDecide } from '../../test/askings.spec-only.js';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';
import { race } from '../../test/race.spec-only.js';
import { billing, payments, richLaw, secret, vendors } from '../../test/rich-law.spec-only.js';

let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.begin(
    ...controllersDecide,
    controlled(billing, people.mallory, { accounts: [{ system: 'erp', account: 'billing' }] }),
  );
  await desk.activates(richLaw());
});

const { ask, approval, given } = askings(() => desk);

/** What was given is applied, taken back and seen to be gone. */
async function ends(id: string, permission: string): Promise<void> {
  await desk.answers(1, [id], { permission });
  desk.clock.advance(1);
  const { rows } = { rows: await desk.rows('SELECT hr FROM request WHERE id = $1', id) };
  await desk.hear('request.withdrawn.v1', {
    request: id,
    hr: rows[0]?.['hr'],
    by: people.rita,
    reason: 'over',
  });
  desk.clock.advance(2 * ms.minute);
  await desk.answers(2, [], { permission });
  desk.clock.advance(1);
  await desk.observes();
  expect(await desk.stateOf(id)).toBe('ended');
}

describe('a secret of a workload that holds the other half', () => {
  it('is refused to who holds one half, by the path through the edge', async () => {
    await given('vendors', vendors);
    await given('payments', payments, billing);
    const id = await ask('secret', secret);
    expect(await desk.stateOf(id)).toBe('vetoed');
    const [veto] = await desk.said('policy.vetoed.v1', id);
    expect(veto?.body.conflicts[0]).toMatchObject({ rule: 'P2P-01', root: people.bea });
    expect(veto?.body.conflicts[0].legs[1].path).toEqual([
      { step: 'holds', identity: people.bea, item: secret, state: 'asked' },
      { step: 'confers', edge: 'edge:billing-secret', gives: billing, others: [] },
      { step: 'holds', identity: billing, item: payments, state: 'reserved' },
    ]);
  });

  it('stands in the way of the other half for the workload', async () => {
    await given('vendors', vendors);
    await given('secret', secret);
    expect(await desk.stateOf(await ask('payments', payments, billing))).toBe('vetoed');
    expect(await desk.stateOf(await ask('elsewhere', payments, people.mallory))).toBe('assessed');
  });

  it('is known after it can no longer be read, until the source itself says that there is another', async () => {
    await given('vendors', vendors);
    await ends(await given('secret', secret), 'role:secret_read');
    expect(await desk.stateOf(await ask('payments', payments, billing))).toBe('vetoed');
    const now = desk.clock.now();
    await desk.states({ ...rotated(billing, now), signedBy: null, id: 'anybody' });
    expect(await desk.stateOf(await ask('unsigned', payments, billing))).toBe('vetoed');
    await desk.states(rotated(billing, now));
    expect(await desk.stateOf(await ask('rotated', payments, billing))).toBe('assessed');
  });

  it('keeps who has read it from deciding about the workload', async () => {
    const reading = await ask('secret', secret, people.cleo);
    await desk.approves(reading, await desk.votes(reading, [people.omar, people.bea]));
    const id = await ask('payments', payments, billing);
    expect(await desk.stateOf(id)).toBe('assessed');
    const [assessed] = await desk.said('policy.assessed.v1', id);
    expect(assessed?.body.excluded).toContain(people.cleo);
  });
});

describe('the secret and the other half, approved, cleared at the same time', () => {
  it.each(['secret', 'payments'])('go to %s when that was first, and to nobody else', async (winner) => {
    await given('vendors', vendors);
    const ids = [await ask('secret', secret), await ask('payments', payments, billing)];
    const approvals = [await approval(ids[0]!), await approval(ids[1]!)];
    const order = winner === 'secret' ? [0, 1] : [1, 0];
    await race(desk, approvals[order[0]!]!, approvals[order[1]!]!);
    expect(await Promise.all(order.map((n) => desk.stateOf(ids[n]!)))).toEqual(['cleared', 'vetoed']);
  });

  it('touch the root of who has read it already, whoever owns the workload: her clearance carries its epoch', async () => {
    await given('secret', secret);
    const id = await ask('payments', payments, billing);
    const [assessed] = await desk.said('policy.assessed.v1', id);
    expect(assessed?.body.roots.map(({ root }: { root: string }) => root).sort()).toEqual(
      [people.bea, people.mallory, billing].sort(),
    );
  });
});
