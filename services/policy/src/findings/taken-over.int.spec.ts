import type { BundleDocument } from '@countersign/contracts/governance';
import { controlled, instantAt, ms, people, type Plain } from '@countersign/testing';
import { askings, controllersDecide } from '../../test/askings.spec-only.js';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';
import { dates, richLaw, secret } from '../../test/rich-law.spec-only.js';

const { bea, mallory } = people;
const helpdesk = 'person:5003';
const found = `TAKE_OVER_ABOVE_BOUND ${helpdesk} take-over`;
const recognisedPower = `POWER_RECOGNISED ${helpdesk} can-reset`;
const power = {
  ...{ id: 'power:helpdesk', root: helpdesk, how: 'can-reset' },
  ...{ ...dates, control: 'Every use is looked at', approvedBy: [people.cleo] },
};
let desk: PolicyDesk;
const { given } = askings(() => desk);
beforeAll(async () => (desk = await PolicyDesk.open()));
afterAll(() => desk.close());
beforeEach(() => desk.begin(...controllersDecide));

const resets = (person: string, change: object = {}) =>
  controlled(person, helpdesk, { how: 'can-reset', ...change });
const law = (takeOverBound: number | undefined, more: Partial<Plain<BundleDocument>> = {}, number = 8) =>
  richLaw({ ...(takeOverBound === undefined ? {} : { takeOverBound }), ...more }, number);
/** What is open once everybody who waits was scanned. */
async function scanned(): Promise<string[]> {
  for (let runs = 0; runs < 3; runs++) await desk.run('scanRoots');
  return desk.findings();
}
/** The same when what is open is looked at again. */
async function later(ahead: number = ms.minute + 1): Promise<string[]> {
  desk.clock.advance(ahead);
  return scanned();
}

describe('somebody who can take over', () => {
  // two persons with an account each
  const two = [resets(bea), resets(mallory)];

  it('more identities than the law allows is a finding with a deadline, which says how many and what to do', async () => {
    await desk.activates(law(3));
    await desk.states(...two);
    expect(await scanned()).toEqual([found]);
    const [finding] = await desk.rows('SELECT message, due_at - opened_at AS left FROM finding');
    expect(finding?.['message']).toBe(
      `\`${helpdesk}\` can take 4 identities over (can-reset), and the law allows 3 that are not recognised: recognise that power with its ` +
        'compensating control, or end it; they are `account:erp:u1001`, `account:erp:u6666`, `person:1001` …',
    );
    expect(finding?.['left']).toBe(String(14 * ms.day));
  });

  it('as many as it allows, or any number where it says nothing, is none', async () => {
    await desk.activates(law(4));
    await desk.states(...two);
    expect(await scanned()).toEqual([]);
    await desk.activates(law(undefined, {}, 9));
    expect(await scanned()).toEqual([]);
    await desk.activates(law(3, {}, 10));
    expect(await scanned()).toEqual([found]);
    await desk.activates(law(undefined, {}, 11));
    expect(await scanned()).toEqual([]);
  });

  it('them by a power that is recognised is none until the record ends', async () => {
    await desk.activates(law(3, { recognised: [power] }));
    await desk.states(...two);
    expect(await scanned()).toEqual([recognisedPower]);
    expect(await later(89 * ms.day)).toEqual([recognisedPower]);
    expect(await later(2 * ms.day)).toEqual([found]);
    const renewed = { ...power, until: instantAt(desk.clock.now() + 90 * ms.day) };
    await desk.activates(law(3, { recognised: [renewed] }, 9));
    expect(await scanned()).toEqual([recognisedPower]);
  });

  it('is found by what is not recognised beside what is, and by the same power of another', async () => {
    await desk.activates(law(0, { recognised: [power] }));
    await desk.states(...two, controlled('service:bot', helpdesk, { how: 'administers' }));
    await desk.states(controlled(bea, people.omar, { how: 'can-reset' }));
    expect(await scanned()).toEqual(
      [recognisedPower, `TAKE_OVER_ABOVE_BOUND ${people.omar} take-over`, found].sort(),
    );
  });

  it('fewer again is none any more, a minute later at the latest', async () => {
    await desk.activates(law(3));
    await desk.states(resets(bea), resets(mallory, { until: instantAt(desk.clock.now() + ms.hour) }));
    expect(await scanned()).toEqual([found]);
    expect(await later()).toEqual([found]);
    expect(await later(ms.hour)).toEqual([]);
  });

  it('too many from a day on that was announced is found on that day, though nothing happens', async () => {
    await desk.activates(law(3));
    await desk.states(resets(bea), resets(mallory, { effective: instantAt(desk.clock.now() + ms.day) }));
    expect(await scanned()).toEqual([]);
    expect(await later(ms.day - 2)).toEqual([]);
    expect(await later(2)).toEqual([found]);
  });

  it('them through a machine of hers is found as hers alone, and what is her own in another way is not counted', async () => {
    await desk.activates(law(3));
    const desktop = 'service:desktop';
    await desk.states(controlled(desktop, helpdesk), resets(desktop));
    await desk.states(...[bea, mallory].map((person) => controlled(person, desktop, { how: 'can-reset' })));
    expect(await scanned()).toEqual([found]);
    await desk.states(controlled(bea, helpdesk, { how: 'delegate' }));
    expect(await later()).toEqual([]);
  });

  it('somebody by what was granted is found once it is promised', async () => {
    const gives = { control: { identity: 'workload:*' }, how: 'reads-secrets' };
    await desk.activates(
      law(0, { edges: [{ id: 'edge:vault', title: 'A vault', premises: [secret], gives }] }),
    );
    await desk.states(controlled('workload:billing', mallory));
    expect(await scanned()).toEqual([]);
    await given('secret', secret);
    expect(await scanned()).toEqual([`TAKE_OVER_ABOVE_BOUND ${bea} take-over`]);
  });
});
