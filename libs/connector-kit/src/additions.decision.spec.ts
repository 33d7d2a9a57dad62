import { describe, expect, it } from '@jest/globals';
import type { DesiredGrant } from '@countersign/contracts';
import { type AdditionContext, judgeAddition } from './additions.decision.js';

const now = 1_800_000_000_000;
const grant = { clearance: 'c', request: 'r-1', until: null } as unknown as DesiredGrant;
const place = { system: 'erp', account: 'u1', permission: 'login:yes' };

const judgedWith = (applyBefore: number, { from = now, kept = [] as readonly object[] } = {}) =>
  judgeAddition(grant, {
    system: 'erp',
    body: { ...place, applyBefore: now + 30_000 },
    verdicts: new Map([
      [
        'c',
        {
          kind: 'verified',
          hashes: [],
          grant: { line: place, request: 'r-1', from, until: null, applyBefore },
        },
      ],
    ]),
    facts: { spent: new Set(), barrier: null },
    kept,
    forgotten: false,
    now,
  } as unknown as AdditionContext);

describe('an addition', () => {
  it('is made on a clearance of now', () => {
    expect(judgedWith(now + 60_000).kind).toBe('add');
  });

  it('is not made on a clearance that policy dated ahead: it would live longer than one can', () => {
    expect(judgedWith(now + 65_001)).toMatchObject({ kind: 'refuse', code: 'CLEARED_IN_FUTURE' });
    expect(judgedWith(now + 65_000).kind).toBe('add');
  });

  it.each([
    ['nothing is there', [], 'late'],
    ['what is there ends before', [{ until: now + 19_999 }], 'late'],
    ['what is there lasts until then', [{ until: now + 20_000 }], 'add'],
    ['what is there has no end', [{ until: null }], 'add'],
  ])('is made before its start only as a continuation: %s', (_, kept, kind) => {
    expect(judgedWith(now + 60_000, { from: now + 20_000, kept }).kind).toBe(kind);
  });

  it('is late on a clearance that has run out', () => {
    expect(judgedWith(now - 1)).toMatchObject({ kind: 'late' });
  });
});
