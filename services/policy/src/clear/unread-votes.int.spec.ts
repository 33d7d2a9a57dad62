import { hired, instantAt, memberOf, ms, people, testKey, votesWith } from '@countersign/testing';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';

const { omar, cleo, bea, mallory } = people;
/** An approver whose facts policy has not read yet, though approval has. */
const nova = 'person:2003';
const whole = [hired(nova), votesWith(nova, testKey(nova)), memberOf('process-owners', nova)];
let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
beforeEach(() => desk.begin());

const later = async (by: number) => {
  desk.clock.advance(by);
  await desk.run('due');
};
const assessments = async (id: string) => (await desk.said('policy.assessed.v1', id)).length;
const approvedBy = async (name: string, voters: readonly string[], change: object = {}) => {
  const { id } = await desk.asks(name);
  await desk.approves(id, await desk.votes(id, voters, change));
  return id;
};

describe('votes of somebody about whom a fact may be on its way', () => {
  it.each<[string, number]>([
    ['nothing', 0],
    ['that she was hired, and not her key', 1],
    ['that she was hired and her key, and not her group', 2],
  ])('of whom policy has read %s: they wait, and clear when the rest has come', async (_what, read) => {
    await desk.states(...whole.slice(0, read));
    const id = await approvedBy('fresh', [nova, cleo]);
    expect(await desk.reasons('policy.held.v1', id)).toEqual(['VOTER_NOT_READ']);
    expect([await desk.findings(), await assessments(id)]).toEqual([[], 1]);
    await desk.states(...whole.slice(read));
    await later(10_000);
    expect([await desk.stateOf(id), await desk.findings(), await assessments(id)]).toEqual([
      'cleared',
      [],
      1,
    ]);
  });

  it('are not believed once ten seconds have brought nothing: people are asked anew, and may wait once more', async () => {
    const id = await approvedBy('never', [nova, cleo]);
    await later(10_000);
    expect([await desk.stateOf(id), await desk.findings()]).toEqual([
      'assessed',
      [`APPROVAL_NOT_BELIEVED ${id}`],
    ]);
    expect([await assessments(id), (await desk.said('policy.cleared.v1')).length]).toEqual([2, 0]);
    await desk.approves(id, await desk.votes(id, [nova, cleo]));
    expect(await desk.stateOf(id)).toBe('held');
    await desk.states(...whole);
    await later(10_000);
    expect(await desk.stateOf(id)).toBe('cleared');
  });

  it('wait for as long when a fact about the beneficiary has them looked at sooner', async () => {
    const id = await approvedBy('sooner', [nova, cleo]);
    await desk.states(memberOf('bystanders', bea));
    await later(1_000);
    expect([await desk.stateOf(id), await desk.findings()]).toEqual(['held', []]);
    await later(10_000);
    expect(await desk.stateOf(id)).toBe('assessed');
  });

  it('wait for no other approval: what comes meanwhile changes nothing', async () => {
    const id = await approvedBy('another', [nova, cleo]);
    await desk.approves(id);
    expect(await desk.stateOf(id)).toBe('held');
    await later(10_000);
    expect([await desk.stateOf(id), await assessments(id)]).toEqual(['assessed', 2]);
  });
});

describe('votes that no fact on its way could make count', () => {
  it.each<[string, () => Promise<string>]>([
    ['too few, whoever they are', () => approvedBy('few', [nova])],
    [
      'cast after the deadline',
      async () => {
        const { id } = await desk.asks('late');
        const { deadline } = (await desk.said('policy.assessed.v1', id))[0]!.body;
        await desk.approves(id, await desk.votes(id, [nova, cleo], { iat: deadline }));
        return id;
      },
    ],
    [
      'one of them a no',
      async () => {
        const { id } = await desk.asks('no');
        const votes = [
          ...(await desk.votes(id, [nova, cleo])),
          ...(await desk.votes(id, [omar], { decision: 'no' })),
        ];
        await desk.approves(id, votes);
        return id;
      },
    ],
    ['of the beneficiary', () => approvedBy('own', [bea, omar])],
    [
      'forged under a key that policy knows',
      () => approvedBy('forged', [omar, cleo], { by: mallory, as: cleo }),
    ],
    [
      'of somebody whose group is over',
      async () => {
        const at = desk.clock.now();
        await desk.states(...whole.slice(0, 2));
        await desk.states(
          memberOf('process-owners', nova, {
            effective: instantAt(at - ms.day),
            until: instantAt(at - ms.hour),
          }),
          memberOf('internal-control', nova, {
            effective: instantAt(at - ms.day),
            until: instantAt(at - ms.hour),
          }),
        );
        return approvedBy('over', [nova, cleo]);
      },
    ],
  ])('%s: are not believed at once', async (_what, approve) => {
    const id = await approve();
    expect([await desk.stateOf(id), await desk.findings()]).toEqual([
      'assessed',
      [`APPROVAL_NOT_BELIEVED ${id}`],
    ]);
  });
});
