// The quick part of the model: two halves at once, votes, and a grant's life, each with the guards that matter most taken away. All of it:
// `npm run model`.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cases, judge } from './cases.mjs';
import { configurations } from './configurations.mjs';
import { verdictOf, whatIsMissing } from './explore.mjs';

const missing = whatIsMissing();
const skip = missing === null ? false : `unavailable: ${missing}`;

describe('the model of a grant', () => {
  for (const one of cases({ quick: true }))
    it(
      `${one.conf}${one.mutant ? ` without its guard (${one.mutant})` : ''}: ${one.required.join(' or ')}`,
      { skip },
      async () => {
        const { seen, steps } = await judge(one);
        assert.ok(one.required.includes(seen), `${seen}\n${steps.join('\n')}`);
      },
    );

  it('is not as required when a guard that is missing is not missed', { skip }, async () => {
    const votes = cases({ only: ['VOTES'] });
    const plain = votes.find(({ mutant }) => mutant === null);
    const denied = votes.find(({ mutant }) => mutant === 'NO_DENY');
    assert.ok(plain && denied);
    assert.deepEqual(
      [
        (await judge({ ...plain, required: ['I8'] })).ok,
        (await judge({ ...denied, required: ['holds'] })).ok,
      ],
      [false, false],
    );
  });

  it('tells a counterexample in words', { skip }, async () => {
    const denied = cases({ only: ['VOTES'] }).find(({ mutant }) => mutant === 'NO_DENY');
    assert.ok(denied);
    const { steps } = await judge(denied);
    assert.equal(steps.at(-1), 'provisioning verifies the clearance');
  });

  it('says what becomes of every invariant that it is about', () => {
    const required = configurations.flatMap(({ mutants }) => mutants.flatMap((mutant) => mutant.required));
    for (const id of ['I7', 'I8', 'I9', 'I10', 'I11', 'I12', 'I17', 'I18', 'I20', 'I22'])
      assert.ok(required.includes(id), `nothing breaks ${id}`);
  });
});

describe('what a verifier prints', () => {
  const whole = 'State-vector 20 byte, depth reached 9, errors: 0\n 12 states, stored\n';

  it('is good only when every state was visited', () => {
    assert.equal(verdictOf(whole), 'holds');
    assert.match(verdictOf(`error: max search depth too small\n${whole}`), /^error/);
    assert.match(verdictOf(`Warning: Search not completed\n${whole}`), /^error/);
    assert.match(verdictOf(''), /^error/);
  });

  it('names the invariant that is broken', () => {
    assert.equal(verdictOf('pan:1: assertion violated (!(a)||(12==0)) (at depth 3)\nerrors: 1\n'), 'I12');
    assert.equal(verdictOf('pan:1: invalid end state (at depth 3)\nerrors: 1\n'), 'deadlock');
    assert.equal(verdictOf('pan:1: non-progress cycle (at depth 3)\nerrors: 1\n'), 'cycle');
  });

  it('is an error when the model was too small', () => {
    assert.match(
      verdictOf('pan:1: assertion violated ((a)||(99==0)) (at depth 3)\nerrors: 1\n'),
      /too small/,
    );
  });
});
