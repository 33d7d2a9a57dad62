// DESIGN, section 7: `approval`, hostile alone, loses votes; it invents and alters none.
import {
  type Allowed,
  type Attack,
  aStory,
  deciding,
  eachVote,
  memberOf,
  oneMore,
  people,
  votesOf,
} from '@countersign/testing';
import { sha256 } from '../../bytes.js';

const { omar, cleo, rita, mallory } = people;
const nowhere = sha256('a document that nobody signed');
const no = { decision: 'no' } as const;
const anotherOwner = deciding('person:2003', 'process-owners');

/** A vote with other words under its old signature. */
const reworded = (vote: string): string => {
  const [header, payload = '', signature] = vote.split('.');
  const text = Buffer.from(payload, 'base64url').toString().replace('needed for her work', 'agreed');
  return [header, Buffer.from(text).toString('base64url'), signature].join('.');
};

describe('approval that is hostile', () => {
  it.each<Attack>([
    ['invents votes under its own key', aStory().voted(eachVote(() => ({ by: 'approval' }))), 'VOTE_INVALID'],
    [
      'invents votes under the voters’ key ids',
      aStory().voted(eachVote(({ voter }) => ({ by: 'approval', as: voter }))),
      'BAD_SIGNATURE',
    ],
    [
      'invents one vote beside a real one',
      aStory().voted(([real, other]) => [real!, { ...other!, by: 'approval', as: other!.voter }]),
      'BAD_SIGNATURE',
    ],
    ['lets one vote in another’s name', aStory().voted(eachVote(() => ({ by: omar }))), 'VOTE_INVALID'],
    ['alters a vote', aStory().approved((u) => ({ ...u, votes: u.votes.map(reworded) })), 'BAD_SIGNATURE'],
    ['loses a vote', aStory().voted(votesOf(omar)), 'QUORUM_NOT_MET'],
    ['counts a vote twice (I2)', aStory().voted(votesOf(omar, omar)), 'QUORUM_NOT_MET'],
    [
      'counts two votes of one person in two groups (A09)',
      aStory().given(memberOf('internal-control', omar)).voted(votesOf(omar, omar)),
      'QUORUM_NOT_MET',
    ],
    ['counts a no as a yes', aStory().voted(eachVote(({ voter }) => (voter === cleo ? no : {}))), 'VOTED_NO'],
    [
      'goes on in spite of a no (I8)',
      aStory()
        .given(...anotherOwner)
        .voted(oneMore({ voter: 'person:2003', ...no })),
      'VOTED_NO',
    ],
    ['goes on in spite of a changed mind', aStory().voted(oneMore(no)), 'VOTED_NO'],
    [
      'keeps votes on another assessment (A31)',
      aStory().voted(eachVote(() => ({ ha: nowhere }))),
      'VOTE_INVALID',
    ],
    [
      'keeps votes on another wording (A20)',
      aStory().voted(eachVote(() => ({ hr: nowhere }))),
      'VOTE_INVALID',
    ],
    [
      'keeps votes on another request',
      aStory().voted(eachVote(() => ({ request: 'r-another-0123456789abcd' }))),
      'VOTE_INVALID',
    ],
    [
      'keeps votes of another deployment (N04)',
      aStory().voted(eachVote(() => ({ dep: 'other' }))),
      'VOTE_INVALID',
    ],
    ['approves another assessment', aStory().approved({ ha: nowhere }), 'EVIDENCE_MISMATCH'],
    ['approves another wording', aStory().approved({ hr: nowhere }), 'EVIDENCE_MISMATCH'],
    ['sends no votes', aStory().approved({ votes: [] }), 'SCHEMA_VIOLATION'],
    ['signs the clearance', aStory().cleared({}, { by: 'approval' }), 'KEY_NOT_ALLOWED'],
  ])('%s', async (_, story, code) => {
    await expect(story.outcome()).resolves.toBe(code);
  });

  it.each<Allowed>([
    ['of somebody who may not decide', aStory().voted(oneMore({ voter: mallory, ...no }))],
    ['of the requester, who decides nothing', aStory().voted(oneMore({ voter: rita, ...no }))],
  ])('(while a no %s stops nothing)', async (_, story) => {
    await expect(story.outcome()).resolves.toBe('ok');
  });

  it('(while votes may be gathered in any order, and more than needed)', async () => {
    await expect(
      aStory()
        .voted(votesOf(mallory, cleo, omar))
        .outcome(),
    ).resolves.toBe('ok');
  });
});
