import {
  type Ballot as VoteDraft,
  aMonday,
  factOf,
  hired,
  hostileJws,
  instantAt,
  left,
  memberOf,
  ms,
  outcomeOf,
  people,
  signerOf,
  StatementWriter,
  testKey,
  votesWith,
} from '@countersign/testing';
import { sha256 } from '../bytes.js';
import type { Fact } from './facts.js';
import type { Statement } from '../statements.js';
import { verifyDenial, verifyVote } from './votes.js';

const { omar, mallory } = people;
const ballot = { deployment: 'acme', request: 'r-0123456789abcdefghijkl', hr: sha256('r'), ha: sha256('a') };
const cleared = aMonday + ms.hour;
const draft: VoteDraft = {
  dep: 'acme',
  request: ballot.request,
  hr: ballot.hr,
  ha: ballot.ha,
  voter: omar,
  decision: 'yes',
  reason: 'needed',
  iat: aMonday,
};
const everybody = [
  hired(omar),
  votesWith(omar, testKey(omar)),
  hired(mallory),
  votesWith(mallory, testKey(mallory)),
];
const facts = everybody.map(factOf);

const signed = (change: Partial<VoteDraft> = {}) => new StatementWriter().vote({ ...draft, ...change });
const outcome = async (text: string | Promise<string>, by: readonly Fact[] = facts, at = cleared) => {
  const vote = await text;
  return outcomeOf(() => verifyVote(vote, ballot, by, at));
};

describe('a vote', () => {
  it('in its voter’s own hand is read', async () => {
    await expect(verifyVote(await signed(), ballot, facts, cleared)).resolves.toEqual(draft);
    await expect(outcome(signed({ decision: 'no' }))).resolves.toBe('ok');
  });

  it.each<[string, Partial<VoteDraft>]>([
    ['another deployment (I34)', { dep: 'other' }],
    ['another request', { request: 'r-another-0123456789abcd' }],
    ['another wording of the request (I13)', { hr: sha256('edited') }],
    ['another assessment (A31)', { ha: sha256('assessed anew') }],
  ])('about %s is refused', async (_, change) => {
    await expect(outcome(signed(change))).resolves.toBe('VOTE_INVALID');
  });

  it.each<[string, Partial<VoteDraft>, string]>([
    ['invented by approval, under its own key', { by: 'approval' }, 'VOTE_INVALID'],
    ['invented by approval, under the voter’s key id', { by: 'approval', as: omar }, 'BAD_SIGNATURE'],
    ['of Omar, signed by Mallory', { by: mallory }, 'VOTE_INVALID'],
    ['of Omar, signed by Mallory under his key id', { by: mallory, as: omar }, 'BAD_SIGNATURE'],
    ['of somebody who is not here', { voter: 'person:9999' }, 'VOTE_INVALID'],
    ['of a service', { voter: 'service:bot' }, 'SCHEMA_VIOLATION'],
    ['in another spelling of the name (A09)', { voter: 'person:2001 ', by: omar }, 'SCHEMA_VIOLATION'],
    ['that says perhaps', { decision: 'perhaps' } as object, 'SCHEMA_VIOLATION'],
    ['without a reason', { reason: '' }, 'SCHEMA_VIOLATION'],
  ])('%s is refused', async (_, change, code) => {
    await expect(outcome(signed(change))).resolves.toBe(code);
  });

  it.each<[string, object, object, string]>([
    ['of another type', { typ: 'policy.cleared.v1' }, {}, 'VOTE_INVALID'],
    ['of another version', { typ: 'vote.v2' }, {}, 'VOTE_INVALID'],
    ['with a member too many', {}, { weight: 2 }, 'SCHEMA_VIOLATION'],
    ['with no algorithm', { alg: 'none' }, {}, 'SCHEMA_VIOLATION'],
    ['as it should be', {}, {}, 'ok'],
  ])('%s', async (_, header, payload, code) => {
    const usual = { alg: 'Ed25519', kid: testKey(omar).kid, typ: 'vote.v1' };
    const text = hostileJws({ ...usual, ...header }, { ...draft, ...payload }, signerOf(omar));
    await expect(outcome(text)).resolves.toBe(code);
  });

  it('with any byte flipped is refused', async () => {
    const text = await signed();
    for (let at = 0; at < text.length; at++) {
      const flipped = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
      await expect(outcome(flipped)).resolves.not.toBe('ok');
    }
  });
});

