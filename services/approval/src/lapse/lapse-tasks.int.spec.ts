import { aStory, moments, ms, people, theRequest, type Trail } from '@countersign/testing';
import { ApprovalDesk } from '../../test/approval-desk.spec-only.js';
import { lapseTasks } from './lapse-tasks.handler.js';

const { omar, cleo } = people;
const deadline = moments.assessed + 336 * ms.hour;

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

const lookAt = (at: number) => {
  desk.clock.set(at);
  return desk.inTransaction((tx) => lapseTasks(desk.deps, tx));
};

describe('what nobody decided', () => {
  it('lapses at its deadline, not before, and is said once', async () => {
    await lookAt(deadline - 1);
    expect(await desk.said()).toEqual([]);
    await lookAt(deadline);
    await lookAt(deadline + ms.day);
    const { submitted, assessed } = trail.statements;
    expect(await desk.said()).toEqual([
      {
        type: 'approval.lapsed.v1',
        body: { request: theRequest, hr: submitted.hash, ha: assessed.hash, deadline },
        topic: 'approval',
        key: theRequest,
      },
    ]);
    expect(await desk.stateOf(trail)).toBe('lapsed');
  });

  it('lapses with some of the votes, too, and takes none after it: neither yes nor no', async () => {
    await desk.votes(trail, omar);
    await lookAt(deadline);
    for (const decision of ['yes', 'no'] as const)
      await expect(desk.votes(trail, cleo, { decision })).rejects.toMatchObject({ code: 'VOTE_CLOSED' });
    expect(await desk.said()).toHaveLength(1);
  });

  it('lapses though law and keys have run out: it gives nothing', async () => {
    desk.trust = null;
    await lookAt(deadline);
    expect(await desk.stateOf(trail)).toBe('lapsed');
  });

  it('does not keep a lapse whose statement could not be signed', async () => {
    await desk.database.force(`UPDATE chain_head SET epoch = epoch + 1`);
    await lookAt(deadline);
    expect(desk.logged).toEqual(['LEASE_LOST']);
    expect(await desk.stateOf(trail)).toBe('open');
  });

  it('lapses though another that is overdue cannot', async () => {
    await desk.ds.query(
      `INSERT INTO task SELECT 'no-hash', request, 'no-hash', assessed, 0, 0, 'open' FROM task`,
    );
    await lookAt(deadline);
    expect(desk.logged).toEqual(['SCHEMA_VIOLATION']);
    expect(await desk.tasks()).toMatchObject({
      'no-hash': 'closed',
      [trail.statements.assessed.hash]: 'lapsed',
    });
  });

  it('is over: what is assessed later asks nobody', async () => {
    await lookAt(deadline);
    const anew = await aStory()
      .assessed({ roots: [{ root: people.bea, epoch: 5 }] })
      .tell();
    await desk.receive(anew.statements.assessed);
    expect(await desk.stateOf(anew)).toBe('closed');
  });
});

describe('what was decided or ended', () => {
  it.each<readonly [string, () => Promise<unknown>]>([
    ['approved', async () => [await desk.votes(trail, omar), await desk.votes(trail, cleo)]],
    ['denied', () => desk.votes(trail, omar, { decision: 'no' })],
    [
      'closed',
      () =>
        desk.hear('request.withdrawn.v1', {
          ...{ request: theRequest, hr: trail.statements.submitted.hash },
          ...{ by: people.rita, reason: 'no longer needed' },
        }),
    ],
  ])('does not lapse: %s', async (state, decide) => {
    await decide();
    const before = await desk.said();
    await lookAt(deadline + ms.day);
    expect(await desk.said()).toEqual(before);
    expect(await desk.stateOf(trail)).toBe(state);
  });
});
