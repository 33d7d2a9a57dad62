// What is held waits for something; whatever that is, it is looked at again without being told that it has come.
import {
  accountOf,
  aFact,
  controlled,
  hired,
  instantAt,
  keyring,
  memberOf,
  ms,
  people,
} from '@countersign/testing';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';

const { omar, cleo, mallory } = people;
const newcomer = 'person:1999';
const bot = 'service:bot';

let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
beforeEach(() => desk.begin());

/** Says today that somebody joins a group in so many days. */
const joins = (group: string, person: string, days: number) => {
  const data = { group: `group:${group}`, person, until: null };
  const now = desk.clock.now();
  const effective = instantAt(now + days * ms.day);
  return aFact('group.membership.v1', { ...data, effective }, { time: instantAt(now) });
};
const leaves = (group: string, person: string) => {
  const at = desk.clock.now();
  return memberOf(group, person, { effective: instantAt(at - ms.day), until: instantAt(at - ms.hour) });
};
/** So long passes, and every ten minutes of it, or at every `step` (ms), it is looked what is due. */
const pass = async (long: number, step = 10 * ms.minute) => {
  for (let passed = 0; passed < long; passed += step) {
    desk.clock.advance(step);
    await desk.run('due');
  }
};
/** The state at the end of the day before, and ten minutes after a date so many days from now. */
const aroundDay = async (id: string, days: number) => {
  await pass(days * ms.day - ms.hour, ms.hour);
  const before = await desk.stateOf(id);
  await pass(ms.hour + 10 * ms.minute);
  return [before, await desk.stateOf(id)];
};
const changesAt = ['held', 'assessed'];

describe('what waits for a date is judged anew within ten minutes of it:', () => {
  it('access for somebody who begins tomorrow', async () => {
    const from = desk.clock.now() + ms.day;
    await desk.states(hired(newcomer, { effective: instantAt(from), accounts: [accountOf(newcomer)] }));
    const window = { from, until: from + 20 * ms.day };
    const { id } = await desk.asks('newcomer', { beneficiary: newcomer, window });
    expect(await aroundDay(id, 1)).toEqual(changesAt);
  });

  it('a membership that was announced before the request was held', async () => {
    await desk.states(leaves('internal-control', cleo), joins('internal-control', mallory, 1));
    const { id } = await desk.asks('early');
    expect(await desk.reasons('policy.held.v1', id)).toEqual(['NO_ELIGIBLE_APPROVERS']);
    expect(await aroundDay(id, 1)).toEqual(changesAt);
  });

  it('the second of two that were announced', async () => {
    await desk.states(leaves('internal-control', cleo), leaves('process-owners', omar));
    const { id } = await desk.asks('two');
    await desk.states(joins('internal-control', mallory, 1), joins('process-owners', omar, 2));
    expect(await aroundDay(id, 2)).toEqual(changesAt);
  });

  it('the end of the week in which whoever has owned a machine decides nothing about it', async () => {
    const accounts = [{ system: 'erp', account: 'bot' }];
    const longAgo = instantAt(desk.clock.now() - 40 * ms.day);
    await desk.states(
      ...[omar, mallory].map((owner) => controlled(bot, owner, { accounts })),
      controlled(bot, omar, { accounts, effective: longAgo, until: longAgo }),
    );
    const { id } = await desk.asks('bot', { beneficiary: bot });
    expect(await desk.reasons('policy.held.v1', id)).toEqual(['NO_ELIGIBLE_APPROVERS']);
    expect(await aroundDay(id, 7)).toEqual(changesAt);
  });
});

it('what is still held for the same is looked at every ten minutes, and nothing is said', async () => {
  await desk.states(leaves('internal-control', cleo));
  const { id } = await desk.asks('nobody');
  const before = await desk.said();
  await pass(ms.hour);
  expect(await desk.said()).toEqual(before);
  const due = await desk.rows('SELECT due_at FROM request WHERE id = $1', id);
  expect(due).toEqual([{ due_at: String(desk.clock.now() + 10 * ms.minute) }]);
});

describe('what is looked at again and again, however much of it there is, keeps waiting', () => {
  const isOneOfMany = ({ id }: { readonly id: string }) =>
    desk.force(
      `INSERT INTO request (id, hr, asked_at, submitted, beneficiary, state, held_for, held_under, due_at, due_by)
       SELECT 'a-copy-' || n, 'hr-' || n, asked_at, submitted, beneficiary, state, held_for, held_under, 0, due_by
       FROM request, generate_series(1, 120) n WHERE id = '${id}'`,
    );

  it('nothing that was held for a reason which may be over', async () => {
    await desk.states(leaves('internal-control', cleo));
    const { id } = await desk.asks('waiting');
    await isOneOfMany(await desk.asks('stuck', { beneficiary: newcomer }));
    await desk.states(joins('internal-control', mallory, 0));
    await pass(10_000, 10_000);
    expect(await desk.stateOf(id)).toBe('assessed');
  });

  it('nothing for whose beneficiary a fact has come, which may end the reason of all the others', async () => {
    const { id } = await desk.asks('newcomer', { beneficiary: newcomer });
    await desk.states(leaves('internal-control', cleo));
    await isOneOfMany(await desk.asks('stuck'));
    const effective = instantAt(desk.clock.now() - ms.day);
    await desk.states(hired(newcomer, { effective, accounts: [accountOf(newcomer)] }));
    await pass(10_000, 10_000);
    expect(await desk.stateOf(id)).toBe('assessed');
  });
});

it('what passes by itself, however much of it there is, keeps a new law from nothing that was held under the one before', async () => {
  const archive = { items: [{ entitlement: 'erp:vendor:archive', scope: {} }] };
  const { id } = await desk.asks('new', archive);
  desk.gaps.add('request');
  const gap = await desk.asks('gap');
  await desk.force(
    `INSERT INTO request (id, hr, asked_at, submitted, beneficiary, state, held_for, held_under, due_at)
     SELECT 'a-copy-' || n, 'hr-' || n, asked_at, submitted, beneficiary, state, held_for, held_under, due_at
     FROM request, generate_series(1, 60) n WHERE id = '${gap.id}'`,
  );
  desk.under(
    keyring().bundle((usual) => {
      const like = usual.entitlements[1] as (typeof usual.entitlements)[number];
      const added = { ...like, id: 'erp:vendor:archive', permission: 'role:erp_vendor_archive' };
      return { ...usual, number: usual.number + 1, entitlements: [...usual.entitlements, added] };
    }),
  );
  await pass(30_000, 10_000);
  expect(await desk.reasons('policy.held.v1', id)).toEqual(['CHAIN_OPEN']);
});
