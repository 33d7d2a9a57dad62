import { controlled, hired, instantAt, keyring, left, memberOf, ms, people } from '@countersign/testing';
import { askings, controllersDecide } from '../../test/askings.spec-only.js';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';
import { billing, richLaw, secret } from '../../test/rich-law.spec-only.js';

const { bea, mallory } = people;
const payments = 'erp:payment:release';
let desk: PolicyDesk;
const { given } = askings(() => desk);
beforeAll(async () => (desk = await PolicyDesk.open()));
afterAll(() => desk.close());

describe('what is needed for something, and is taken away', () => {
  const law = keyring().bundle((usual) => ({
    ...usual,
    number: 8,
    duties: [...usual.duties, { id: 'duty:read', title: 'Read vendors', any: ['erp:vendor:read'] }],
    rules: [
      ...usual.rules,
      {
        ...{ id: 'PRE-01', version: 1, title: 'Who pays reads vendors', control: '' },
        ...{ when: 'duty:pay', needs: 'duty:read', effect: 'prohibit', rollout: 'enforce' },
      },
    ],
  }));
  const conflict = (root: string) => `CONFLICT_HELD ${root} PRE-01`;
  const read = { system: 'erp', account: 'u1001', permission: 'role:erp_vendor_read' };
  beforeEach(async () => {
    await desk.begin(...controllersDecide);
    await desk.activates(law);
  });

  it('is a finding with a deadline once it is seen to be gone, and no longer than it lacks', async () => {
    const reads = await given('reads', 'erp:vendor:read');
    await desk.answers(1, [reads], read);
    await given('pays', payments);
    await desk.run('scanRoots');
    await desk.hear('request.withdrawn.v1', { request: reads, hr: 'A'.repeat(43), by: bea, reason: 'r' });
    desk.clock.advance(6 * ms.second + ms.minute);
    await desk.answers(2, [], read);
    desk.clock.advance(ms.second);
    await desk.observes();
    expect(await desk.stateOf(reads)).toBe('ended');
    await desk.run('scanRoots');
    expect(await desk.findings()).toEqual([conflict(bea)]);
    expect((await desk.rows('SELECT due_at FROM finding'))[0]?.['due_at']).not.toBeNull();
    await given('again', 'erp:vendor:read');
    desk.clock.advance(ms.minute + 1);
    await desk.run('scanRoots');
    expect(await desk.findings()).toEqual([]);
  });

  it('is one also of who can act as whoever has lost it, and where it never came', async () => {
    const [reads] = [await given('reads', 'erp:vendor:read'), await given('pays', payments)];
    await desk.states(controlled(bea, mallory, { how: 'delegate' }));
    await desk.run('scanRoots');
    await desk.force(`DELETE FROM clearance WHERE request = '${reads}'`);
    await desk.hear('request.withdrawn.v1', { request: reads, hr: 'A'.repeat(43), by: bea, reason: 'r' });
    expect(await desk.stateOf(reads)).toBe('ended');
    await desk.run('scanRoots');
    expect(await desk.findings()).toEqual([conflict(bea), conflict(mallory)].sort());
  });
});

describe('a secret that somebody could read', () => {
  const vault = { system: 'erp', account: 'u1001', permission: 'role:secret_read' };

  it('still lets her act as its machine: what she holds beside it is found', async () => {
    await desk.begin(...controllersDecide);
    const written = (number: number, rollout: 'off' | 'enforce') =>
      richLaw((usual) => ({ rules: usual.rules.map((rule) => ({ ...rule, rollout })) }), number);
    await desk.activates(written(8, 'off'));
    const read = await given('read', secret);
    await desk.answers(1, [read], vault);
    await desk.hear('request.withdrawn.v1', { request: read, hr: 'A'.repeat(43), by: bea, reason: 'r' });
    desk.clock.advance(6 * ms.second + ms.minute);
    await desk.answers(2, [], vault);
    desk.clock.advance(ms.second);
    await desk.observes();
    expect(await desk.stateOf(read)).toBe('ended');
    await desk.states(controlled(billing, mallory, { accounts: [{ system: 'erp', account: 'billing' }] }));
    await given('vendors', 'erp:vendor:create');
    await given('billing', payments, billing);
    await desk.activates(written(9, 'enforce'));
    await desk.run('scanRoots');
    expect(await desk.findings()).toEqual([`CONFLICT_HELD ${bea} P2P-01`]);
  });
});

describe('a machine that has something', () => {
  const bot = 'service:bot';
  const accounts = [{ system: 'erp', account: 'bot' }];
  const found = [`NO_ACTIVE_OWNER ${bot}`];
  const orphans = async () => {
    await desk.run('reportOrphans');
    return desk.findings();
  };
  beforeEach(async () => {
    await desk.begin(controlled(bot, mallory, { accounts }));
    const { id } = await desk.asks('bot', { beneficiary: bot });
    await desk.approves(id);
    await desk.answers(1, [id], { account: 'bot' });
  });

  it('is a finding with a deadline once its owner has left, on that day, until it has another', async () => {
    expect(await orphans()).toEqual([]);
    await desk.states(left(mallory, desk.clock.now() + ms.day));
    expect(await orphans()).toEqual([]);
    desk.clock.advance(ms.day);
    expect(await orphans()).toEqual(found);
    expect((await desk.rows('SELECT due_at - opened_at AS left FROM finding'))[0]?.['left']).toBe(
      String(14 * ms.day),
    );
    await desk.states(controlled(bot, bea, { accounts }));
    expect(await orphans()).toEqual([]);
  });

  it('is none once its owner is hired again', async () => {
    await desk.states(left(mallory, desk.clock.now()));
    expect(await orphans()).toEqual(found);
    desk.clock.advance(ms.hour);
    await desk.states(hired(mallory, { effective: instantAt(desk.clock.now()) }));
    expect(await orphans()).toEqual([]);
  });
});

describe('a request on which nobody could decide', () => {
  it('is a finding for as long as it waits for that', async () => {
    await desk.begin();
    const now = desk.clock.now();
    const ended = { effective: instantAt(now - ms.day), until: instantAt(now - ms.hour) };
    await desk.states(memberOf('internal-control', people.cleo, ended));
    const { id } = await desk.asks('nobody');
    await desk.run('reportNoRoute');
    expect(await desk.findings()).toEqual([`NO_ROUTE ${id}`]);
    const again = { effective: instantAt(now), until: null };
    await desk.states(memberOf('internal-control', people.cleo, again));
    await desk.run('due');
    await desk.run('reportNoRoute');
    expect([await desk.stateOf(id), await desk.findings()]).toEqual(['assessed', []]);
  });
});
