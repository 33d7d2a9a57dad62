import type { Grant, RuleBook, Source } from './index.js';
import { DAY, day, given, held, NOW, payables } from './payables.spec-only.js';

const ANNA = 'person:1001';
const BEN = 'person:1002';
const CREATE = 'erp:vendor:create';
const RELEASE = 'erp:payment:release';

const source = (id: string, age: number, about = 'person:*'): Source => ({
  id,
  confirmedAt: NOW - age,
  longestAgeMs: DAY,
  tells: [{ what: 'grants', about }],
});
const told = (by: string, grant: Grant): Grant => ({ ...grant, source: by });
const judged = (facts: Grant[], sources: Source[], book: RuleBook = payables) =>
  given(facts, book, { sources }).when({ add: [held(ANNA, RELEASE)] });

describe('a stale source', () => {
  it('holds a change that touches what it could tell, and no other', () => {
    expect(judged([], [source('erp', DAY)]).outcome).toBe('pass');
    expect(judged([], [source('erp', DAY + 1)])).toMatchObject({
      outcome: 'hold',
      holds: [{ code: 'STALE_SOURCE' }],
    });
    expect(judged([], [source('erp', DAY + 1, 'service:*')]).outcome).toBe('pass');
  });

  it('does not undo a veto that stands without it', () => {
    const judgement = judged([held(ANNA, CREATE)], [source('erp', DAY + 1)]);
    expect(judgement).toMatchObject({ outcome: 'veto', holds: [{ code: 'STALE_SOURCE' }] });
    const confirmed = [told('old', held(ANNA, CREATE)), told('new', held(ANNA, CREATE))];
    expect(judged(confirmed, [source('old', 9 * DAY), source('new', 0)]).outcome).toBe('veto');
  });

  it('holds where a prohibit rests on it, whomever it says it tells of', () => {
    const facts = [told('old', held(ANNA, CREATE))];
    for (const about of ['person:*', 'service:*']) {
      expect(judged(facts, [source('old', 9 * DAY, about)])).toMatchObject({
        outcome: 'hold',
        conflicts: [{ vetoes: true }],
      });
    }
  });

  it('holds where heads become other ones or a prerequisite breaks, whatever it tells', () => {
    const sources = [source('far', 9 * DAY, 'workload:x')];
    const base = { id: 'R', version: 1, title: 'R', effect: 'prohibit', rollout: 'enforce' } as const;
    const heads = { ...payables, rules: [{ ...base, holders: 'duty:payment-release', most: 1 }] };
    expect(judged([held(BEN, RELEASE)], sources, heads).outcome).toBe('hold');
    expect(judged([], sources, heads).outcome).toBe('hold');
    expect(judged([], [], heads).outcome).toBe('pass');
    expect(judged([held(ANNA, 'role:payer')], sources, heads).outcome).toBe('pass');
    const needs = { ...payables, rules: [{ ...base, when: 'duty:payment-release', needs: 'duty:audit' }] };
    expect(judged([], sources, needs).outcome).toBe('hold');
    expect(judged([], [], needs).outcome).toBe('veto');
  });

  it('never holds a removal', () => {
    const facts = [told('old', held(ANNA, CREATE))];
    const removal = given(facts, payables, { sources: [source('old', 9 * DAY)] }).when({ drop: facts });
    expect(removal).toMatchObject({ outcome: 'pass', holds: [] });
  });

  it('comes before time bounds', () => {
    const bound = {
      ...payables,
      rules: payables.rules.map((rule) => ({ ...rule, effect: 'time-bound' as const, maxDurationMs: 5 })),
    };
    expect(judged([held(ANNA, CREATE)], [source('erp', 0)], bound).outcome).toBe('veto');
    expect(judged([held(ANNA, CREATE)], [source('erp', 9 * DAY)], bound).outcome).toBe('hold');
  });

  it('that nobody knows is a fact that cannot be read', () => {
    expect(judged([told('nobody', held(BEN, CREATE))], []).holds).toMatchObject([{ code: 'MALFORMED_FACT' }]);
  });
});

describe('a budget of steps', () => {
  it('holds what takes more, and gives the same answer with as many as it takes', () => {
    const world = given([held(ANNA, CREATE)]);
    const asking = { add: [held(ANNA, RELEASE)] };
    expect(world.when(asking, NOW, { budget: 3 })).toMatchObject({
      outcome: 'hold',
      conflicts: [],
      holds: [{ code: 'BUDGET_EXCEEDED' }],
    });
    expect(world.when(asking, NOW, { budget: 1000 })).toEqual(world.when(asking));
    expect(world.when({ drop: [held(ANNA, CREATE)] }, day(1), { budget: 0 }).outcome).toBe('pass');
  });
});
