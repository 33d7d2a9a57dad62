import type { EdgeDefinition, RuleBook } from './index.js';
import {
  controls,
  day,
  given,
  held,
  NOW,
  payables,
  rows,
  seen,
  under,
  within,
} from './payables.spec-only.js';

const ANNA = 'person:1001';
const CREATE = 'erp:vendor:create';
const RELEASE = 'erp:payment:release';
const SHELL = 'host:shell:use';
const DEBUG = 'host:debugger:use';
const READ = 'vault:secret:read';
const BOT = 'workload:payer';

const knowing = (edges: readonly EdgeDefinition[], more: Partial<RuleBook> = {}): RuleBook => ({
  ...payables,
  dimensions: ['cluster', 'company'],
  entitlements: [...payables.entitlements, SHELL, DEBUG, READ],
  edges,
  ...more,
});

describe('an edge that gives an entitlement', () => {
  const inject: EdgeDefinition = { id: 'inject', premises: [SHELL, DEBUG], gives: { entitlement: RELEASE } };

  it('is followed where all premises are met, whoever of hers holds them', () => {
    const facts = [held(ANNA, CREATE), controls(ANNA, 'owner', BOT), held(BOT, DEBUG, day(1), day(4))];
    const judgement = given(facts, knowing([inject])).when({ add: [held(ANNA, SHELL, day(3))] });
    expect(rows(judgement)).toEqual(['3…4: payment-release,vendor-upkeep']);
    expect(judgement.conflicts[0]?.legs[0]?.path).toMatchObject([
      { step: 'controls', to: BOT },
      { step: 'holds', identity: BOT, item: DEBUG },
      { step: 'confers', edge: 'inject', gives: RELEASE, others: [[{ step: 'holds', item: SHELL }]] },
      { step: 'meets', item: RELEASE },
    ]);
    expect(given([held(ANNA, CREATE)], knowing([inject])).when({ add: [held(ANNA, SHELL)] }).outcome).toBe(
      'pass',
    );
  });

  it('leads on to further edges, in circles too', () => {
    const edges: EdgeDefinition[] = [
      { id: 'a', premises: [SHELL], gives: { entitlement: DEBUG } },
      { id: 'b', premises: [DEBUG], gives: { entitlement: SHELL } },
      { id: 'c', premises: ['host:*'], gives: { entitlement: RELEASE } },
    ];
    expect(given([held(ANNA, CREATE)], knowing(edges)).when({ add: [held(ANNA, DEBUG)] }).outcome).toBe(
      'veto',
    );
  });

  it('carries the scope where its map says', () => {
    const by = under({ dimensions: ['company'] }).rules;
    const asked = (map: EdgeDefinition['map'], scope: Record<string, string[]>) =>
      given(
        [within({ company: ['A'] }, held(ANNA, CREATE))],
        knowing([{ ...inject, map }], { rules: by }),
      ).when({
        add: [within(scope, held(ANNA, SHELL)), within({ company: ['A', 'C'] }, held(ANNA, DEBUG))],
      }).outcome;
    expect(asked(undefined, { company: ['A'] })).toBe('veto');
    expect(asked(undefined, { company: ['B'] })).toBe('pass');
    // what does not matter need not agree, and is everywhere
    expect(asked({ company: null }, { company: ['B'] })).toBe('veto');
    // both have to agree on the company that the cluster stands for
    expect(asked({ cluster: 'company', company: 'company' }, { cluster: ['A'], company: ['A'] })).toBe(
      'veto',
    );
    expect(asked({ cluster: 'company', company: 'company' }, { cluster: ['B'], company: ['A'] })).toBe(
      'pass',
    );
  });
});

describe('an edge that gives control', () => {
  const takeOver = (lasting?: true): EdgeDefinition => ({
    id: 'read-secret',
    premises: [READ],
    gives: { control: { kind: 'workload', identity: 'workload:pay*' }, how: 'secret', lasting },
  });
  const facts = [held(ANNA, CREATE), held(BOT, RELEASE), held('workload:other', RELEASE)];

  it('gives it over every identity that the selector names and the scope reaches', () => {
    const asked = (own: string[], scope: Record<string, string[]>) =>
      given(facts, knowing([takeOver()]), { scopes: new Map([[BOT, { cluster: own }]]) }).when({
        add: [within(scope, held(ANNA, READ))],
      });
    expect(seen(asked(['eu'], { cluster: ['eu', 'us'] }))).toEqual([`P2P-01 ${ANNA} creates`]);
    expect(asked(['eu'], { cluster: ['us'] }).conflicts).toEqual([]);
    expect(asked([], {}).conflicts).toEqual([]);
    expect(asked(['eu'], {}).conflicts[0]?.legs[0]?.path).toMatchObject([
      { step: 'holds', item: READ },
      { step: 'confers', edge: 'read-secret', gives: BOT, others: [] },
      { step: 'holds', identity: BOT, item: RELEASE },
      { step: 'meets' },
    ]);
  });

  it('ends with what gave it, or, where knowledge lasts, at the next rotation', () => {
    const asked = (lasting?: true, rotations: { identity: string; at: number }[] = []) =>
      rows(
        given(facts, knowing([takeOver(lasting)]), { rotations }).when({
          add: [held(ANNA, READ, day(1), day(3))],
        }),
      );
    expect(asked()).toEqual(['1…3: payment-release,vendor-upkeep']);
    expect(asked(true)).toEqual(['1…∞: payment-release,vendor-upkeep']);
    const rotated = (at: number) => asked(true, [{ identity: BOT, at: day(at) }]);
    expect(rotated(2)).toEqual(['1…∞: payment-release,vendor-upkeep']);
    expect(rotated(3)).toEqual(['1…3: payment-release,vendor-upkeep']);
    expect(rotated(9)).toEqual(['1…9: payment-release,vendor-upkeep']);
  });

  it('is remembered after her right to read ended, until rotation, with the way she learned it', () => {
    const once = [held(BOT, RELEASE), held(ANNA, READ, day(-9), day(-5))];
    const judged = (at: number) =>
      given(once, knowing([takeOver(true)]), { rotations: [{ identity: BOT, at: day(at) }] }).when({
        add: [held(ANNA, CREATE)],
      });
    expect(judged(-4).outcome).toBe('pass');
    expect(rows(judged(2))).toEqual(['0…2: payment-release,vendor-upkeep']);
    expect(judged(2).conflicts[0]?.legs[0]?.path[0]).toMatchObject({
      step: 'holds',
      item: READ,
      window: { until: day(-5) },
    });
  });

  it('is recognised power like any other, for that root alone', () => {
    const recognised = [{ root: ANNA, how: 'secret', window: { from: NOW, until: day(5) }, control: 'C-7' }];
    const asking = { add: [held(ANNA, READ)] };
    const judgement = given(facts, knowing([takeOver()]), { recognised }).when(asking);
    expect(rows(judgement)).toEqual(['5…∞: payment-release,vendor-upkeep']);
  });
});
