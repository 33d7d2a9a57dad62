import {
  aStory,
  controlled,
  eachOf,
  hired,
  instantAt,
  keyring,
  left,
  memberOf,
  moments,
  ms,
  outcomeOf,
  people,
  type SourceEvent,
  testKey,
  theRequest,
  type Trail,
  votesWith,
} from '@countersign/testing';
import { ApprovalDesk } from '../../test/approval-desk.spec-only.js';

const { rita, bea, omar, cleo, mallory } = people;
const author = 'person:3002';

let desk: ApprovalDesk;
let trail: Trail;
beforeAll(async () => {
  desk = await ApprovalDesk.open();
  trail = await aStory().tell();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.begin();
  await desk.asked(trail);
});

const outcome = (voter: string, change?: Parameters<ApprovalDesk['votes']>[2]) =>
  outcomeOf(() => desk.votes(trail, voter, change));
const counted = () => desk.ds.query<object[]>('SELECT person FROM vote ORDER BY person');

/** Nothing was counted, said or moved. */
async function expectNothing() {
  expect(await counted()).toEqual([]);
  expect(await desk.said()).toEqual([]);
  expect(await desk.stateOf(trail)).toBe('open');
}

// a source alone makes nobody independent at once (DESIGN, section 7), even where policy has not excluded her
describe('whoever a source has just made independent', () => {
  const bot = 'service:bot';
  const accounts = [{ system: 'erp', account: 'bot' }];
  const longAgo = instantAt(moments.voted - 40 * ms.day);
  const owned = controlled(bot, omar, { accounts });
  const ended = controlled(bot, omar, { accounts, effective: longAgo, until: longAgo });

  it('decides nothing about the machine she owned, until that has been known for a week', async () => {
    const asked = await aStory()
      .given(owned)
      .submitted({ beneficiary: bot })
      .assessed({ excluded: [rita] as never, deadline: moments.voted + 30 * ms.day })
      .tell();
    await desk.begin();
    await desk.asked(asked);
    const vote = () => outcomeOf(() => desk.votes(asked, omar));
    expect(await vote()).toBe('VOTE_EXCLUDED');
    await desk.states(ended);
    expect(await vote()).toBe('VOTE_EXCLUDED');
    desk.clock.advance(8 * ms.day);
    expect(await vote()).toBe('ok');
  });
});

describe('votes that meet the route', () => {
  it('are gathered into one approval in their voters’ own bytes, when the last of them comes', async () => {
    const [first, second] = [await desk.ballot(trail, omar), await desk.ballot(trail, cleo)];
    expect(await desk.cast(omar, first)).toEqual({ request: theRequest, state: 'open', votes: 1 });
    expect(await desk.said()).toEqual([]);
    expect(await desk.cast(cleo, second)).toEqual({ request: theRequest, state: 'approved', votes: 2 });
    const { submitted, assessed } = trail.statements;
    expect(await desk.said()).toEqual([
      {
        type: 'approval.approved.v1',
        body: { request: theRequest, hr: submitted.hash, ha: assessed.hash, votes: [first, second] },
        topic: 'approval',
        key: theRequest,
      },
    ]);
  });

  it('are a decision no more: who comes later finds it closed, and a person counts once', async () => {
    expect(await outcome(omar)).toBe('ok');
    expect(await outcome(omar)).toBe('VOTE_TWICE');
    expect(await outcome(omar, { reason: 'for another reason', iat: moments.voted + 1 })).toBe('VOTE_TWICE');
    expect(await outcome(cleo)).toBe('ok');
    expect(await outcome(omar)).toBe('VOTE_CLOSED');
    expect(await desk.said()).toHaveLength(1);
  });

  it('are of as many persons as the route asks, not of one with two keys in two groups', async () => {
    const second = votesWith(omar, testKey('omar-second'));
    await desk.states(second, memberOf('internal-control', omar));
    expect(await outcome(omar)).toBe('ok');
    expect(await outcome(omar, { by: 'omar-second' })).toBe('VOTE_TWICE');
    expect(await desk.stateOf(trail)).toBe('open');
    expect(await desk.said()).toEqual([]);
  });

  it('count by the groups of the moment: who left hers since, is waited for again', async () => {
    expect(await outcome(omar)).toBe('ok');
    const end = instantAt(moments.voted + 1);
    await desk.states(memberOf('process-owners', omar, { effective: end, until: end }));
    desk.clock.set(moments.voted + 1);
    expect(await outcome(cleo)).toBe('ok');
    expect(await desk.stateOf(trail)).toBe('open');
    expect(await desk.said()).toEqual([]);
  });
});

