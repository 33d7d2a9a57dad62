import {
  accountIn,
  accountOf,
  aFact,
  asking,
  aStory,
  controlled,
  instantAt,
  linked,
  memberOf,
  moments,
  ms,
  noFact,
  people,
  type SourceEvent,
  testKey,
  votesWith,
} from '@countersign/testing';
import { TestProvisioning } from '../../test/test-provisioning.spec-only.js';

const { bea, omar, mallory } = people;
/** More facts than evidence can hold. */
const many = Array.from({ length: 210 }, (_, n) => n);
const long = (n: number) => instantAt(moments.submitted - 100_000 + n);

let provisioning: TestProvisioning;
beforeAll(async () => {
  provisioning = await TestProvisioning.start();
});
afterAll(() => provisioning.stop());
beforeEach(() => provisioning.reset());

const states = async (events: readonly SourceEvent[]) => {
  for (const event of events)
    await provisioning.deliver(await provisioning.read((await provisioning.pen.state(event)).jws));
};
/** What becomes of the usual request, or of `story`, when these facts are known as well. */
const outcome = async (events: readonly SourceEvent[], story = aStory()) => {
  await states(events);
  await provisioning.hear(await story.tell());
  return (await provisioning.clearances())[0];
};
const unsigned = (event: SourceEvent): SourceEvent => ({ ...event, signedBy: null });

describe('evidence', () => {
  it.each<[string, (n: number) => SourceEvent]>([
    [
      'accounts of hers that nobody signed',
      (n) => unsigned(linked(bea, { system: 'crm', account: `b${n}` })),
    ],
    [
      'departures long ago that nobody signed',
      (n) =>
        unsigned(
          aFact('worker.left.v1', {
            worker: bea,
            effective: instantAt(moments.submitted - 100 * ms.day + n),
          }),
        ),
    ],
    [
      'jobs that she had before the one she has',
      (n) => aFact('worker.changed.v1', { worker: bea, effective: long(n), job: `job-${n}` }),
    ],
    [
      'statements of one membership of a voter',
      (n) => memberOf('process-owners', omar, { effective: long(n) }),
    ],
  ])('holds what counts, however many %s there are', async (_which, event) => {
    expect(await outcome(many.map(event))).toEqual(['ordered', null]);
  });

  it('that no message can hold ends the clearance, and says why', async () => {
    const error = jest.spyOn(provisioning.deps.log, 'error');
    const groups = many.map((n) => memberOf(`group-${n}`, omar));
    expect(await outcome(groups)).toEqual(['spent', 'EVIDENCE_TOO_LARGE']);
    expect(await provisioning.said()).toEqual([]);
    expect(error.mock.calls).toMatchObject([['a clearance is refused', { code: 'EVIDENCE_TOO_LARGE' }]]);
  });

  it('shows an account that was linked to somebody else since', async () => {
    const account = { system: 'crm', account: 'b1' };
    const hers = aStory().given(linked(bea, account)).submitted(asking('crm:contact:read'));
    expect(await outcome([], hers)).toEqual(['ordered', null]);
    await provisioning.reset();
    const since = linked(mallory, account, { effective: long(0) });
    expect(await outcome([since], hers)).toEqual(['spent', 'CANNOT_EXPAND']);
  });

  it('shows that a voter is in her group by an account of hers, and whom else that serves', async () => {
    const byAccount = aStory()
      .facts(noFact('group.membership.v1', omar))
      .given(accountIn('process-owners', accountOf(omar)));
    expect(await outcome([], byAccount)).toEqual(['ordered', null]);
    await provisioning.reset();
    const shared = controlled('service:batch', mallory, { accounts: [accountOf(omar)] });
    expect(await outcome([shared], byAccount)).toEqual(['spent', 'QUORUM_NOT_MET']);
  });

  it('shows a voter’s key that is said to be of two persons', async () => {
    expect(await outcome([votesWith(mallory, testKey(omar))])).toEqual(['spent', 'VOTE_INVALID']);
  });
});
