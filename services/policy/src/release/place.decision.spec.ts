import { describe, expect, it } from '@jest/globals';
import type { DesiredState } from '@countersign/contracts';
import type { LineState } from '../life/line-life.decision.js';
import { afterAnswer, afterObservation, isStale, type ReservedLine } from './place.decision.js';

const line = (state: LineState, over: Partial<ReservedLine> = {}): ReservedLine => ({
  reservation: 'v-1',
  request: 'r-1',
  ending: false,
  state,
  answeredAt: 1_000,
  token: 5,
  ...over,
});
const having = (...requests: string[]): DesiredState =>
  ({
    grants: requests.map((request) => ({ clearance: 'c', request, until: null })),
    adopted: false,
  }) as never;

describe('a slot after a connector answered', () => {
  it('is applied once the state has the grant', () => {
    expect(afterAnswer(line('reserved'), having('r-1'))).toBe('applied');
  });

  it('stays reserved when the order was late: nothing was applied, and nothing is free', () => {
    expect(afterAnswer(line('reserved'), having())).toBe('reserved');
  });

  it('is gone, but not free, when the state lacks what it had', () => {
    expect(afterAnswer(line('held'), having('r-2'))).toBe('gone');
    expect(afterAnswer(line('reserved', { ending: true }), having())).toBe('gone');
  });

  it('does not come back from absent', () => {
    expect(afterAnswer(line('absent'), having('r-1'))).toBe('absent');
  });
});

describe('what a connector says', () => {
  it('is stale when it speaks of an earlier order, whatever its clock says', () => {
    expect(isStale(line('held'), { token: 4, iat: 9_000 })).toBe(true);
    expect(isStale(line('held'), { token: 6, iat: 1 })).toBe(false);
  });

  it('is told apart by its clock where it speaks of the same order', () => {
    expect(isStale(line('held'), { token: 5, iat: 999 })).toBe(true);
    expect(isStale(line('held'), { token: 5, iat: 1_000 })).toBe(false);
    expect(isStale(line('reserved', { token: null, answeredAt: null }), { token: 1, iat: 1 })).toBe(false);
  });
});

describe('a slot after an observation', () => {
  const over = (...of: Parameters<typeof line>) => ({ ...line(...of), forGood: true });

  it('is held when an observation begun after the answer saw it', () => {
    expect(afterObservation(over('applied'), true, 1_001, false)).toBe('held');
    expect(afterObservation(over('applied'), true, 1_000, false)).toBe('applied');
  });

  it('frees only on both words: the connector lacks it and a later observation lacks it', () => {
    expect(afterObservation(over('gone'), false, 1_001, false)).toBe('absent');
    expect(afterObservation(over('gone'), false, 1_000, false)).toBe('gone');
    expect(afterObservation(over('gone'), true, 1_001, false)).toBe('gone');
    expect(afterObservation(over('applied'), false, 2_000, false)).toBe('applied');
    expect(afterObservation(over('gone', { answeredAt: null }), false, 2_000, false)).toBe('gone');
  });

  it('does not free while a clearance could still be used', () => {
    const line = { ...over('gone'), forGood: false };
    expect([true, false].map((explained) => afterObservation(line, false, 1_001, explained))).toEqual([
      'gone',
      'gone',
    ]);
  });

  it('frees when another reserved grant explains what is still seen', () => {
    expect(afterObservation(over('gone'), true, 1_001, true)).toBe('absent');
  });
});
