import type { Caller } from '@countersign/service-kit/http';
import { aFact, aStory, instantAt, moments, ms, outcomeOf, people, type Trail } from '@countersign/testing';
import { ApprovalDesk } from '../test/approval-desk.spec-only.js';
import { ApprovalApi } from './approval-api.js';

const { omar, cleo } = people;
const issuer = 'https://login.example';

let desk: ApprovalDesk;
let trail: Trail;
let api: ApprovalApi;
beforeAll(async () => {
  desk = await ApprovalDesk.open();
  trail = await aStory().tell();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.begin();
  await desk.asked(trail);
  await desk.states(login(omar, 'omar'), login(omar, 'omar-admin'));
  api = new ApprovalApi(desk.ds, desk.deps);
});

const login = (person: string, subject: string, change = {}) =>
  aFact('login.enrolled.v1', {
    ...{ person, issuer, subject, effective: instantAt(moments.submitted - ms.day), until: null },
    ...change,
  });
const caller = (change: Partial<Caller> = {}): Caller => ({
  ...{ issuer, subject: 'omar', clientId: 'console', scopes: ['votes:write'], actors: [] },
  ...{ isClient: false, tokenId: 't-1', ...change },
});
const outcome = async (who: Caller, voter: string = omar) => {
  const vote = await desk.ballot(trail, voter);
  return outcomeOf(() => api.castVote(who, vote));
};

describe('a login', () => {
  it('that a source enrolled is this person, who sees and decides what is hers', async () => {
    expect((await api.inbox(caller(), null)).tasks).toHaveLength(1);
    expect(await outcome(caller())).toBe('ok');
  });

  it('more of the same person makes her no second voter', async () => {
    expect(await outcome(caller())).toBe('ok');
    expect(await outcome(caller({ subject: 'omar-admin' }))).toBe('VOTE_TWICE');
  });

  it('does not cast what another signed', async () => {
    expect(await outcome(caller(), cleo)).toBe('VOTE_NOT_YOURS');
  });

  it.each<readonly [string, Partial<Caller>]>([
    ['nobody enrolled', { subject: 'stranger' }],
    ['another issuer made', { issuer: 'https://other.example' }],
    ['a system has for itself', { isClient: true }],
    ['an agent uses for her', { actors: [{ issuer, subject: 'agent:buyer' }] }],
  ])('that %s is no person who decides', async (_whose, change) => {
    expect(await outcome(caller(change))).toBe('NOT_A_PERSON');
    expect(await outcomeOf(() => api.inbox(caller(change), null))).toBe('NOT_A_PERSON');
    expect(await desk.said()).toEqual([]);
  });

  it('is nobody’s when nobody signed whose it is, when two have it, or once it has ended', async () => {
    await desk.states({ ...login(cleo, 'cleo'), signedBy: null });
    expect(await outcome(caller({ subject: 'cleo' }), cleo)).toBe('NOT_A_PERSON');
    await desk.states(login(cleo, 'omar'));
    expect(await outcome(caller())).toBe('NOT_A_PERSON');
    await desk.states(login(cleo, 'once', { until: instantAt(moments.voted) }));
    expect(await outcome(caller({ subject: 'once' }), cleo)).toBe('NOT_A_PERSON');
  });
});
