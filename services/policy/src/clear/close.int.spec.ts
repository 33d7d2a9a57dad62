import { type Ballot, hired, memberOf, outcomeOf, people, testKey, votesWith } from '@countersign/testing';
import { PolicyDesk, type Said } from '../../test/policy-desk.spec-only.js';

const { omar, rita, mallory } = people;
const late = 'person:3003';
let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
beforeEach(() => desk.begin());

const nobodys = 'B'.repeat(42) + 'A';

/** Approval's word that somebody said no to the newest assessment; in Omar's own hand, unless `change` says otherwise; about `ha`, if given. */
async function denial(id: string, change: Partial<Ballot> = {}, ha?: string): Promise<string> {
  const { hash, body } = (await desk.said('policy.assessed.v1', id)).at(-1) as Said;
  const about = { request: id, hr: body.hr, ha: ha ?? hash };
  const [vote] = await desk.votes(id, [omar], { decision: 'no', ha: about.ha, ...change });
  const at = desk.clock.now();
  return (await desk.pen.write('approval.denied.v1', { ...about, vote }, { at })).jws;
}
const arrives = (said: string) => outcomeOf(() => desk.receive(said));
const denied = async (id: string, change?: Partial<Ballot>) => arrives(await denial(id, change));

describe('a no that approval passes on', () => {
  it('in its voter’s own hand ends what was cleared', async () => {
    const { id } = await desk.asks('no');
    await desk.approves(id);
    expect([await denied(id), await desk.stateOf(id)]).toEqual(['ok', 'denied']);
  });

  it.each<[string, Partial<Ballot>]>([
    ['that approval signed itself', { by: 'approval' }],
    ['that approval signed under the voter’s key id', { by: 'approval', as: omar }],
    ['of somebody who does not work here', { voter: 'person:9999' }],
    ['of somebody who is excluded', { voter: rita }],
    ['of somebody in no group that decides', { voter: mallory }],
    ['that is a yes', { decision: 'yes' }],
    ['to another request', { request: 'r-another-0123456789abcd' }],
    ['to another assessment', { ha: nobodys }],
  ])('ends nothing %s', async (_which, change) => {
    const { id } = await desk.asks('garbage');
    await desk.approves(id);
    expect([await denied(id, change), await desk.stateOf(id)]).toEqual(['DENIAL_UNPROVEN', 'cleared']);
  });

  it('to an assessment that nobody made ends nothing', async () => {
    const { id } = await desk.asks('invented');
    await desk.approves(id);
    const said = await denial(id, {}, nobodys);
    expect([await arrives(said), await desk.stateOf(id)]).toEqual(['DENIAL_UNPROVEN', 'cleared']);
  });

  it('to the assessment of another request ends nothing', async () => {
    const [one, other] = [await desk.asks('one'), await desk.asks('other')];
    const { hash: ha } = (await desk.said('policy.assessed.v1', other.id))[0] as Said;
    const [vote] = await desk.votes(one.id, [omar], { decision: 'no', ha });
    const body = { request: one.id, hr: one.hr, ha, vote };
    expect(await outcomeOf(() => desk.hear('approval.denied.v1', body))).toBe('DENIAL_UNPROVEN');
    expect(await desk.stateOf(one.id)).toBe('assessed');
  });

  it('before the voter’s key is known is neither believed nor lost', async () => {
    const { id } = await desk.asks('early');
    const said = await denial(id, { voter: late });
    expect(await arrives(said)).toBe('DENIAL_UNPROVEN');
    await desk.states(hired(late), votesWith(late, testKey(late)), memberOf('internal-control', late));
    expect([await arrives(said), await desk.stateOf(id)]).toEqual(['ok', 'denied']);
  });
});
