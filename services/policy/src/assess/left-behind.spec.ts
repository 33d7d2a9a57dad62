import { describe, expect, it } from '@jest/globals';
import { hired, instantAt, left, moments, people, type SourceEvent } from '@countersign/testing';
import { asked, at, codes, judged, usual } from '../../test/judging.spec-only.js';

describe('a beneficiary who has left', () => {
  const facts = (...more: readonly SourceEvent[]) => ({ facts: [...usual, ...more] });
  it('is given nothing, from that instant on', () => {
    const assessment = judged(asked(), facts(left(people.bea, at)));
    expect([assessment.outcome, codes(assessment)]).toEqual(['veto', ['WORKER_LEFT']]);
    expect(codes(judged(asked(), facts(left(people.bea, at + 1))))).toEqual(['pass']);
  });

  it('is given nothing that was asked before, hired again or not, and what is asked since', () => {
    const again = (day: number) => hired(people.bea, { effective: instantAt(day) });
    const { submitted } = moments;
    expect(codes(judged(asked(), facts(left(people.bea, submitted + 1), again(submitted + 2))))).toEqual([
      'WORKER_LEFT',
    ]);
    expect(codes(judged(asked(), facts(left(people.bea, submitted - 1), again(submitted))))).toEqual([
      'pass',
    ]);
  });
});
