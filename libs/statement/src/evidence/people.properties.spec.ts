// Effective time decides, never arrival (SEMANTICS, law 1): the fold over any facts gives the same in any order, and what replaying
// them in order of their effective times gives.
import fc from 'fast-check';
import {
  aFact,
  aMonday,
  controlled,
  factOf,
  hired,
  instantAt,
  linked,
  memberOf,
  ms,
  type SourceEvent,
  votesWith,
} from '@countersign/testing';
import type { Fact } from './facts.js';
import { factsThatCount } from './latest.js';
import { groupsOf } from './groups.js';
import { accountsOf, votingKeyAt, workerAt } from './people.js';

const persons = ['person:1', 'person:2'];
const identities = [...persons, 'service:bot'];
const days = [0, 1, 2, 3, 4];
const at = (day: number) => aMonday + day * ms.day;

const person = fc.constantFrom(...persons);
const effective = fc.constantFrom(...days).map((day) => instantAt(at(day)));
const until = fc.option(fc.constantFrom(...days, 5).map((day) => instantAt(at(day))));
const letter = fc.constantFrom('a', 'b', 'c');
const account = fc.constantFrom('x', 'y').map((name) => ({ system: 'erp', account: name }));

const event: fc.Arbitrary<SourceEvent> = fc.oneof(
  fc
    .record({ worker: person, effective, department: letter, accounts: fc.array(account, { maxLength: 2 }) })
    .map(({ worker, ...change }) => hired(worker, change)),
  fc
    .record(
      { worker: person, effective, department: letter, job: letter },
      { requiredKeys: ['worker', 'effective'] },
    )
    .map((data) => aFact('worker.changed.v1', data)),
  fc.record({ worker: person, effective }).map((data) => aFact('worker.left.v1', data)),
  fc
    .record({ controller: person, accounts: fc.array(account, { maxLength: 2 }), effective, until })
    .map(({ controller, ...change }) => controlled('service:bot', controller, change)),
  fc.record({ person, account, effective, until }).map((data) => linked(data.person, data.account, data)),
  fc.record({ person, effective, until }).map((data) => memberOf('g', data.person, data)),
  fc
    .record({ person, key: fc.record({ kid: letter, x: letter }), effective, until })
    .map(({ person: voter, key, ...window }) => votesWith(voter, key, window)),
);
const story: fc.Arbitrary<Fact[]> = fc
  .array(fc.tuple(event, fc.boolean()), { maxLength: 12 })
  .map((events) => events.map(([each, signed]) => factOf({ ...each, signedBy: signed ? 'hr' : null })));

/** Everything that can be asked of facts, on every day. */
const answers = (facts: readonly Fact[]) =>
  days.map((day) =>
    identities.map((who) => ({
      worker: workerAt(facts, who, at(day)),
      accounts: accountsOf(facts, who, at(day)),
      groups: [...groupsOf(facts, who, at(day))].sort(),
      keys: ['a', 'b', 'c'].map((kid) => votingKeyAt(facts, who, kid, at(day))),
    })),
  );

/** Department and job by living through the facts in order: what somebody at a desk would do. */
function replayed(facts: readonly Fact[], who: string, now: number) {
  const rank = { 'worker.hired.v1': 0, 'worker.changed.v1': 1, 'worker.left.v1': 2 } as Record<
    string,
    number
  >;
  const relevant = facts
    .filter(({ type, data }) => type in rank && 'worker' in data && data.worker === who)
    .filter((fact) => fact.effective <= now && (fact.power || fact.type === 'worker.left.v1'))
    .sort((a, b) => a.effective - b.effective || rank[a.type]! - rank[b.type]! || (a.id < b.id ? -1 : 1));
  type State = { readonly department?: string; readonly job?: string };
  let state = null as State | null;
  for (const { type, data } of relevant) {
    if (type === 'worker.left.v1') state = null;
    else if (type === 'worker.hired.v1') state = data;
    else if (state) state = { ...state, ...(data as State) };
  }
  return state && { department: state.department, job: state.job };
}

describe('facts', () => {
  it('give the same answers in whatever order they arrive', () => {
    fc.assert(
      fc.property(
        story.chain((facts) =>
          fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length })),
        ),
        ([facts, shuffled]) => {
          expect(answers(shuffled)).toEqual(answers(facts));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('give what living through them gives', () => {
    fc.assert(
      fc.property(story, (facts) => {
        for (const day of days)
          for (const who of persons) {
            const worker = workerAt(facts, who, at(day));
            expect(worker && { department: worker.department, job: worker.job }).toEqual(
              replayed(facts, who, at(day)),
            );
          }
      }),
      { numRuns: 200 },
    );
  });

  it('that count give the same answers as all of them, and there are no more of them than it takes', () => {
    fc.assert(
      fc.property(story, fc.subarray(days, { minLength: 1 }), (facts, asked) => {
        const counting = factsThatCount(facts, asked.map(at));
        for (const day of asked) expect(answers(counting)[day]).toEqual(answers(facts)[day]);
        expect(factsThatCount(counting, asked.map(at))).toEqual(counting);
        for (const { power, type } of counting) expect(power || type === 'worker.left.v1').toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('without power only take away', () => {
    fc.assert(
      fc.property(story, (facts) => {
        const powerful = facts.filter(({ power }) => power);
        days.forEach((day) =>
          persons.forEach((who) => {
            if (workerAt(facts, who, at(day))) expect(workerAt(powerful, who, at(day))).not.toBeNull();
            expect(groupsOf(facts, who, at(day))).toEqual(groupsOf(powerful, who, at(day)));
          }),
        );
      }),
    );
  });
});
