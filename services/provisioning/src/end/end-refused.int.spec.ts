import type { Statement } from '@countersign/statement';
import {
  aStory,
  type Ballot,
  keyring,
  left,
  moments,
  outcomeOf,
  people,
  theRequest,
  type Trail,
} from '@countersign/testing';
import { TestProvisioning } from '../../test/test-provisioning.spec-only.js';

const { omar } = people;
let provisioning: TestProvisioning;
let trail: Trail;
beforeAll(async () => {
  provisioning = await TestProvisioning.start();
  trail = await aStory().tell();
});
afterAll(() => provisioning.stop());
beforeEach(() => provisioning.reset());

const about = () => {
  const { submitted, assessed } = trail.statements;
  return { request: theRequest, hr: submitted.hash, ha: assessed.hash };
};
/** Approval says that somebody said no; her vote is Omar's own, unless `change` says otherwise. */
async function denial(change: Partial<Ballot> = {}): Promise<Statement> {
  const { request, hr, ha } = about();
  const own = { dep: keyring().deployment, request, hr, ha, voter: omar, iat: moments.voted };
  const vote = await provisioning.pen.vote({ ...own, decision: 'no', reason: 'not needed', ...change });
  return provisioning.signed('approval.denied.v1', { request, hr, ha, vote });
}
const lapse = async () => {
  const { request, hr, ha } = about();
  return provisioning.signed('approval.lapsed.v1', { request, hr, ha, deadline: moments.voted });
};
const removals = async () =>
  (await provisioning.orders()).filter(({ topic }) => topic === 'provisioning.erp.urgent');
const outcome = async (statement: Statement | Promise<Statement>) => {
  const arriving = await statement;
  return outcomeOf(() => provisioning.deliver(arriving));
};

describe('a no that approval passes on', () => {
  it('in its voter’s own hand ends the request', async () => {
    await provisioning.hear(trail);
    expect(await outcome(denial())).toBe('ok');
    expect(await removals()).toHaveLength(2);
  });

  it.each<[string, Partial<Ballot>, string]>([
    ['that approval signed itself', { by: 'approval' }, 'DENIAL_UNPROVEN'],
    ['that approval signed under the voter’s key id', { by: 'approval', as: omar }, 'DENIAL_UNPROVEN'],
    ['of somebody who does not work here', { voter: 'person:9999' }, 'DENIAL_UNPROVEN'],
    ['that is a yes', { decision: 'yes' }, 'DENIAL_UNPROVEN'],
    ['to another request', { request: 'r-story-0000000000000002' }, 'DENIAL_UNPROVEN'],
    ['to another assessment', { ha: 'B'.repeat(42) + 'A' }, 'DENIAL_UNPROVEN'],
  ])('ends nothing %s', async (_which, change, code) => {
    await provisioning.hear(trail);
    expect(await outcome(denial(change))).toBe(code);
    expect(await removals()).toEqual([]);
  });

  it.each(['policy.assessed.v1', 'request.identity-stated.v1'])(
    'before its `%s` is neither believed nor lost',
    async (late) => {
      await provisioning.hear(trail, [late]);
      expect(await outcome(denial())).toBe('DENIAL_UNPROVEN');
      await provisioning.hear(trail);
      expect(await outcome(denial())).toBe('ok');
      expect((await provisioning.places()).flatMap(({ grants }) => grants)).toEqual([]);
    },
  );

  it('is hers although she has left since: it counts as of when she was asked', async () => {
    await provisioning.hear(trail);
    const no = await denial();
    provisioning.clock.advance(1);
    const { jws } = await provisioning.pen.state(left(omar, provisioning.clock.now()));
    await provisioning.deliver(await provisioning.read(jws));
    expect(await outcome(no)).toBe('ok');
    expect(await removals()).toHaveLength(2);
  });
});

describe('a lapse', () => {
  it.each([
    ['after it was cleared', []],
    ['before', ['policy.cleared.v1']],
  ])(
    'ends nothing that policy clears, told %s: people had decided, whatever approval says',
    async (_when, later) => {
      await provisioning.hear(trail, later);
      expect(await outcome(lapse())).toBe('ok');
      await provisioning.hear(trail);
      expect(await removals()).toEqual([]);
      expect((await provisioning.places()).flatMap(({ grants }) => grants)).toHaveLength(2);
    },
  );
});
