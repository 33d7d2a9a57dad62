import { describe, expect, it } from '@jest/globals';
import type { DesiredState } from '@countersign/contracts';
import type { LineState } from '../life/line-life.decision.js';
import {
  afterAnswer,
  afterObservation,
  explainedByOthers,
  isStale,
  type PlacedLine,
  type ReservedLine,
} from './place.decision.js';

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

describe('what is seen at the place of a line', () => {
  const placed = (reservation: string, state: LineState, account = 'u1'): PlacedLine => ({
    ...line(state, { reservation }),
    ...{ system: 'erp', account, permission: 'role:a', underWay: false, forGood: true, ends: null },
  });
  const explained = (of: PlacedLine, ...others: PlacedLine[]) => explainedByOthers([of, ...others])(of);

  it.each<LineState>(['applied', 'held'])('is explained by another reservation whose line is %s', (state) => {
    expect(explained(placed('v-1', 'gone'), placed('v-2', state))).toBe(true);
    expect(explained(placed('v-1', state), placed('v-2', state))).toBe(true);
  });

  it('is not explained by itself, by what is not there, or by what is elsewhere', () => {
    expect(explained(placed('v-1', 'held'))).toBe(false);
    for (const state of ['reserved', 'gone'] as const)
      expect(explained(placed('v-1', 'gone'), placed('v-2', state))).toBe(false);
    expect(explained(placed('v-1', 'gone'), placed('v-2', 'held', 'u2'))).toBe(false);
  });

  it('is told for every line at a cost that grows with their number, not with its square', () => {
    const looks = (count: number): number => {
      let read = 0;
      const lines = Array.from({ length: count }, (_, n) => {
        const one = placed(`v-${n}`, 'held', `u${n}`);
        return Object.defineProperty(one, 'account', { get: () => (read++, `u${n}`) });
      });
      const isExplained = explainedByOthers(lines);
      expect(lines.filter(isExplained)).toEqual([]);
      return read;
    };
    expect(looks(2_000)).toBe(2 * looks(1_000));
  });
});