describe('a vote that was counted and counts no longer', () => {
  const second = 'person:2003';
  const later = moments.voted + 1;
  beforeEach(async () => {
    await desk.states(hired(second), votesWith(second, testKey(second)), memberOf('process-owners', second));
    await desk.votes(trail, omar);
    desk.clock.set(later);
  });

  it.each<readonly [string, () => SourceEvent | null]>([
    ['she has left, as anybody says', () => ({ ...left(omar, later), signedBy: null })],
    [
      'her key has ended',
      () => votesWith(omar, testKey(omar), { effective: instantAt(later), until: instantAt(later) }),
    ],
    ['her key is somebody else’s, too', () => votesWith(mallory, { ...testKey(omar), kid: 'mallory-2' })],
    ['the law made her an author of the role', () => null],
  ])('is not gathered: %s', async (_why, event) => {
    const fact = event();
    if (fact) await desk.states(fact);
    else
      desk.trust = (
        await aStory()
          .under({ bundle: eachOf('roles', { authors: [omar] }) })
          .tell()
      ).trust;
    expect(await desk.votes(trail, cleo, { iat: later })).toMatchObject({ state: 'open', votes: 1 });
    expect(await desk.said()).toEqual([]);
    const votes = [
      await desk.ballot(trail, cleo, { iat: later }),
      await desk.ballot(trail, second, { iat: later }),
    ];
    expect(await desk.cast(second, votes[1] as string)).toMatchObject({ state: 'approved', votes: 2 });
    expect(await desk.said()).toMatchObject([{ type: 'approval.approved.v1', body: { votes } }]);
  });

  it('counts for no group that she was not in when she signed', async () => {
    const process = { effective: instantAt(later), until: instantAt(later) };
    await desk.states(
      memberOf('process-owners', omar, process),
      memberOf('internal-control', omar, { effective: instantAt(later) }),
    );
    expect(await desk.votes(trail, second, { iat: later })).toMatchObject({ state: 'open', votes: 2 });
    expect(await desk.said()).toEqual([]);
  });
});

describe('a no', () => {
  const denial = { type: 'approval.denied.v1', topic: 'approval', key: theRequest };

  it('ends it alone, in its voter’s own bytes; nobody decides after it', async () => {
    expect(await outcome(omar)).toBe('ok');
    const no = await desk.ballot(trail, cleo, { decision: 'no', reason: 'not needed' });
    expect(await desk.cast(cleo, no)).toMatchObject({ state: 'denied' });
    expect(await desk.said()).toMatchObject([{ ...denial, body: { vote: no } }]);
    expect(await outcome(cleo)).toBe('VOTE_CLOSED');
    expect(await outcome(cleo, { decision: 'no' })).toBe('VOTE_CLOSED');
    expect(await desk.said()).toHaveLength(1);
  });

  it('ends the request: what is assessed later asks nobody, whoever held what the no came to', async () => {
    expect(await outcome(omar, { decision: 'no' })).toBe('ok');
    const anew = await aStory()
      .assessed({ roots: [{ root: bea, epoch: 5 }] })
      .tell();
    await desk.receive(anew.statements.assessed);
    expect(await desk.stateOf(anew)).toBe('closed');
    expect(await desk.stateOf(trail)).toBe('denied');
  });

  it('ends what was approved already', async () => {
    await desk.votes(trail, omar);
    await desk.votes(trail, cleo);
    expect(await outcome(omar, { decision: 'no' })).toBe('ok');
    expect(await desk.stateOf(trail)).toBe('denied');
    expect(await desk.said()).toMatchObject([{ type: 'approval.approved.v1' }, denial]);
  });

  it('of somebody who said yes before counts, too', async () => {
    await desk.votes(trail, omar);
    expect(await outcome(omar, { decision: 'no' })).toBe('ok');
    expect(await desk.said()).toMatchObject([denial]);
  });

  it('of somebody who may not decide ends nothing', async () => {
    expect(await outcome(bea, { decision: 'no' })).toBe('VOTE_EXCLUDED');
    await expectNothing();
  });
});

