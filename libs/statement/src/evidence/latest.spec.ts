import {
  aFact,
  aMonday,
  factOf,
  hired,
  instantAt,
  left,
  linked,
  memberOf,
  ms,
  people,
  type SourceEvent,
  testKey,
  votesWith,
} from '@countersign/testing';
import { factsThatCount } from './latest.js';

const { bea, omar, mallory } = people;
const at = (day: number) => aMonday + day * ms.day;
const from = (day: number) => ({ effective: instantAt(at(day)) });
const account = { system: 'crm', account: 'b1' };
const changed = (day: number, change: object) =>
  aFact('worker.changed.v1', { worker: bea, ...from(day), ...change });

const ids = (facts: readonly { readonly id: string }[]) => facts.map(({ id }) => id).sort();
/** Of all these facts exactly these count at the end of day 3, or at `instants`. */
const expectCounting = (
  all: readonly SourceEvent[],
  counting: readonly SourceEvent[],
  instants: readonly number[] = [at(3)],
) => expect(ids(factsThatCount(all.map(factOf), instants))).toEqual(ids(counting));

describe('of facts, those count', () => {
  it('that no later one has replaced, by then', () => {
    const [first, second, third] = [1, 2, 4].map((day) => memberOf('g', omar, from(day))) as [
      SourceEvent,
      SourceEvent,
      SourceEvent,
    ];
    expectCounting([first, second, third], [second]);
    expectCounting([first, second, third], [first, third], [at(1), at(5)]);
    expectCounting([first, second, third], [], [at(0)]);
  });

  it('that change other fields than the later ones do', () => {
    const job = changed(1, { job: 'buyer' });
    const both = changed(2, { job: 'clerk', department: 'sales' });
    expectCounting([hired(bea), job, both], [hired(bea), job, both]);
    expectCounting(
      [hired(bea), job, changed(2, { job: 'clerk' })],
      [hired(bea), changed(2, { job: 'clerk' })],
    );
  });

  it('that have power, and departures on anybody’s word', () => {
    const unsigned = (event: SourceEvent) => ({ ...event, signedBy: null });
    const claims = [hired(bea, from(2)), linked(bea, account), memberOf('g', bea)].map(unsigned);
    const gone = unsigned(left(bea, at(3)));
    expectCounting([hired(bea), ...claims, unsigned(left(bea, at(2))), gone], [hired(bea), gone]);
  });

  it('that say the same of somebody else: whose account it is now, and who has the same key', () => {
    const [hers, his] = [linked(bea, account, from(1)), linked(mallory, account, from(2))];
    expectCounting([hers, his], [his]);
    const keys = [votesWith(omar, testKey(omar), from(1)), votesWith(mallory, testKey(omar), from(2))];
    expectCounting(keys, keys);
  });
});
