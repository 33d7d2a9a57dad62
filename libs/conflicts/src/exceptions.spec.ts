import type { Exception } from './index.js';
import { day, given, held, NOW, rows, under, within } from './payables.spec-only.js';

const ANNA = 'person:1001';
const CREATE = 'erp:vendor:create';
const RELEASE = 'erp:payment:release';
const ENTER = 'erp:invoice:enter';
const book = { ...under({ dimensions: ['company'] }), dimensions: ['company'] };

const exception = (change: Partial<Exception> = {}): Exception => ({
  id: 'E-1',
  root: ANNA,
  rule: 'P2P-01',
  version: 3,
  window: { from: NOW, until: day(9) },
  control: 'C-9',
  ...change,
});

const asked = (...exceptions: Exception[]) =>
  given([held(ANNA, CREATE)], book, { exceptions }).when({
    add: [within({ company: ['A'] }, held(ANNA, RELEASE, day(1), day(5)))],
  });

describe('an exception', () => {
  it('lets pass what it contains, and says so', () => {
    const judgement = asked(
      exception({ objects: { company: ['A'] }, window: { from: day(1), until: day(5) } }),
    );
    expect(judgement).toMatchObject({
      outcome: 'pass',
      conflicts: [{ covered: true, exceptions: ['E-1'], vetoes: false, class: 'creates' }],
    });
    expect(rows(judgement)).toEqual(['A 1…5: payment-release,vendor-upkeep']);
  });

  it.each<[string, Partial<Exception>]>([
    ['one instant less at the end', { window: { from: NOW, until: day(5) - 1 } }],
    ['one instant less at the start', { window: { from: day(1) + 1, until: day(9) } }],
    ['another object', { objects: { company: ['B'] } }],
    ['one leg less', { legs: ['duty:vendor-upkeep'] }],
    ['another root', { root: 'person:1002' }],
    ['another version', { version: 2 }],
    ['another rule', { rule: 'P2P-02' }],
  ])('covers nothing with %s', (_, change) => {
    expect(asked(exception(change))).toMatchObject({ outcome: 'veto', conflicts: [{ covered: false }] });
  });

  it('may be followed by another in time, each for its part', () => {
    const parts = [
      exception({ id: 'E-2', window: { from: day(3), until: day(9) } }),
      exception({ window: { from: NOW, until: day(3) } }),
    ];
    expect(asked(...parts)).toMatchObject({ outcome: 'pass', conflicts: [{ exceptions: ['E-1', 'E-2'] }] });
  });

  it('on pairs, three of them, does not cover the triple', () => {
    const legs = ['duty:vendor-upkeep', 'duty:invoice-entry', 'duty:payment-release'];
    const triple = under({ legs, threshold: 2 });
    const pairs = [0, 1, 2].map((left) =>
      exception({
        id: `E-${left}`,
        legs: legs.filter((_, i) => i !== left),
        window: { from: NOW, until: null },
      }),
    );
    const add = [held(ANNA, CREATE), held(ANNA, ENTER), held(ANNA, RELEASE)];
    const judged = (exceptions: Exception[]) => given([], triple, { exceptions }).when({ add });
    expect(judged(pairs)).toMatchObject({ outcome: 'veto', conflicts: [{ covered: false }] });
    expect(judged([...pairs, exception({ window: { from: NOW, until: null } })]).outcome).toBe('pass');
  });

  it('need not cover what is broken already', () => {
    const broken = [held(ANNA, CREATE), within({ company: ['B'] }, held(ANNA, RELEASE))];
    const judgement = given(broken, book, { exceptions: [exception({ objects: { company: ['A'] } })] }).when({
      add: [within({ company: ['A'] }, held(ANNA, RELEASE, day(1), day(5)))],
    });
    expect(judgement).toMatchObject({ outcome: 'pass', conflicts: [{ class: 'extends', covered: true }] });
  });

  it('with a dimension that the rule does not distinguish covers nothing', () => {
    const plain = { ...under({}), dimensions: ['company'] };
    const judgement = given([held(ANNA, CREATE)], plain, {
      exceptions: [exception({ objects: { company: ['A'] }, window: { from: NOW, until: null } })],
    }).when({ add: [held(ANNA, RELEASE)] });
    expect(judgement.outcome).toBe('veto');
  });
});
