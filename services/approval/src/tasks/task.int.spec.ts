import { verifyStatement } from '@countersign/statement';
import {
  aBirthrightStory,
  aStory,
  keyring,
  moments,
  outcomeOf,
  people,
  theRequest,
  type Trail,
} from '@countersign/testing';
import { sideBySide } from '@countersign/testing/database';
import type { EntityManager } from 'typeorm';
import { ApprovalDesk } from '../../test/approval-desk.spec-only.js';
import { TaskConsumer } from './task.consumer.js';
import { closeRequest, lockTask } from './task.store.js';

const { omar, cleo } = people;

let desk: ApprovalDesk;
let trail: Trail;
let anew: Trail;
beforeAll(async () => {
  desk = await ApprovalDesk.open();
  trail = await aStory().tell();
  anew = await aStory()
    .assessed({ roots: [{ root: people.bea, epoch: 5 }] })
    .tell();
});
afterAll(() => desk.close());
beforeEach(() => desk.begin());

const about = () => ({ request: theRequest, hr: trail.statements.submitted.hash });
const why = (code: string) => ({ reasons: [{ code, message: 'something is otherwise' }] });
const withdrawn = () => ({ ...about(), by: people.rita, reason: 'no longer needed' });
const outcome = (of: Trail, voter: string) => outcomeOf(() => desk.votes(of, voter));

describe('a request that is closed for good', () => {
  const both = async () => {
    const { facts, submitted, assessed } = trail.statements;
    await desk.receive(...facts, submitted);
    const statement = await verifyStatement(assessed.jws, keyring().registry());
    return [
      (tx: EntityManager) => closeRequest(tx, theRequest),
      (tx: EntityManager) => desk.deliver(tx, statement),
    ] as const;
  };

  it('while it is being assessed opens no task', async () => {
    const [close, assess] = await both();
    await sideBySide(desk.ds, close, assess);
    expect(await desk.stateOf(trail)).toBe('closed');
  });

  it('just after it was assessed leaves no task open', async () => {
    const [close, assess] = await both();
    await sideBySide(desk.ds, assess, close);
    expect(await desk.stateOf(trail)).toBe('closed');
  });
});

describe('an assessment', () => {
  it('opens a task that says what was asked, what policy found, and until when', async () => {
    await desk.asked(trail);
    const { submitted, assessed } = trail.statements;
    const task = await desk.inTransaction((tx) => lockTask(tx, assessed.hash));
    const registry = keyring().registry();
    const asked = await verifyStatement<'request.submitted.v1'>(submitted.jws, registry);
    const found = await verifyStatement<'policy.assessed.v1'>(assessed.jws, registry);
    expect(task).toEqual({
      ...{ ha: assessed.hash, request: theRequest, hr: submitted.hash, state: 'open' },
      ...{ assessed: found.body, submitted: asked.body, deadline: found.body.deadline },
    });
  });

  it('of a birthright asks nobody', async () => {
    await desk.asked(await aBirthrightStory().tell());
    expect(await desk.tasks()).toEqual({});
  });

  it('is nothing to decide until the request itself has come, in whatever order they do', async () => {
    const { facts, submitted, assessed } = trail.statements;
    await desk.receive(...facts, assessed);
    expect(await outcome(trail, omar)).toBe('VOTE_UNKNOWN_TASK');
    await desk.receive(submitted);
    expect(await outcome(trail, omar)).toBe('ok');
  });

  it('is not decided by other bytes of the same request', async () => {
    const { facts, assessed } = trail.statements;
    const other = await aStory().submitted({ reason: 'another one' }).tell();
    await desk.receive(...facts, other.statements.submitted, assessed);
    expect(await outcome(trail, omar)).toBe('VOTE_UNKNOWN_TASK');
  });

  it('takes the place of an earlier one: a vote counts for one h(a)', async () => {
    await desk.asked(trail);
    await desk.votes(trail, omar);
    await desk.receive(anew.statements.assessed);
    expect(await outcome(trail, cleo)).toBe('VOTE_CLOSED');
    expect(await outcome(anew, cleo)).toBe('ok');
    expect(await desk.stateOf(anew)).toBe('open');
    expect(await desk.said()).toEqual([]);
  });

  it('takes the place of an approved one, too', async () => {
    await desk.asked(trail);
    await desk.votes(trail, omar);
    await desk.votes(trail, cleo);
    await desk.receive(anew.statements.assessed);
    expect([await desk.stateOf(trail), await desk.stateOf(anew)]).toEqual(['closed', 'open']);
  });
});

describe('assessments of one request that come in another order than they were signed', () => {
  /** Another assessment: `later` ms after the usual one, in the same chain that many numbers on, or in another replica's. */
  const another = (later: number, chain = 'policy', by = Math.sign(later)) =>
    aStory()
      .assessed(
        { roots: [{ root: people.bea, epoch: 6 }] },
        { at: moments.assessed + later, envelope: { chain, seq: 5 + by } },
      )
      .tell();
  const first = () =>
    aStory()
      .assessed({}, { envelope: { seq: 5 } })
      .tell();
  const states = async (...trails: Trail[]) => {
    const { facts, submitted } = trail.statements;
    await desk.receive(...facts, submitted);
    for (const { statements } of trails) await desk.receive(statements.assessed);
    return Promise.all(trails.map((of) => desk.stateOf(of)));
  };

  it('are in the order of their numbers, where one process signed both in an instant', async () => {
    expect(await states(await another(0, 'policy', 1), await first())).toEqual(['open', 'closed']);
  });

  it('are in the order of their times, where two replicas signed them', async () => {
    expect(await states(await another(10_001, 'policy-2'), await first())).toEqual(['open', 'closed']);
  });

  it.each([0, 10_000])(
    'are taken as they come where two replicas signed them and their clocks tell nothing: %d ms',
    async (apart) => {
      expect(await states(await another(apart, 'policy-2'), await first())).toEqual(['closed', 'open']);
    },
  );

  it('leave what was approved later as it is', async () => {
    const [earlier, later] = [await first(), await another(60_000)];
    await states(later);
    await desk.votes(later, omar);
    await desk.votes(later, cleo);
    await desk.receive(earlier.statements.assessed);
    expect([await desk.stateOf(earlier), await desk.stateOf(later)]).toEqual(['closed', 'approved']);
  });

  it('and that come again close none', async () => {
    const [earlier, later] = [await first(), await another(60_000)];
    expect(await states(earlier, later, earlier)).toEqual(['closed', 'open', 'closed']);
  });
});