describe('a vote that is refused leaves no trace', () => {
  it.each<readonly [string, string, string]>([
    ['who asked', rita, 'VOTE_EXCLUDED'],
    ['who receives', bea, 'VOTE_EXCLUDED'],
    ['who wrote the role', author, 'VOTE_EXCLUDED'],
    ['in no group', mallory, 'VOTE_NOT_IN_GROUP'],
  ])('of somebody %s', async (_who, voter, code) => {
    const event = [hired(author), votesWith(author, testKey(author)), memberOf('process-owners', author)];
    await desk.states(...event);
    expect(await outcome(voter)).toBe(code);
    await expectNothing();
  });

  it('under somebody else’s login', async () => {
    const vote = await desk.ballot(trail, omar);
    expect(await outcomeOf(() => desk.cast(cleo, vote))).toBe('VOTE_NOT_YOURS');
    await expectNothing();
  });

  it.each<readonly [string, Parameters<ApprovalDesk['votes']>[2], string]>([
    ['with another’s key', { by: cleo }, 'VOTE_INVALID'],
    ['with another’s key under her key’s name', { by: cleo, as: omar }, 'BAD_SIGNATURE'],
    ['with the service’s own key', { by: 'approval', as: omar }, 'BAD_SIGNATURE'],
    ['about another deployment', { dep: 'other' }, 'VOTE_INVALID'],
    ['about other bytes of the request', { hr: 'B'.repeat(42) + 'A' }, 'VOTE_INVALID'],
    ['about an assessment nobody made', { ha: 'B'.repeat(42) + 'A' }, 'VOTE_UNKNOWN_TASK'],
    ['about another request', { request: 'r-0123456789012345678901' }, 'VOTE_UNKNOWN_TASK'],
    ['that is neither yes nor no', { decision: 'maybe' as never }, 'SCHEMA_VIOLATION'],
    ['by an agent', { voter: 'agent:buyer', by: omar, as: omar }, 'SCHEMA_VIOLATION'],
    ['by a service account', { voter: 'service:payroll', by: omar, as: omar }, 'SCHEMA_VIOLATION'],
  ])('%s', async (_what, change, code) => {
    const vote = await desk.ballot(trail, omar, change);
    expect(await outcomeOf(() => desk.cast(change?.voter ?? omar, vote))).toBe(code);
    await expectNothing();
  });

  it('changed after it was signed', async () => {
    const [header, , signature] = (await desk.ballot(trail, omar, { decision: 'no' })).split('.');
    const [, payload] = (await desk.ballot(trail, omar)).split('.');
    const forged = [header, payload, signature].join('.');
    expect(await outcomeOf(() => desk.cast(omar, forged))).toBe('BAD_SIGNATURE');
    await expectNothing();
  });

  it('while nothing is known of law and keys', async () => {
    desk.trust = null;
    await expect(desk.votes(trail, omar)).rejects.toThrow('no valid bundle');
    await expectNothing();
  });
});

describe('a key that two persons are said to have', () => {
  it('is nobody’s: neither of them votes with it', async () => {
    await desk.states(votesWith(mallory, { ...testKey(omar), kid: 'mallory-2' }));
    expect(await outcome(omar)).toBe('VOTE_INVALID');
    expect(await outcome(cleo)).toBe('ok');
  });
});