describe('a voter', () => {
  const later = instantAt(aMonday + ms.minute);
  const keyFor = (change: object) => [hired(omar), votesWith(omar, testKey(omar), change)].map(factOf);

  it('works here when policy clears (A16)', async () => {
    await expect(outcome(signed(), [...facts, factOf(left(omar, cleared))])).resolves.toBe('VOTE_INVALID');
    await expect(outcome(signed(), [...facts, factOf(left(omar, cleared + 1))])).resolves.toBe('ok');
    await expect(outcome(signed(), facts.slice(1))).resolves.toBe('VOTE_INVALID');
  });

  it('had her key when she voted', async () => {
    await expect(outcome(signed(), keyFor({ effective: later }))).resolves.toBe('VOTE_INVALID');
    await expect(outcome(signed({ iat: aMonday + ms.minute }), keyFor({ effective: later }))).resolves.toBe(
      'ok',
    );
  });

  it('still has it when policy clears', async () => {
    await expect(outcome(signed(), keyFor({ until: instantAt(cleared) }))).resolves.toBe('VOTE_INVALID');
    await expect(outcome(signed(), keyFor({ until: instantAt(cleared + 1) }))).resolves.toBe('ok');
  });

  it('has the same one at both times', async () => {
    const stolen = votesWith(omar, { kid: testKey(omar).kid, x: testKey(mallory).x }, { effective: later });
    const both = [hired(omar), votesWith(omar, testKey(omar)), stolen].map(factOf);
    await expect(outcome(signed(), both)).resolves.toBe('VOTE_INVALID');
    await expect(outcome(signed({ by: mallory, as: omar }), both)).resolves.toBe('VOTE_INVALID');
  });

  it('enrolled it by a fact of power', async () => {
    const claimed = { ...votesWith(omar, testKey(omar)), signedBy: null };
    await expect(outcome(signed(), [hired(omar), claimed].map(factOf))).resolves.toBe('VOTE_INVALID');
  });

  it('shares it with nobody', async () => {
    const twin = factOf(votesWith(mallory, { kid: 'twin', x: testKey(omar).x }));
    await expect(outcome(signed(), [...facts, twin])).resolves.toBe('VOTE_INVALID');
  });
});

describe('a denial', () => {
  const about = { request: ballot.request, hr: ballot.hr };
  const stage = (group: string) => ({
    name: group,
    quorum: 1,
    groups: [{ group: `group:${group}`, need: 1 }],
  });
  const decided = { stages: [stage('internal-control'), stage('process-owners')], excluded: [mallory] };
  const assessed = {
    hash: ballot.ha,
    body: { ...about, ...decided },
  } as unknown as Statement<'policy.assessed.v1'>;
  const denial = (vote: string) =>
    ({ iat: cleared, body: { ...about, ha: ballot.ha, vote } }) as Statement<'approval.denied.v1'>;
  const owners = [omar, mallory].map((person) => factOf(memberOf('process-owners', person)));
  const known = { deployment: ballot.deployment, assessed, facts: [...facts, ...owners] };
  const result = async (change: Partial<VoteDraft>, knowing: Partial<typeof known> = {}) => {
    const vote = await signed({ decision: 'no', ...change });
    return outcomeOf(() => verifyDenial(denial(vote), { ...known, ...knowing }));
  };

  it('is believed in the voter’s own hand', async () => {
    const no = await signed({ decision: 'no' });
    await expect(verifyDenial(denial(no), known)).resolves.toEqual({ ...draft, decision: 'no' });
  });

  it.each<[string, Partial<VoteDraft>]>([
    ['with a yes', { decision: 'yes' }],
    ['signed by approval', { by: 'approval' }],
    ['signed by approval under the voter’s key id', { by: 'approval', as: omar }],
    ['of somebody who is not here', { voter: 'person:9999' }],
    ['about another request', { request: 'r-another-0123456789abcd' }],
    ['about another wording of the request', { hr: sha256('edited') }],
    ['about another assessment', { ha: sha256('assessed anew') }],
    ['of another deployment', { dep: 'other' }],
  ])('%s is not', async (_, change) => {
    await expect(result(change)).resolves.toBe('DENIAL_UNPROVEN');
  });

  const changed = (body: object) => ({
    assessed: { ...assessed, body: { ...assessed.body, ...body } } as never,
  });
  const membership = (change: object) => ({
    facts: [...facts, factOf(memberOf('process-owners', omar, change))],
  });
  it.each<[string, Partial<VoteDraft>, Partial<typeof known>]>([
    ['that policy excludes', { voter: mallory }, {}],
    ['in no group that is asked', {}, changed({ stages: [stage('internal-control')] })],
    ['in no group', {}, { facts }],
    ['whose group is over', {}, membership({ until: instantAt(cleared) })],
    ['who joins later', {}, membership({ effective: instantAt(cleared + 1) })],
    ['where nobody is asked', {}, changed({ stages: [] })],
  ])('of somebody %s is not', async (_, change, knowing) => {
    await expect(result(change, knowing)).resolves.toBe('DENIAL_UNPROVEN');
  });

  it('counts by the groups that its voter is in when approval signs it', async () => {
    await expect(result({}, membership({ until: instantAt(cleared + 1) }))).resolves.toBe('ok');
    await expect(result({}, membership({ effective: instantAt(cleared) }))).resolves.toBe('ok');
  });

  it.each<[string, object]>([
    ['not known', { assessed: null }],
    ['another one', { assessed: { ...assessed, hash: sha256('assessed anew') } }],
    ['of another request', { assessed: { ...assessed, body: { ...assessed.body, request: 'r-another' } } }],
    ['of another wording', { assessed: { ...assessed, body: { ...assessed.body, hr: sha256('edited') } } }],
  ])('of an assessment that is %s is not', async (_, knowing) => {
    await expect(result({}, knowing)).resolves.toBe('DENIAL_UNPROVEN');
  });

  it('may be believed later: nothing of it is for ever', async () => {
    const late = verifyDenial(denial(await signed({ decision: 'no' })), { ...known, facts: [] });
    await expect(late).rejects.toMatchObject({ retriable: true, cause: { code: 'VOTE_INVALID' } });
  });

  it('that is no vote at all is none for ever', async () => {
    const late = verifyDenial(denial('e30.e30.e30'), known);
    await expect(late).rejects.toMatchObject({ retriable: false });
  });
});