describe('a request that ended', () => {
  it.each([
    ['withdrawn', 'request.withdrawn.v1', withdrawn],
    ['vetoed', 'policy.vetoed.v1', () => ({ ...about(), ha: null, conflicts: [], ...why('CONFLICT') })],
    ['withdrawn by policy', 'policy.withdrew.v1', () => ({ ...about(), clearance: null, ...why('LEFT') })],
  ] as const)('%s is closed for good, whatever is assessed later', async (_what, type, body) => {
    await desk.asked(trail);
    await desk.votes(trail, omar);
    await desk.hear(type, body());
    expect(await outcome(trail, cleo)).toBe('VOTE_CLOSED');
    await desk.receive(anew.statements.assessed);
    expect(await outcome(anew, omar)).toBe('VOTE_CLOSED');
    expect(await desk.said()).toEqual([]);
  });

  it('before it was assessed opens no task', async () => {
    const { facts, submitted, assessed } = trail.statements;
    await desk.receive(...facts, submitted);
    await desk.hear('request.withdrawn.v1', withdrawn());
    await desk.receive(assessed);
    expect(await desk.stateOf(trail)).toBe('closed');
  });

  it('is not one of which policy withdraws a single clearance', async () => {
    await desk.asked(trail);
    const clearance = trail.statements.cleared.hash;
    await desk.hear('policy.withdrew.v1', { ...about(), clearance, ...why('EPOCH_RAISED') });
    expect(await desk.stateOf(trail)).toBe('open');
  });

  it('leaves those of others alone', async () => {
    await desk.asked(trail);
    await desk.hear('request.withdrawn.v1', { ...withdrawn(), request: 'r-0123456789012345678901' });
    expect(await desk.stateOf(trail)).toBe('open');
  });
});

describe('a request that policy holds', () => {
  it('is nothing that closes a task: nobody here hears of it', () => {
    const heard = Object.values(Object.getOwnPropertyDescriptors(TaskConsumer.prototype)).flatMap(
      ({ value }): unknown[] => Reflect.getMetadata('microservices:pattern', value as object) ?? [],
    );
    expect(heard.flat()).toContain('policy.assessed.v1');
    expect(heard.flat()).not.toContain('policy.held.v1');
  });

  const held = (code = 'WAITS_FOR_ABSENCE') => desk.hear('policy.held.v1', { ...about(), ...why(code) });
  const approve = async () => {
    await desk.asked(trail);
    await desk.votes(trail, omar);
    await desk.votes(trail, cleo);
  };

  it('keeps what was approved: until it is cleared, and after, each can still say no', async () => {
    await approve();
    await held();
    expect(await desk.stateOf(trail)).toBe('approved');
    expect(await outcome(trail, cleo)).toBe('VOTE_CLOSED');
    expect(await desk.votes(trail, omar, { decision: 'no' })).toMatchObject({ state: 'denied' });
    expect(await desk.said()).toMatchObject([
      { type: 'approval.approved.v1' },
      { type: 'approval.denied.v1', body: { ha: trail.statements.assessed.hash } },
    ]);
  });

  it('and assesses anew is decided by those who are asked then', async () => {
    await approve();
    await held('NO_ELIGIBLE_APPROVERS');
    await desk.receive(anew.statements.assessed);
    expect([await desk.stateOf(trail), await desk.stateOf(anew)]).toEqual(['closed', 'open']);
    expect(await outcome(anew, omar)).toBe('ok');
  });

  it('before it is assessed asks people all the same, though the hold comes after the assessment that followed it', async () => {
    await desk.asked(trail);
    await held();
    expect(await outcome(trail, omar)).toBe('ok');
  });

  it('because it believes no approval, stays as it is: a forger of approvals closes nothing', async () => {
    await desk.asked(trail);
    await held('APPROVAL_NOT_BELIEVED');
    expect(await outcome(trail, omar)).toBe('ok');
  });
});

describe('what people decided and were asked', () => {
  it.each([
    'UPDATE vote SET decision = $$yes$$',
    'DELETE FROM vote',
    'UPDATE asked SET submitted = $${}$$',
    'DELETE FROM asked',
    'DELETE FROM closed_request',
    'UPDATE task SET deadline = deadline + 1',
    'UPDATE task SET assessed = $${}$$',
    'DELETE FROM task',
    'UPDATE fact SET power = true',
    'DELETE FROM fact',
  ])('is not changed by the service itself: %s', async (sql) => {
    await expect(desk.ds.query(sql)).rejects.toMatchObject({ code: '42501' });
  });
});
