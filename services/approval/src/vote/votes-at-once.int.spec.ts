import { CountersignError } from '@countersign/contracts';
import { aStory, moments, people, testKey, type Trail, votesWith } from '@countersign/testing';
import { sideBySide } from '@countersign/testing/database';
import type { EntityManager } from 'typeorm';
import { ApprovalDesk } from '../../test/approval-desk.spec-only.js';
import { lapseTasks } from '../lapse/lapse-tasks.handler.js';
import { closeRequest, lockTasksOf } from '../tasks/task.store.js';
import { castVote } from './cast-vote.handler.js';
import { insertVote, votesOn } from './vote.store.js';

const { omar, cleo } = people;

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

/** A vote, ready to be cast in somebody's transaction. */
async function vote(voter: string, decision: 'yes' | 'no' = 'yes') {
  const jws = await desk.ballot(trail, voter, { decision });
  return (tx: EntityManager) => castVote(desk.deps, tx, voter, jws);
}
const codeOf = (result: PromiseSettledResult<unknown>) =>
  result.status === 'fulfilled'
    ? 'ok'
    : result.reason instanceof CountersignError
      ? result.reason.code
      : String(result.reason);
const typesSaid = async () => (await desk.said()).map(({ type }) => type);
const withdraw = (tx: EntityManager) => closeRequest(tx, trail.grant.request);

describe('two votes at the same time', () => {
  it('of two persons see each other: the later one decides, and says so once', async () => {
    const { first, second, waited } = await sideBySide(desk.ds, await vote(omar), await vote(cleo));
    expect([first, second]).toMatchObject([
      { value: { state: 'open', votes: 1 } },
      { value: { state: 'approved', votes: 2 } },
    ]);
    expect(waited).toBe(true);
    expect(await typesSaid()).toEqual(['approval.approved.v1']);
  });

  it('of one person are one vote', async () => {
    const { first, second } = await sideBySide(desk.ds, await vote(omar), await vote(omar));
    expect([codeOf(first), codeOf(second)]).toEqual(['ok', 'VOTE_TWICE']);
    expect(await desk.ds.query('SELECT person FROM vote')).toEqual([{ person: omar }]);
    expect(await typesSaid()).toEqual([]);
  });

  it('of one person, fifty of them, by two keys and over as many sessions, are one vote (A09)', async () => {
    await desk.states(votesWith(omar, testKey('omar-other-key')));
    const keys = [omar, 'omar-other-key'];
    const cast = await Promise.all(
      Array.from({ length: 50 }, async (_, n) => {
        const jws = await desk.ballot(trail, omar, { by: keys[n % 2] as string, iat: moments.voted - n });
        return () => desk.cast(omar, jws);
      }),
    );
    const results = await Promise.allSettled(cast.map((vote) => vote()));
    const codes = results.map(codeOf).sort();
    expect(codes).toEqual([...Array<string>(49).fill('VOTE_TWICE'), 'ok']);
    expect(await desk.ds.query('SELECT person FROM vote')).toEqual([{ person: omar }]);
    expect(await typesSaid()).toEqual([]);
  });

  it('are one vote by the table, too, whoever forgot to lock the task', async () => {
    const body = { ha: trail.statements.assessed.hash, voter: omar, decision: 'yes' } as never;
    const insert = (tx: EntityManager) => insertVote(tx, body, 'a.b.c', 1);
    const { first, second, waited } = await sideBySide(desk.ds, insert, insert);
    expect([first, second]).toMatchObject([{ value: true }, { value: false }]);
    expect(waited).toBe(true);
    const { hash } = trail.statements.assessed;
    expect(await desk.inTransaction((tx) => votesOn(tx, hash))).toHaveLength(1);
  });

  it('of which the later is a no: the no stands', async () => {
    await desk.votes(trail, omar);
    const { first, second } = await sideBySide(desk.ds, await vote(cleo), await vote(omar, 'no'));
    expect([codeOf(first), codeOf(second)]).toEqual(['ok', 'ok']);
    expect(await desk.stateOf(trail)).toBe('denied');
    expect(await typesSaid()).toEqual(['approval.approved.v1', 'approval.denied.v1']);
  });

  it('of which the earlier is a no: the yes is too late', async () => {
    await desk.votes(trail, omar);
    const { first, second } = await sideBySide(desk.ds, await vote(omar, 'no'), await vote(cleo));
    expect([codeOf(first), codeOf(second)]).toEqual(['ok', 'VOTE_CLOSED']);
    expect(await typesSaid()).toEqual(['approval.denied.v1']);
  });
});

describe('the last vote and what ends the request, at the same time', () => {
  it('withdrawn first: the vote finds it closed', async () => {
    await desk.votes(trail, omar);
    const { second, waited } = await sideBySide(desk.ds, withdraw, await vote(cleo));
    expect(codeOf(second)).toBe('VOTE_CLOSED');
    expect(waited).toBe(true);
    expect(await typesSaid()).toEqual([]);
  });

  it('approved first: it is closed all the same', async () => {
    await desk.votes(trail, omar);
    const { first, waited } = await sideBySide(desk.ds, await vote(cleo), withdraw);
    expect(codeOf(first)).toBe('ok');
    expect(waited).toBe(true);
    expect(await desk.stateOf(trail)).toBe('closed');
  });

  const lapse = (tx: EntityManager) => lapseTasks(desk.deps, tx);
  const passDeadline = async () => {
    const [task] = await desk.ds.query<[{ deadline: string }]>('SELECT deadline FROM task');
    desk.clock.set(Number(task.deadline));
  };

  it('lapsed first: the vote finds it lapsed', async () => {
    await desk.votes(trail, omar);
    const late = await vote(cleo);
    await passDeadline();
    const { second, waited } = await sideBySide(desk.ds, lapse, late);
    expect(codeOf(second)).toBe('VOTE_CLOSED');
    expect(waited).toBe(true);
    expect(await typesSaid()).toEqual(['approval.lapsed.v1']);
  });

  it('being voted on: the timer passes over it instead of waiting', async () => {
    await desk.votes(trail, omar);
    const last = await vote(cleo);
    const decide = async (tx: EntityManager) => {
      const result = await last(tx);
      await passDeadline();
      return result;
    };
    const { first, waited } = await sideBySide(desk.ds, decide, lapse);
    expect(codeOf(first)).toBe('ok');
    expect(waited).toBe(false);
    expect(await typesSaid()).toEqual(['approval.approved.v1']);
  });

  it('about to be voted on: the timer passes over it, and keeps the vote from nothing', async () => {
    await passDeadline();
    const lock = (tx: EntityManager) => lockTasksOf(tx, trail.grant.request);
    const { second, waited } = await sideBySide(desk.ds, lock, lapse);
    expect([codeOf(second), waited]).toEqual(['ok', false]);
    expect(await typesSaid()).toEqual([]);
    await desk.inTransaction(lapse);
    expect(await typesSaid()).toEqual(['approval.lapsed.v1']);
  });

  it('two timers: it lapses once', async () => {
    await passDeadline();
    await sideBySide(desk.ds, lapse, lapse);
    expect(await typesSaid()).toEqual(['approval.lapsed.v1']);
  });
});
