import { describe, expect, it } from '@jest/globals';
import type { Vote } from '@countersign/contracts/approval';
import type { Submitted } from '@countersign/contracts/request';
import {
  controlled,
  factOf,
  hired,
  instantAt,
  keyring,
  linked,
  memberOf,
  moments,
  ms,
  people,
  type SourceEvent,
} from '@countersign/testing';
import { controlsFrom, excludedPersons } from '../identities/control-graph.decision.js';
import { asked } from '../../test/judging.spec-only.js';
import { whyNotCarried } from './votes.decision.js';

const bundle = keyring().bundle();
const [everyday, careful] = bundle.document.routes.map(({ stages }) => stages);
const at = moments.cleared;
const says = (voter: string, decision: 'yes' | 'no' = 'yes', iat: number = moments.voted) =>
  ({ voter, decision, iat }) as unknown as Vote;
const members = [memberOf('process-owners', people.omar), memberOf('internal-control', people.cleo)];

/** Given facts, when these votes are counted for this request: null, or why they do not carry it. */
function counted(
  votes: readonly Vote[],
  given: {
    facts?: readonly SourceEvent[];
    submitted?: object;
    stages?: typeof everyday;
    excluded?: readonly string[];
  } = {},
) {
  const submitted = { ...asked(), ...given.submitted } as unknown as Submitted;
  const facts = (given.facts ?? members).map(factOf);
  const parties = [submitted.requester, submitted.beneficiary, ...submitted.actors];
  const excluded = given.excluded ?? excludedPersons(controlsFrom(facts), parties, at);
  const refusal = whyNotCarried({
    ...{ stages: given.stages ?? everyday ?? [], votes, facts, excluded, submitted, bundle, at },
    ...{ deadline: null, conflicts: [] },
  });
  return refusal?.split(':')[0] ?? null;
}

describe('votes carry a clearance', () => {
  it('when two different people of the two groups say yes', () => {
    expect(counted([says(people.omar), says(people.cleo)])).toBeNull();
    expect(counted([says(people.cleo), says(people.omar)])).toBeNull();
  });

  it('whatever those say who may not decide', () => {
    const others = [says(people.mallory, 'no'), says(people.bea, 'no'), says(people.rita, 'no')];
    expect(counted([...others, says(people.omar), says(people.cleo)])).toBeNull();
  });

  it('whatever somebody says who is in a deciding group no more', () => {
    const over = memberOf('internal-control', 'person:2003', { until: instantAt(at) });
    const votes = [says(people.omar), says(people.cleo), says('person:2003', 'no')];
    expect(counted(votes, { facts: [...members, over] })).toBeNull();
  });
});

describe('votes do not carry a clearance', () => {
  const tooFew = 'QUORUM_NOT_MET';
  it('when nobody voted, or nobody had to be asked', () => {
    expect(counted([])).toBe(tooFew);
    expect(counted([says(people.omar), says(people.cleo)], { stages: [] })).toBe(tooFew);
  });

  it('when one group is missing', () => {
    expect(counted([says(people.omar)])).toBe(tooFew);
  });

  it('when one of several stages is missing', () => {
    expect(counted([says(people.omar), says(people.cleo)], { stages: careful ?? [] })).toBe(tooFew);
  });

  it('when one person is counted twice, in whatever groups she is', () => {
    const facts = [...members, memberOf('internal-control', people.omar)];
    expect(counted([says(people.omar), says(people.omar)], { facts })).toBe(tooFew);
  });

  it('when somebody who may decide said no, whoever said yes', () => {
    const facts = [...members, memberOf('internal-control', 'person:2003')];
    const yes = [says(people.omar), says(people.cleo)];
    expect(counted([...yes, says('person:2003', 'no')], { facts })).toBe('VOTED_NO');
    expect(counted([says('person:2003', 'no'), ...yes], { facts })).toBe('VOTED_NO');
    expect(counted([...yes, says(people.cleo, 'no')])).toBe('VOTED_NO');
  });

  it.each([
    ['the requester', {}, people.rita],
    ['the beneficiary', {}, people.bea],
    ['who acts for the requester', { requester: 'agent:scribe', actors: [people.omar] }, people.omar],
  ])('by the yes of %s', (_who, submitted, voter) => {
    const facts = [members[1] as SourceEvent, memberOf('process-owners', voter)];
    expect(counted([says(voter), says(people.cleo)], { facts, submitted })).toBe(tooFew);
  });

  it.each<readonly [string, string, readonly SourceEvent[]]>([
    ['owns the beneficiary', 'service:bot', [controlled('service:bot', people.omar)]],
    [
      'administers who owns the beneficiary',
      'service:bot',
      [
        controlled('service:bot', 'service:vault'),
        controlled('service:vault', people.omar, { how: 'administers' }),
      ],
    ],
    [
      'is a delegate of the beneficiary',
      people.bea,
      [controlled(people.bea, people.omar, { how: 'delegate' })],
    ],
    ['the beneficiary can act as', people.bea, [controlled(people.omar, people.bea, { how: 'delegate' })]],
    [
      'shares an account with the beneficiary',
      people.bea,
      [hired(people.bea), linked(people.omar, { system: 'erp', account: 'u1001' })],
    ],
  ])('by the yes of one who %s', (_how, beneficiary, more) => {
    const votes = [says(people.omar), says(people.cleo)];
    expect(counted(votes, { facts: [...members, ...more], submitted: { beneficiary } })).toBe(tooFew);
  });

  it('by the yes of who wrote the role, or a role inside it', () => {
    for (const author of ['person:3002', 'person:3001']) {
      const facts = [members[1] as SourceEvent, memberOf('process-owners', author)];
      expect(counted([says(author), says(people.cleo)], { facts })).toBe(tooFew);
    }
  });

  it('by groups in which a voter was not yet when she voted, or is no more', () => {
    const owner = (window: { effective?: string; until?: string }) => [
      members[1] as SourceEvent,
      memberOf('process-owners', people.omar, window),
    ];
    const votes = [says(people.omar), says(people.cleo)];
    const late = instantAt(moments.voted + ms.second);
    expect(counted(votes, { facts: owner({ effective: late }) })).toBe(tooFew);
    expect(counted(votes, { facts: owner({ until: instantAt(at) }) })).toBe(tooFew);
    expect(counted(votes, { facts: owner({ effective: instantAt(moments.voted) }) })).toBeNull();
    expect(counted(votes, { facts: owner({ until: instantAt(at + 1) }) })).toBeNull();
  });

  it('by a group that no source signed for', () => {
    const claim = { ...memberOf('process-owners', people.omar), signedBy: null };
    expect(
      counted([says(people.omar), says(people.cleo)], { facts: [members[1] as SourceEvent, claim] }),
    ).toBe(tooFew);
  });
});
