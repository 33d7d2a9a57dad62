import { instantAt, linked, ms, people, testKey, votesWith } from '@countersign/testing';
import { PolicyDesk, type Said } from '../../test/policy-desk.spec-only.js';

const { omar, cleo, bea, mallory } = people;
let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
beforeEach(() => desk.begin());

const disbelief = async () =>
  String(
    (await desk.rows(`SELECT message FROM finding WHERE code = 'APPROVAL_NOT_BELIEVED'`))[0]?.['message'],
  );

describe('an approval that is not believed', () => {
  it('makes a finding and a new assessment, so that people are asked again, once no fact can be on its way that it lacks', async () => {
    const { id } = await desk.asks('forged');
    await desk.approves(id, await desk.votes(id, [omar, cleo], { by: 'approval' }));
    expect(await desk.stateOf(id)).toBe('held');
    desk.clock.advance(10_000);
    await desk.run('due');
    expect(await disbelief()).toMatch('VOTE_INVALID');
    const assessments = await desk.said('policy.assessed.v1', id);
    expect(new Set(assessments.map(({ hash }) => hash)).size).toBe(2);
    await desk.approves(id);
    expect(await desk.stateOf(id)).toBe('cleared');
  });

  it('has votes by a key that is said to be of two persons', async () => {
    const { id } = await desk.asks('twokeys');
    await desk.states(votesWith(mallory, testKey(cleo)));
    await desk.approves(id);
    expect(await disbelief()).toMatch('VOTE_INVALID');
  });

  it('has votes that were cast after the deadline, or the no of somebody who may decide', async () => {
    const { id } = await desk.asks('late');
    const { deadline } = ((await desk.said('policy.assessed.v1', id))[0] as Said).body;
    await desk.approves(id, await desk.votes(id, [omar, cleo], { iat: deadline }));
    expect(await disbelief()).toMatch('QUORUM_NOT_MET');
    const no = await desk.asks('no');
    const votes = [
      ...(await desk.votes(no.id, [omar, cleo])),
      ...(await desk.votes(no.id, [cleo], { decision: 'no' })),
    ];
    await desk.approves(no.id, votes);
    expect([await desk.stateOf(no.id), await desk.findings()]).toEqual([
      'assessed',
      [`APPROVAL_NOT_BELIEVED ${id}`, `APPROVAL_NOT_BELIEVED ${no.id}`],
    ]);
  });
});

describe('what comes late', () => {
  it.each([
    ['signed after the deadline', 0, 0],
    ['signed in time and kept back', -1, 300_000],
  ])('an approval %s ends the request', async (_what, signed, arrives) => {
    const { id } = await desk.asks('lapsed');
    const { deadline } = ((await desk.said('policy.assessed.v1', id))[0] as Said).body;
    const votes = await desk.votes(id, [omar, cleo]);
    desk.clock.set(deadline + arrives);
    await desk.approves(id, votes, deadline + signed);
    expect(await desk.stateOf(id)).toBe('withdrawn');
    expect(await desk.reasons('policy.withdrew.v1', id)).toEqual(['LAPSED']);
  });

  it('a no to an earlier assessment is a no; a lapse of an earlier one is none', async () => {
    const { id, hr } = await desk.asks('earlier');
    const [vote] = await desk.votes(id, [omar], { decision: 'no' });
    const { hash: ha } = (await desk.said('policy.assessed.v1', id))[0] as Said;
    await desk.approves(id, await desk.votes(id, [mallory]));
    await desk.hear('approval.lapsed.v1', { request: id, hr, ha, deadline: desk.clock.now() });
    expect(await desk.stateOf(id)).toBe('assessed');
    await desk.hear('approval.denied.v1', { request: id, hr, ha, vote });
    expect(await desk.stateOf(id)).toBe('denied');
  });

  it('a no while the request is held is no fault', async () => {
    const { id, hr } = await desk.asks('heldno');
    const [vote] = await desk.votes(id, [omar], { decision: 'no' });
    const { hash: ha } = (await desk.said('policy.assessed.v1', id))[0] as Said;
    desk.gaps.add('request');
    await desk.approves(id);
    expect(await desk.stateOf(id)).toBe('held');
    await desk.hear('approval.denied.v1', { request: id, hr, ha, vote });
    expect(await desk.stateOf(id)).toBe('denied');
  });
});

describe('facts about somebody else', () => {
  it('a withdrawal that came before its request is remembered', async () => {
    const about = {
      request: `r-${'early'.padEnd(22, '0')}`,
      hr: 'A'.repeat(43),
      by: bea,
      reason: 'changed her mind',
    };
    await desk.hear('request.withdrawn.v1', about);
    const { id } = await desk.asks('early');
    expect([await desk.stateOf(id), (await desk.said()).map(({ type }) => type)]).toEqual([
      'withdrawn',
      ['policy.withdrew.v1'],
    ]);
  });

  it('take an account away that was linked to another person since', async () => {
    const account = { system: 'crm', account: 'b1' };
    const wish = { items: [{ entitlement: 'crm:contact:read', scope: {} }] };
    await desk.states(linked(bea, account));
    expect(await desk.stateOf((await desk.asks('hers', wish)).id)).toBe('assessed');
    await desk.states(linked(mallory, account, { effective: instantAt(desk.clock.now() - ms.day) }));
    const { id } = await desk.asks('nothers', wish);
    expect(await desk.reasons('policy.held.v1', id)).toEqual(['CANNOT_EXPAND']);
  });
});