describe('facts that give a voter power', () => {
  const newcomer = 'person:2003';
  const facts = {
    hired: hired(newcomer),
    key: votesWith(newcomer, testKey(newcomer)),
    member: memberOf('process-owners', newcomer),
  };

  it('are all there: she counts', async () => {
    await desk.states(facts.hired, facts.key, facts.member);
    expect(await outcome(newcomer)).toBe('ok');
  });

  it.each<readonly [keyof typeof facts, string]>([
    ['hired', 'VOTE_INVALID'],
    ['key', 'VOTE_INVALID'],
    ['member', 'VOTE_NOT_IN_GROUP'],
  ])('do not, when nobody signed that she is/has: %s', async (unsigned, code) => {
    await desk.states(...Object.values({ ...facts, [unsigned]: { ...facts[unsigned], signedBy: null } }));
    expect(await outcome(newcomer)).toBe(code);
    await expectNothing();
  });

  it('are refused whole when another than the source signed', async () => {
    const forged = { ...facts.member, signedBy: 'itsm', signedAs: 'hr' };
    await desk.states(facts.hired, facts.key);
    expect(await outcomeOf(() => desk.states(forged))).toBe('BAD_SIGNATURE');
    expect(await outcome(newcomer)).toBe('VOTE_NOT_IN_GROUP');
  });

  it.each([
    ['a key that begins later', { effective: instantAt(moments.voted + 1) }, 'VOTE_INVALID'],
    ['a key from this instant on', { effective: instantAt(moments.voted) }, 'ok'],
    ['a key until the next millisecond', { until: instantAt(moments.voted + 1) }, 'ok'],
    ['a key that ends now', { until: instantAt(moments.voted) }, 'VOTE_INVALID'],
  ])('hold in their window: %s', async (_what, window, code) => {
    const key = votesWith(newcomer, testKey(newcomer), window);
    await desk.states(facts.hired, key, facts.member);
    expect(await outcome(newcomer)).toBe(code);
  });

  it('end with her leaving, though no source signed that', async () => {
    await desk.states({ ...left(omar, moments.voted), signedBy: null });
    expect(await outcome(omar)).toBe('VOTE_INVALID');
    await expectNothing();
  });
});

describe('when the law changed its mind about the role', () => {
  it('its new author does not decide', async () => {
    const world = { bundle: eachOf('roles', { authors: [omar] }) };
    desk.trust = (await aStory().under(world).tell()).trust;
    expect(await outcome(omar)).toBe('VOTE_EXCLUDED');
    await expectNothing();
  });
});

describe('when the law knows no longer what was asked', () => {
  const forgets = () => {
    const law = keyring().bundle((usual) => ({
      ...usual,
      roles: usual.roles.filter(({ id }) => id !== 'role:vendor-clerk'),
    }));
    desk.trust = keyring().trust(law);
  };

  it('nobody says yes', async () => {
    forgets();
    expect(await outcome(omar)).toBe('VOTE_CLOSED');
    await expectNothing();
  });

  it('a no still takes away what was approved', async () => {
    await desk.votes(trail, omar);
    await desk.votes(trail, cleo);
    forgets();
    expect(await outcome(mallory, { decision: 'no' })).toBe('VOTE_NOT_IN_GROUP');
    expect(await outcome(omar, { decision: 'no' })).toBe('ok');
    expect(await desk.stateOf(trail)).toBe('denied');
  });
});

describe('a deadline', () => {
  const deadline = moments.assessed + 336 * ms.hour;

  it('lets a vote count until its last millisecond', async () => {
    desk.clock.set(deadline - 1);
    expect(await outcome(omar)).toBe('ok');
  });

  it('lets none count from then on, though the timer has not come by', async () => {
    desk.clock.set(deadline);
    expect(await outcome(omar)).toBe('VOTE_CLOSED');
    expect(await outcome(omar, { decision: 'no' })).toBe('VOTE_CLOSED');
    await expectNothing();
  });

  it('says nothing of what was approved in time: that can still be denied', async () => {
    await desk.votes(trail, omar);
    await desk.votes(trail, cleo);
    desk.clock.set(deadline);
    expect(await outcome(omar, { decision: 'no' })).toBe('ok');
    expect(await desk.stateOf(trail)).toBe('denied');
  });
});
