import type { ConflictSummary } from '@countersign/contracts';
import { canBeStated, statable, statableBeside } from './statable.decision.js';

const conflict = (legs = 2, steps = 1, title = 't') =>
  ({
    ...{ rule: 'P2P-01', version: 1, title, effect: 'prohibit', root: 'person:1', class: 'creates' },
    ...{ kind: 'conflict', covered: false, objects: [] },
    legs: Array.from({ length: legs }, () => ({
      duty: 'duty:a',
      path: Array.from({ length: steps }, () => ({ step: 'contains', role: 'role:a', item: 'e' })),
    })),
  }) as unknown as ConflictSummary;
const all = { conflicts: [conflict()], lines: [], excluded: [] as string[], roots: [] as object[] };
const many = (n: number) => Array.from({ length: n }, () => 'person:1');

describe('what one statement can say', () => {
  it('ends at its bounds', () => {
    expect(canBeStated(all)).toBe(true);
    expect(canBeStated({ ...all, conflicts: Array.from({ length: 100 }, () => conflict()) })).toBe(true);
    for (const beyond of [
      { conflicts: Array.from({ length: 101 }, () => conflict()) },
      { conflicts: [conflict(17)] },
      { conflicts: [conflict(2, 33)] },
      { conflicts: Array.from({ length: 90 }, () => conflict(16, 30)) },
      { excluded: many(1_001) },
      { roots: many(257) as unknown as object[] },
    ])
      expect(canBeStated({ ...all, ...beyond })).toBe(false);
  });

  it('is as much of the conflicts as has room', () => {
    expect(statable(Array.from({ length: 300 }, () => conflict()))).toHaveLength(100);
    expect(statable([conflict(2, 40), conflict()])).toHaveLength(1);
    const large = statable(Array.from({ length: 100 }, () => conflict(16, 32)));
    expect(large.length).toBeGreaterThan(0);
    expect(JSON.stringify(large).length).toBeLessThan(155_000);
  });

  it('has room for warnings where conflicts leave some, and is held up by none', () => {
    const many = Array.from({ length: 60 }, () => conflict(16, 30));
    expect(statableBeside(all, [conflict()])).toHaveLength(1);
    expect(statableBeside({ ...all, conflicts: many }, many).length).toBeLessThan(60);
    const [full] = [{ ...all, excluded: ['x'.repeat(150_000)] }];
    expect(statableBeside(full, [conflict()])).toEqual([]);
  });
});
