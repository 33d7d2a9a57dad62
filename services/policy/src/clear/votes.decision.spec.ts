import type { Vote } from '@countersign/contracts/approval';
import type { Submitted } from '@countersign/contracts/request';
import { aMonday, factOf, instantAt, itemOf, keyring, memberOf, ms, people } from '@countersign/testing';
import { type VoteCount, whyNotCarried } from './votes.decision.js';

const { omar, cleo, mallory, bea, rita } = people;
const vote = (voter: string, over: object = {}): Vote =>
  ({ voter, decision: 'yes', iat: aMonday, ...over }) as unknown as Vote;
const count = (votes: readonly Vote[], over: Partial<VoteCount> = {}): string | null =>
  whyNotCarried({
    stages: [
      {
        name: 'owner and control',
        quorum: 2,
        groups: ['process-owners', 'internal-control'].map((name) => ({ group: `group:${name}`, need: 1 })),
      },
    ] as unknown as VoteCount['stages'],
    conflicts: [],
    deadline: aMonday + ms.hour,
    facts: [
      memberOf('process-owners', omar),
      memberOf('internal-control', cleo),
      memberOf('internal-control', bea),
    ].map(factOf),
    excluded: [],
    submitted: {
      requester: rita,
      beneficiary: bea,
      actors: [],
      items: [itemOf('role:vendor-clerk')],
    } as unknown as Submitted,
    bundle: keyring().bundle(),
    at: aMonday + 2 * ms.hour,
    ...over,
    votes,
  });

describe('verified votes', () => {
  it('carry a clearance when they meet the route', () => {
    expect(count([vote(omar), vote(cleo)])).toBeNull();
  });

  it('do not when somebody who may decide said no, whatever else was said', () => {
    expect(count([vote(omar), vote(cleo), vote(cleo, { decision: 'no' })])).toMatch('VOTED_NO');
  });

  it('carry it although somebody said no who has nothing to decide', () => {
    expect(count([vote(omar), vote(cleo), vote(mallory, { decision: 'no' })])).toBeNull();
    expect(count([vote(omar), vote(cleo), vote(bea, { decision: 'no' })])).toBeNull();
  });

  it('do not count when cast at the deadline or after it', () => {
    expect(count([vote(omar), vote(cleo, { iat: aMonday + ms.hour })])).toMatch('QUORUM_NOT_MET');
    expect(count([vote(omar), vote(cleo, { iat: aMonday + ms.hour - 1 })])).toBeNull();
  });

  it('do not count from the beneficiary, from whoever is excluded, and after leaving the group', () => {
    expect(count([vote(omar), vote(bea)])).toMatch('QUORUM_NOT_MET');
    expect(count([vote(omar), vote(cleo)], { excluded: [cleo] })).toMatch('QUORUM_NOT_MET');
    const until = instantAt(aMonday + ms.minute);
    const facts = [memberOf('process-owners', omar), memberOf('internal-control', cleo, { until })].map(
      factOf,
    );
    expect(count([vote(omar), vote(cleo)], { facts })).toMatch('QUORUM_NOT_MET');
  });
});
