// Who may say yes (INVARIANTS, section 3.2): every verifier checks it again, whatever policy and approval made of it.
import {
  accountIn,
  accountOf,
  type Allowed,
  asking,
  type Attack,
  aStory,
  controlled,
  deciding,
  eachOf,
  instantAt,
  left,
  memberOf,
  moments,
  noFact,
  people,
  testKey,
  votesOf,
  votesWith,
} from '@countersign/testing';

const { bea, rita, omar, cleo, mallory } = people;
const controller = 'person:2003';
const [innerAuthor, author] = ['person:3001', 'person:3002'];
const batch = 'service:batch';
const usesAccount = { accounts: [{ system: 'erp', account: 'batch' }] };
const cleared = instantAt(moments.cleared);

/** Policy excludes nobody, so that the verifier's own rules must. */
const trusting = aStory().assessed({ excluded: [] });
/** Cleo is in her group by her account alone. */
const byAccount = aStory()
  .facts(noFact('group.membership.v1', cleo))
  .given(accountIn('internal-control', accountOf(cleo)));
const besideOmar = (person: string) => trusting.voted(votesOf(omar, person));

describe('a yes does not count', () => {
  it.each<Attack>([
    ['of the beneficiary (A01)', besideOmar(bea), 'QUORUM_NOT_MET'],
    ['of the requester (A01)', trusting.voted(votesOf(rita, cleo)), 'QUORUM_NOT_MET'],
    ['of who acted for the requester (A12)', trusting.submitted({ actors: [cleo] }), 'QUORUM_NOT_MET'],
    ['of whom policy excludes (A10)', aStory().assessed({ excluded: [cleo] }), 'QUORUM_NOT_MET'],
    [
      'of the role’s author (A07)',
      besideOmar(author).given(...deciding(author, 'internal-control')),
      'QUORUM_NOT_MET',
    ],
    [
      'of the author of a role inside it',
      besideOmar(innerAuthor).given(...deciding(innerAuthor, 'internal-control')),
      'QUORUM_NOT_MET',
    ],
    [
      'of the author of the route',
      besideOmar(author)
        .submitted(asking('erp:vendor:create'))
        .trusting({ bundle: eachOf('routes', { authors: [author] }) })
        .given(...deciding(author, 'internal-control')),
      'QUORUM_NOT_MET',
    ],
    [
      'of who controls the service account that benefits, whatever policy says (I4)',
      trusting.submitted({ beneficiary: batch }).given(controlled(batch, cleo, usesAccount)),
      'QUORUM_NOT_MET',
    ],
    ['of somebody in no group', besideOmar(mallory), 'QUORUM_NOT_MET'],
    [
      'of somebody in the other group',
      besideOmar(controller).given(...deciding(controller, 'process-owners')),
      'QUORUM_NOT_MET',
    ],
    ['of nobody known', besideOmar('person:9999'), 'VOTE_INVALID'],
    ['of who left before policy cleared (A16)', aStory().given(left(cleo, moments.cleared)), 'VOTE_INVALID'],
    [
      'of who left the group before that',
      aStory().given(memberOf('internal-control', cleo, { effective: cleared, until: cleared })),
      'QUORUM_NOT_MET',
    ],
    [
      'of who joined the group after voting',
      aStory()
        .facts(noFact('group.membership.v1', cleo))
        .given(memberOf('internal-control', cleo, { effective: instantAt(moments.voted + 1) })),
      'QUORUM_NOT_MET',
    ],
    [
      'by an account in the group that a machine uses, too',
      byAccount.given(controlled('service:other', mallory, { accounts: [accountOf(cleo)] })),
      'QUORUM_NOT_MET',
    ],
    [
      'by a key that ended before policy cleared',
      aStory().given(votesWith(cleo, testKey(cleo), { until: cleared })),
      'VOTE_INVALID',
    ],
    [
      'by a key that somebody else has too',
      aStory().given(votesWith(mallory, { kid: 'twin', x: testKey(cleo).x })),
      'VOTE_INVALID',
    ],
  ])('%s', async (_, story, code) => {
    await expect(story.outcome()).resolves.toBe(code);
  });
});

describe('a yes counts', () => {
  it.each<Allowed>([
    [
      'of who controls another service account than the one that benefits',
      trusting
        .submitted({ beneficiary: batch })
        .given(controlled(batch, mallory, usesAccount), controlled('service:other', cleo)),
    ],
    [
      'of anybody else in the group',
      besideOmar(controller).given(...deciding(controller, 'internal-control')),
    ],
    ['of who is in the group by an account of hers', byAccount],
    ['of who leaves after policy cleared', aStory().given(left(cleo, moments.cleared + 1))],
    [
      'of the author of another role',
      besideOmar(author)
        .submitted(asking('role:employee'))
        .given(...deciding(author, 'internal-control')),
    ],
    [
      'of who joined the group just before voting',
      aStory()
        .facts(noFact('group.membership.v1', cleo))
        .given(memberOf('internal-control', cleo, { effective: instantAt(moments.voted) })),
    ],
  ])('%s', async (_, story) => {
    await expect(story.outcome()).resolves.toBe('ok');
  });
});
