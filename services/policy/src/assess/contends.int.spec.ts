// Pending requests that would collide are named and do not count; of two that collide, the one reserved first stands (SEMANTICS, section 6).
import { controlled, people } from '@countersign/testing';
import { askings, controllersDecide } from '../../test/askings.spec-only.js';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';
import { billing, payments, richLaw, secret, vendors } from '../../test/rich-law.spec-only.js';

const { bea, rita, mallory } = people;
const bot = 'service:bot';
const accounts = (account: string) => ({ accounts: [{ system: 'erp', account }] });

let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
const begin = async () => {
  await desk.begin(
    ...controllersDecide,
    controlled(bot, bea, accounts('bot')),
    controlled(billing, mallory, accounts('billing')),
  );
  await desk.activates(richLaw());
};
beforeEach(begin);

const { ask, approval, given } = askings(() => desk);
const reading = 'erp:vendor:read';

/** What each assessment of a request names, and whether there may be more. */
const contends = async (id: string) =>
  (await desk.said('policy.assessed.v1', id)).map(({ body }): unknown => [body.contends, body.contendsMore]);
const hrOf = async (id: string) => (await desk.rows('SELECT hr FROM request WHERE id = $1', id))[0]?.['hr'];
const takesBack = async (id: string) =>
  desk.hear('request.withdrawn.v1', { request: id, hr: await hrOf(id), by: rita, reason: 'over' });
/** Something is asked for that has to wait, since a statement is missing meanwhile. */
const waiting = async (...asked: Parameters<typeof ask>) => {
  desk.gaps.add('request');
  const id = await ask(...asked);
  desk.gaps.clear();
  expect(await desk.stateOf(id)).toBe('held');
  return id;
};
const named = (...ids: readonly string[]) => [[ids, false]];

describe('a request names which pending ones collide with it:', () => {
  it('the other half for the same person', async () => {
    const first = await ask('first', vendors);
    const second = await ask('second', payments);
    expect([await contends(first), await contends(second)]).toEqual([named(), named(first)]);
  });

  it.each([
    ['a machine that she owns, when it is asked for her', bot, bea],
    ['its owner, when it is asked for the machine', bea, bot],
  ])('the other half for %s', async (_which, one, other) => {
    const first = await ask('first', payments, one);
    expect(await contends(await ask('second', vendors, other))).toEqual(named(first));
  });

  it('one that is held, in the order of ids', async () => {
    const held = await waiting('b-held', payments);
    const other = await ask('a-other', payments, bot);
    expect(await contends(await ask('second', vendors))).toEqual(named(other, held));
  });

  it('one that would give control over what holds the other half', async () => {
    await given('payments', payments, billing);
    const first = await ask('first', secret);
    expect(await contends(await ask('second', vendors))).toEqual(named(first));
  });

  it('no more of them than are looked at, and that there may be more', async () => {
    const first = await ask('first', payments);
    await desk.force(
      `INSERT INTO request (id, hr, asked_at, submitted, beneficiary, state, ha, assessed)
       SELECT 'r-copy-' || lpad(n::text, 17, '0'), 'hr-' || n, asked_at, submitted, beneficiary, state, ha, assessed
       FROM request, generate_series(1, 20) n WHERE id = '${first}'`,
    );
    const [[ids, more]] = (await contends(await ask('second', vendors))) as [[string[], boolean]];
    expect([ids.length, ids.at(-1), more]).toEqual([16, 'r-copy-00000000000000016', true]);
  });
});

describe('a request does not name', () => {
  it('what touches nobody whom it touches, or collides with nothing', async () => {
    await ask('elsewhere', payments, mallory);
    await ask('harmless', reading);
    await ask('same', vendors);
    expect(await contends(await ask('second', vendors))).toEqual(named());
  });

  it('what has ended', async () => {
    const [back, held] = [await ask('back', payments), await waiting('held', payments)];
    await takesBack(back);
    await takesBack(held);
    expect(await contends(await ask('second', vendors))).toEqual(named());
  });

  it('what has no time left, or what the law cannot give', async () => {
    const from = desk.clock.now();
    const items = [{ entitlement: payments, scope: {} }];
    await desk.asks('short', { items, window: { from, until: from + 1_000 } });
    await desk.asks('unknown', { items: [...items, { entitlement: 'erp:vendor:archive', scope: {} }] });
    desk.clock.advance(1_000);
    expect(await contends(await ask('second', vendors))).toEqual(named());
  });

  it('what it gives up', async () => {
    const first = await ask('first', payments);
    const { id } = await desk.asks('instead', { drops: [first] });
    expect(await contends(id)).toEqual(named());
  });

  it('what gives it up', async () => {
    const first = await waiting('first', vendors);
    await desk.asks('instead', { items: [{ entitlement: payments, scope: {} }], drops: [first] });
    desk.clock.advance(10_000);
    await desk.run('due');
    expect(await contends(first)).toEqual(named());
  });

  it('what is reserved: that is a conflict', async () => {
    await given('first', payments);
    const second = await ask('second', vendors);
    expect([await desk.stateOf(second), await contends(second)]).toEqual(['vetoed', []]);
  });
});

describe('what a request contends with', () => {
  it('changes nothing else of what is assessed', async () => {
    const assessed = async (id: string) => {
      const [said] = await desk.said('policy.assessed.v1', id);
      const { hr: _hr, contends: _ids, ...rest } = said?.body as Record<string, unknown>;
      return rest;
    };
    await ask('first', payments);
    const beside = await assessed(await ask('second', vendors));
    await begin();
    expect(beside).toEqual(await assessed(await ask('second', vendors)));
  });

  it('voids no vote when it comes later: the one reserved first stands, and the other is vetoed', async () => {
    const first = await ask('first', vendors);
    const arrives = await approval(first);
    const second = await ask('second', payments);
    await arrives();
    expect([await desk.stateOf(first), (await contends(first)).length]).toEqual(['cleared', 1]);
    await (
      await approval(second)
    )();
    expect(await desk.stateOf(second)).toBe('vetoed');
  });
});
