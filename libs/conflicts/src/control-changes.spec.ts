import type { Control } from './index.js';
import { controls, day, given, held, NOW, payables, rows, seen } from './payables.spec-only.js';

const ANNA = 'person:1001';
const HELPDESK = 'person:2001';
const BOT = 'service:billing-bot';
const CREATE = 'erp:vendor:create';
const RELEASE = 'erp:payment:release';
const lasting = (control: Control): Control => ({ ...control, lasting: true });

describe('control that is asked for', () => {
  it('is judged for every root that it touches', () => {
    const facts = [held(ANNA, CREATE), held('workload:w', RELEASE), controls(BOT, 'deployer', 'workload:w')];
    const judgement = given(facts).when({ addControls: [controls(ANNA, 'owner', BOT)] });
    expect(seen(judgement)).toEqual([`P2P-01 ${ANNA} creates`]);
    expect(judgement.outcome).toBe('veto');
  });

  it('repeats where it is one more way to what is broken already', () => {
    const facts = [held(ANNA, CREATE), held(ANNA, RELEASE), held(BOT, RELEASE)];
    const judgement = given(facts).when({ addControls: [controls(ANNA, 'owner', BOT)] });
    expect(seen(judgement)).toEqual([`P2P-01 ${ANNA} repeats`]);
    expect(judgement.conflicts[0]?.legs[0]?.path[0]).toMatchObject({ step: 'controls', to: BOT });
    const known = [...facts, controls(ANNA, 'sponsor', BOT)];
    expect(given(known).when({ addControls: [controls(ANNA, 'owner', BOT)] }).conflicts).toEqual([]);
  });

  it('is a removal inside control that is there', () => {
    const facts = [held(ANNA, CREATE), held(BOT, RELEASE), controls(ANNA, 'owner', BOT)];
    const narrower = controls(ANNA, 'owner', BOT, { from: NOW, until: day(3) });
    expect(given(facts, null).when({ addControls: [narrower] }).outcome).toBe('pass');
    expect(given(facts, null).when({ addControls: [lasting(narrower)] }).outcome).toBe('hold');
  });

  it('and dropped at once is a hand-over', () => {
    const facts = [held(ANNA, CREATE), held(BOT, RELEASE), controls('person:1002', 'owner', BOT)];
    const handOver = {
      dropControls: [controls('person:1002', 'owner', BOT)],
      addControls: [controls(HELPDESK, 'owner', BOT)],
    };
    expect(given(facts).when(handOver)).toMatchObject({ outcome: 'pass', conflicts: [] });
  });

  it('that is unknown, empty or unreadable is held', () => {
    const asked = (
      control: Control,
      kinds = new Map([
        [ANNA, 'person'],
        [BOT, 'service'],
      ]),
    ) =>
      given([], payables, { kinds })
        .when({ addControls: [control] })
        .holds.map(({ code }) => code);
    expect(asked(controls('robot:1', 'owner', BOT))).toEqual(['UNKNOWN_IDENTITY']);
    expect(asked(controls(ANNA, 'owner', BOT, { from: day(1), until: day(1) }))).toEqual(['EMPTY_WINDOW']);
    expect(asked(controls(ANNA, 'owner', BOT, undefined, 'hints-at' as never))).toEqual(['MALFORMED_FACT']);
  });
});

describe('control that is dropped', () => {
  it('makes nobody new at what an orphan held before', () => {
    const facts = [held(BOT, CREATE), held(BOT, RELEASE), controls(ANNA, 'owner', BOT)];
    const change = { dropControls: [controls(ANNA, 'owner', BOT)], add: [held(HELPDESK, CREATE)] };
    expect(given(facts).when(change)).toMatchObject({ outcome: 'pass', conflicts: [] });
  });

  it('frees what else the root then asks for', () => {
    const facts = [held(BOT, CREATE), controls(ANNA, 'owner', BOT)];
    const asking = { add: [held(ANNA, RELEASE)] };
    expect(given(facts).when(asking).outcome).toBe('veto');
    expect(given(facts).when({ ...asking, dropControls: [controls(ANNA, 'owner', BOT)] }).outcome).toBe(
      'pass',
    );
  });
});

describe('knowledge that lasts', () => {
  const known = lasting(controls(ANNA, 'secret-holder', BOT, { from: day(-9), until: day(-2) }));
  const facts = [known, held(ANNA, CREATE)];
  const asking = { add: [held(BOT, RELEASE)] };
  const judged = (...at: number[]) =>
    given(facts, payables, { rotations: at.map((n) => ({ identity: BOT, at: day(n) })) }).when(asking);

  it('ends at the first rotation at its end or later, and never without one', () => {
    expect(rows(judged())).toEqual(['0…∞: payment-release,vendor-upkeep']);
    expect(rows(judged(-5, 4, 6))).toEqual(['0…4: payment-release,vendor-upkeep']);
    expect(judged(-2).outcome).toBe('pass');
  });

  it('outlives that it is dropped', () => {
    const open = lasting(controls(ANNA, 'secret-holder', BOT, { from: day(-9), until: null }));
    const change = { ...asking, dropControls: [open] };
    const rotations = [{ identity: BOT, at: day(3) }];
    expect(rows(given([open, held(ANNA, CREATE)], payables, { rotations }).when(change))).toEqual([
      '0…3: payment-release,vendor-upkeep',
    ]);
  });
});

describe('a helpdesk that can reset everybody', () => {
  const power = (who: string) => controls(HELPDESK, 'can-reset', who, undefined, 'take-over');
  const facts = [power('account:a'), power('account:b'), held('account:a', CREATE)];
  const recognised = [
    { root: HELPDESK, how: 'can-reset', window: { from: NOW, until: null }, control: 'C-1' },
  ];
  const asking = { add: [held('account:b', RELEASE)] };

  it('conflicts through what it can take over, unless that is recognised', () => {
    expect(seen(given(facts).when(asking))).toEqual([`P2P-01 ${HELPDESK} creates`]);
    expect(given(facts, payables, { recognised }).when(asking)).toMatchObject({
      outcome: 'pass',
      conflicts: [],
    });
  });

  it('is recognised for this kind of power, this root, and while the record is valid', () => {
    const outcomes = [
      { ...recognised[0], how: 'administers' },
      { ...recognised[0], root: ANNA },
      { ...recognised[0], window: { from: NOW, until: day(1) } },
    ].map((record) => given(facts, payables, { recognised: [record as never] }).when(asking).outcome);
    expect(outcomes).toEqual(['veto', 'veto', 'veto']);
  });

  it('leaves accounts that nobody else controls to be judged by themselves', () => {
    const both = [...facts, held('account:b', CREATE)];
    expect(seen(given(both, payables, { recognised }).when(asking))).toEqual(['P2P-01 account:b creates']);
  });
});
