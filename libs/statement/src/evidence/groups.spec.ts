import {
  accountIn,
  aMonday,
  controlled,
  factOf,
  hired,
  instantAt,
  left,
  linked,
  memberOf,
  ms,
  people,
  type SourceEvent,
} from '@countersign/testing';
import { groupsOf } from './groups.js';

const { bea, omar } = people;
const account = { system: 'erp', account: 'owner-desk' };
const day = (number: number) => aMonday + number * ms.day;
const on = (number: number) => instantAt(day(number));
const unsigned = (event: SourceEvent): SourceEvent => ({ ...event, signedBy: null });
const from = (source: string, event: SourceEvent): SourceEvent => ({ ...event, source, signedBy: source });
const works = hired(omar, { accounts: [] });
const hers = linked(omar, account);
const joined = accountIn('process-owners', account);

const groups = (events: readonly SourceEvent[], at = aMonday, person: string = omar) =>
  groupsOf(events.map(factOf), person, at);
const owners = ['group:process-owners'];

describe('an account in a group', () => {
  it('makes its person one of the group, whether she was hired with it or got it later', () => {
    expect(groups([works, hers, joined])).toEqual(owners);
    expect(groups([hired(omar, { accounts: [account] }), joined])).toEqual(owners);
    expect(groups([works, hers, joined], aMonday, bea)).toEqual([]);
  });

  it('counts once beside her own membership', () => {
    expect(groups([works, hers, joined, memberOf('process-owners', omar)])).toEqual(owners);
  });

  it('does so in its window, and while the account is hers and she works here', () => {
    const story = [
      works,
      linked(omar, account, { effective: on(1), until: on(4) }),
      accountIn('process-owners', account, { effective: on(2), until: on(6) }),
    ];
    expect([1, 2, 3, 4].map((at) => groups(story, day(at)).length)).toEqual([0, 1, 1, 0]);
    expect(groups([works, hers, joined, left(omar, day(1))], day(1))).toEqual([]);
  });

  it.each<readonly [string, SourceEvent]>([
    ['nobody signed that it is in the group', unsigned(joined)],
    ['another source put it there than the one that says whose it is', from('iam', joined)],
    ['it is another account', accountIn('process-owners', { ...account, system: 'crm' })],
  ])('gives nothing when %s', (_why, membership) => {
    expect(groups([works, hers, membership])).toEqual([]);
  });

  it('gives nothing when nobody signed whose it is', () => {
    expect(groups([works, unsigned(hers), joined])).toEqual([]);
  });

  it.each<readonly [string, SourceEvent]>([
    ['another was hired with it', hired(bea, { accounts: [account] })],
    ['it was linked to another since', linked(bea, account, { effective: on(-1) })],
    ['another source links it to another', from('iam', linked(bea, account))],
    ['a machine uses it', controlled('service:bot', bea, { accounts: [account] })],
  ])('gives nothing when it serves somebody else: %s', (_who, other) => {
    expect(groups([works, hers, joined, other])).toEqual([]);
    expect(groups([other, joined, hers, works])).toEqual([]);
  });

  it('gives it again when the other has left, or her use of it is over by a later word of the same source', () => {
    const was = hired(bea, { accounts: [account] });
    const used = controlled('service:bot', bea, { accounts: [account] });
    const over = controlled('service:bot', bea, { accounts: [account], effective: on(-1), until: on(-1) });
    const before = linked(bea, account, { effective: on(-61) });
    expect(groups([works, hers, joined, was, left(bea, day(-1))])).toEqual(owners);
    expect(groups([works, hers, joined, used, over])).toEqual(owners);
    expect(groups([works, hers, joined, used, from('iam', over)])).toEqual([]);
    expect(groups([works, joined, before, hers])).toEqual(owners);
    expect(groups([works, hers, joined, unsigned(used)])).toEqual(owners);
  });

  it('is that of her last hiring', () => {
    const again = hired(omar, { accounts: [account], effective: on(-5) });
    expect(groups([again, joined])).toEqual(owners);
    expect(groups([again, hired(omar, { accounts: [], effective: on(-1) }), joined])).toEqual([]);
  });
});
