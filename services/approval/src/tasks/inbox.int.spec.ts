import { readJws } from '@countersign/statement';
import { aStory, left, moments, ms, people, type Trail } from '@countersign/testing';
import { ApprovalDesk } from '../../test/approval-desk.spec-only.js';
import { inboxOf } from './inbox.handler.js';

const { rita, bea, omar, cleo, mallory } = people;

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

const look = (person: string, after: string | null = null) =>
  desk.inTransaction((tx) => inboxOf(desk.deps, tx, person, after));
const seenBy = async (person: string) => (await look(person)).tasks.length;

/** More requests like the first, straight into the tables; asked for by `requester`. */
const copies = (n: number, requester: string = rita) =>
  desk.database.force(`
    WITH n AS (SELECT lpad(i::text, 6, '0') AS id FROM generate_series(1, ${n}) i), a AS (
      INSERT INTO asked SELECT 'copy-' || n.id, a.hr, jsonb_set(a.submitted, '{requester}', '"${requester}"')
        FROM n, asked a), r AS (
      INSERT INTO received (hash, type, iss, chain, seq, jws)
        SELECT '-' || n.id, r.type, r.iss, r.chain, r.seq, r.jws FROM n, task t JOIN received r ON r.hash = t.ha)
    INSERT INTO task SELECT '-' || n.id, 'copy-' || n.id, t.hr, t.assessed, t.opened_at, t.deadline, 'open' FROM n, task t`);

describe('an inbox', () => {
  it('shows a task to those who may decide it, and to nobody else', async () => {
    expect([await seenBy(omar), await seenBy(cleo)]).toEqual([1, 1]);
    for (const person of [rita, bea, mallory, 'person:9999', 'agent:buyer'])
      expect(await seenBy(person)).toBe(0);
  });

  it('shows nothing that is decided, closed, or not asked yet', async () => {
    await desk.votes(trail, omar, { decision: 'no' });
    expect(await seenBy(cleo)).toBe(0);
    await desk.begin();
    const { facts, assessed } = trail.statements;
    await desk.receive(...facts, assessed);
    expect(await seenBy(omar)).toBe(0);
  });

  it('shows a route in order to each when it is her turn, and takes a vote that comes before it', async () => {
    const [owner, control] = ['process-owners', 'internal-control'].map((name) => ({
      name,
      groups: [{ group: `group:${name}`, need: 1 }],
      quorum: 1,
    }));
    const inOrder = await aStory()
      .assessed({ stages: [owner, { ...control, waits: true }] as never })
      .tell();
    await desk.begin();
    await desk.asked(inOrder);
    expect([await seenBy(omar), await seenBy(cleo)]).toEqual([1, 0]);
    expect(await desk.votes(inOrder, cleo)).toMatchObject({ state: 'open' });
    expect([await seenBy(omar), await seenBy(cleo)]).toEqual([1, 0]);
    expect(await desk.votes(inOrder, omar)).toMatchObject({ state: 'approved', votes: 2 });
  });

  it('asks the second stage once the first has decided', async () => {
    const stages = ['process-owners', 'internal-control'].map((name, place) => ({
      ...{ name, groups: [{ group: `group:${name}`, need: 1 }], quorum: 1 },
      ...(place > 0 ? { waits: true } : {}),
    }));
    const inOrder = await aStory().assessed({ stages: stages }).tell();
    await desk.begin();
    await desk.asked(inOrder);
    await desk.votes(inOrder, omar);
    expect([await seenBy(omar), await seenBy(cleo)]).toEqual([0, 1]);
  });

  it('gives the signers’ exact bytes, which a vote is about', async () => {
    const { submitted, assessed } = trail.statements;
    expect((await look(omar)).tasks).toEqual([{ submitted: submitted.jws, assessed: assessed.jws }]);
  });

  it('hands on which pending requests the assessment names, and opens nothing of theirs', async () => {
    const contends = ['r-aB3dE5gH7jK9mN1pQ3sT5v'];
    const told = await aStory().assessed({ contends, contendsMore: true }).tell();
    await desk.begin();
    await desk.asked(told);
    const [task] = (await look(omar)).tasks;
    const { payload } = readJws(task?.assessed ?? '');
    expect(JSON.parse(payload.toString())).toMatchObject({ body: { contends, contendsMore: true } });
    expect((await look(omar)).tasks).toHaveLength(1);
  });

  it('shows nothing from its deadline on, whether or not the timer has come by', async () => {
    desk.clock.set(moments.assessed + 336 * ms.hour - 1);
    expect(await seenBy(omar)).toBe(1);
    desk.clock.advance(1);
    expect(await seenBy(omar)).toBe(0);
  });

  it('is empty for who has left', async () => {
    await desk.states({ ...left(omar, desk.clock.now()), signedBy: null });
    expect(await seenBy(omar)).toBe(0);
  });

  it('shows nothing while there is no law', async () => {
    desk.trust = null;
    await expect(look(omar)).rejects.toThrow('no valid bundle');
  });

  it('goes on where the page before ended, and shows each task once', async () => {
    await copies(250);
    const sizes: number[] = [];
    let after: string | null = null;
    do {
      const page = await look(omar, after);
      sizes.push(page.tasks.length);
      after = page.next;
    } while (after !== null);
    expect(sizes).toEqual([100, 100, 51]);
  });

  it('goes on past a page of which this person may decide nothing', async () => {
    await copies(100, omar);
    const page = await look(omar);
    expect(page.tasks).toEqual([]);
    expect((await look(omar, page.next)).tasks).toHaveLength(1);
  });
});
