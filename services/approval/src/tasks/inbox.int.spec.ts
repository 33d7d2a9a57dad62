import { sha256 } from '@countersign/statement';
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
const seenBy = async (person: string) => (await look(person)).tasks.map(({ assessed }) => sha256(assessed));

/** More requests like the first, straight into the table. */
const copies = (n: number) =>
  desk.ds.query(`
    WITH n AS (SELECT lpad(i::text, 6, '0') AS id FROM generate_series(1, ${n}) i), a AS (
      INSERT INTO asked SELECT 'copy-' || n.id, a.hr, a.submitted FROM n, asked a RETURNING request), r AS (
      INSERT INTO received (hash, type, iss, chain, seq, jws)
        SELECT '-' || n.id, 'policy.assessed.v1', 'policy', 'c', n.id::int, convert_to(n.id, 'UTF8') FROM n RETURNING hash)
    INSERT INTO task SELECT '-' || n.id, 'copy-' || n.id, t.hr, t.assessed, t.opened_at, t.deadline, 'open' FROM n, task t`);

describe('an inbox', () => {
  it('shows a task to those who may decide it, and to nobody else', async () => {
    const { hash } = trail.statements.assessed;
    expect([await seenBy(omar), await seenBy(cleo)]).toEqual([[hash], [hash]]);
    for (const person of [rita, bea, mallory, 'person:9999', 'agent:buyer'])
      expect(await seenBy(person)).toEqual([]);
  });

  it('shows the signers’ exact bytes and not a word beside them: who votes computes both hashes herself', async () => {
    const { submitted, assessed } = trail.statements;
    expect((await look(omar)).tasks).toEqual([{ submitted: submitted.jws, assessed: assessed.jws }]);
  });

  it('shows nothing past its deadline, whether the timer has come by or not', async () => {
    desk.clock.set(moments.assessed + 336 * ms.hour);
    expect(await seenBy(omar)).toEqual([]);
  });

  it('shows nothing that is decided, closed, or not asked yet', async () => {
    await desk.votes(trail, omar, { decision: 'no' });
    expect(await seenBy(cleo)).toEqual([]);
    await desk.begin();
    const { facts, assessed } = trail.statements;
    await desk.receive(...facts, assessed);
    expect(await seenBy(omar)).toEqual([]);
  });

  it('is empty for who has left', async () => {
    await desk.states({ ...left(omar, desk.clock.now()), signedBy: null });
    expect(await seenBy(omar)).toEqual([]);
  });

  it('shows nothing while there is no law', async () => {
    desk.trust = null;
    await expect(look(omar)).rejects.toThrow('no valid bundle');
  });

  it('goes on where the page before ended, and shows each task once', async () => {
    await copies(250);
    const seen: string[] = [];
    let after: string | null = null;
    let pages = 0;
    do {
      const page = await look(omar, after);
      seen.push(...page.tasks.map(({ assessed }) => assessed));
      after = page.next;
      pages += 1;
    } while (after !== null);
    expect([pages, seen.length, new Set(seen).size]).toEqual([3, 251, 251]);
  });

  it('goes on past a page of which this person may decide nothing', async () => {
    await copies(100);
    await desk.database.force(`UPDATE asked SET submitted = jsonb_set(submitted, '{requester}', '"${omar}"')
      WHERE request LIKE 'copy-%'`);
    const page = await look(omar);
    expect(page.tasks).toEqual([]);
    expect((await look(omar, page.next)).tasks).toMatchObject([{ assessed: trail.statements.assessed.jws }]);
  });
});
