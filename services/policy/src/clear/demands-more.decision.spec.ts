import type { ConflictSummary } from '@countersign/contracts';
import type { Assessed } from '@countersign/contracts/policy';
import type { Passing } from '../assess/assess.decision.js';
import { demandsMore, warnsMore } from './demands-more.decision.js';

const conflict = (over: object = {}, state = 'reserved') =>
  ({
    ...{
      rule: 'P2P-02',
      version: 1,
      title: 't',
      effect: 'dual-approval',
      root: 'person:1',
      class: 'creates',
    },
    ...{ kind: 'conflict', covered: false, objects: [] },
    legs: ['duty:a', 'duty:b'].map((duty) => ({
      duty,
      path: [{ step: 'holds', identity: 'person:1', item: 'x', state }],
    })),
    ...over,
  }) as unknown as ConflictSummary;
const stage = (name: string) => ({ name, groups: [], quorum: 1 });
const line = (account: string) => ({
  system: 'erp',
  account,
  permission: 'role:x',
  entitlement: 'e',
  scope: {},
});
const assessed = {
  conflicts: [conflict()],
  stages: [stage('owner'), stage('dual approval')],
  lines: [line('u1')],
  until: 1_000,
} as unknown as Assessed;
const now = (over: object = {}, route: object = {}): Passing =>
  ({
    outcome: 'pass',
    birthright: false,
    conflicts: [conflict()],
    lines: [line('u1')],
    route: { stages: [stage('owner'), stage('dual approval')], until: 2_000, deadline: 0, ...route },
    ...over,
  }) as unknown as Passing;

describe('a judgement after the vote', () => {
  it.each([
    ['nothing new', now()],
    ['the same conflict, whose other leg is held by now', now({ conflicts: [conflict({}, 'held')] })],
    ['a conflict less', now({ conflicts: [] })],
    ['a conflict less, and so its stage less', now({ conflicts: [] }, { stages: [stage('owner')] })],
  ])('demands no more when it shows %s', (_what, judgement) => {
    expect(demandsMore(assessed, judgement)).toBe(false);
  });

  it.each([
    ['another conflict', now({ conflicts: [conflict(), conflict({ rule: 'P2P-03' })] })],
    ['the conflict of another root', now({ conflicts: [conflict({ root: 'person:2' })] })],
    ['the conflict by a newer version of the rule', now({ conflicts: [conflict({ version: 2 })] })],
    [
      'another leg of it',
      now({ conflicts: [conflict({ legs: [...conflict().legs, { duty: 'duty:c', path: [] }] })] }),
    ],
    ['other lines', now({ lines: [line('u2')] })],
    ['another stage', now({}, { stages: [stage('owner'), stage('controllers')] })],
    ['a stage more', now({}, { stages: [...assessed.stages, stage('controllers')] })],
    ['an earlier end', now({}, { until: 999 })],
  ])('demands more when it shows %s', (_what, judgement) => {
    expect(demandsMore(assessed, judgement)).toBe(true);
  });

  it('demands more when nothing was assessed', () => {
    expect(demandsMore(null, now())).toBe(true);
  });
});

describe('a warning after the vote', () => {
  const warned = (...warnings: ConflictSummary[]) => now({ warnings });
  const shown = { ...assessed, warnings: [conflict()] };

  it('is news when nobody was shown it, and none when it was or is gone', () => {
    expect(warnsMore(shown, warned(conflict()))).toBe(false);
    expect(warnsMore(shown, warned())).toBe(false);
    expect(warnsMore(shown, warned(conflict({ rule: 'P2P-03' })))).toBe(true);
    expect(warnsMore(null, warned(conflict()))).toBe(true);
  });

  it('demands nothing', () => {
    expect(demandsMore(assessed, warned(conflict({ rule: 'P2P-03' })))).toBe(false);
  });
});
