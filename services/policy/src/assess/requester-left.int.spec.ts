import { hired, instantAt, left, people } from '@countersign/testing';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';

const { rita } = people;
let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
beforeEach(() => desk.begin());

/** Anybody's word that she has left. */
const leaves = () => desk.states({ ...left(rita, desk.clock.now()), signedBy: null });

describe('a requester who has left', () => {
  it('asks for nothing, in whosever event she is named', async () => {
    await leaves();
    const { id } = await desk.asks('leaver');
    expect([await desk.stateOf(id), await desk.reasons('policy.vetoed.v1', id)]).toEqual([
      'vetoed',
      ['REQUESTER_HAS_LEFT'],
    ]);
  });

  it('has asked for nothing when it is to be cleared', async () => {
    const { id } = await desk.asks('since');
    await leaves();
    await desk.approves(id);
    expect(await desk.stateOf(id)).toBe('vetoed');
    expect(await desk.said('policy.cleared.v1')).toEqual([]);
  });

  it('asks again once a source has signed that she works here again', async () => {
    await leaves();
    desk.clock.advance(1_000);
    await desk.states(hired(rita, { effective: instantAt(desk.clock.now()) }));
    const { id } = await desk.asks('again');
    expect(await desk.stateOf(id)).toBe('assessed');
  });

  it.each(['source:itsm', 'service:portal'])('is a person: %s asks as before', async (requester) => {
    await leaves();
    const { id } = await desk.asks('machine', { requester });
    expect(await desk.stateOf(id)).toBe('assessed');
  });
});
