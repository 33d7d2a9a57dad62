import { compileMatrix, judge } from './index.js';
import { controls, day, given, held, NOW, payables } from './payables.spec-only.js';

const ANNA = 'person:1001';
const BOT = 'service:billing-bot';
const RELEASE = 'erp:payment:release';

/** The codes of the holds of a judgement that is expected to be one. */
const codes = (judgement: ReturnType<typeof judge>) => {
  expect(judgement.outcome).toBe('hold');
  return judgement.holds.map(({ code }) => code);
};

describe('a change is held', () => {
  it('without a bundle, or by one without rules', () => {
    const change = { add: [held(ANNA, RELEASE)] };
    expect(codes(given([], null).when(change))).toEqual(['NO_BUNDLE']);
    const empty = { ...compileMatrix(payables), rules: [] };
    const world = { grants: [], controls: [], kinds: new Map([[ANNA, 'person']]) };
    expect(codes(judge(empty, world, { ...change, drop: [] }, NOW))).toEqual(['NO_RULES']);
  });

  it.each(['role:nobody-knows', 'role:*', ''])('for the unknown item `%s`', (item) => {
    expect(codes(given([]).when({ add: [held(ANNA, item)] }))).toEqual(['UNKNOWN_ITEM']);
  });

  it('for an identity that is unknown or of unknown kind', () => {
    const add = [held(ANNA, RELEASE)];
    const world = { grants: [], controls: [] };
    const judged = (kinds: ReadonlyMap<string, string>) =>
      codes(judge(compileMatrix(payables), { ...world, kinds }, { add, drop: [] }, NOW));
    expect(judged(new Map())).toEqual(['UNKNOWN_IDENTITY']);
    expect(judged(new Map([[ANNA, 'source']]))).toEqual(['UNKNOWN_IDENTITY']);
  });

  it('for an unknown identity that can act as the receiver, but not for one that could once', () => {
    const asking = { add: [held(BOT, RELEASE)] };
    expect(codes(given([controls('robot:7', 'owner', BOT)]).when(asking))).toEqual(['UNKNOWN_IDENTITY']);
    const ended = controls('robot:7', 'owner', BOT, { from: day(-9), until: NOW });
    expect(given([ended]).when(asking).outcome).toBe('pass');
  });

  it.each([
    ['empty', { from: day(3), until: day(3) }],
    ['turned round', { from: day(3), until: day(2) }],
    ['past', { from: day(-3), until: NOW }],
  ])('for a window that is %s', (_, window) => {
    expect(codes(given([]).when({ add: [{ ...held(ANNA, RELEASE), window }] }))).toEqual(['EMPTY_WINDOW']);
  });

  it.each([
    [{ from: 0.5, until: null }],
    [{ from: NaN, until: null }],
    [{ from: 0, until: Infinity }],
    [{ from: '0', until: null }],
    [{ from: 0 }],
    [null],
  ])('for a window that is none: %p', (window) => {
    const grant = { ...held(ANNA, RELEASE), window: window as never };
    expect(codes(given([]).when({ add: [grant] }))).toEqual(['MALFORMED_FACT']);
    expect(codes(given([grant]).when({ add: [held(ANNA, RELEASE)] }))).toEqual(['MALFORMED_FACT']);
    const control = { ...controls(ANNA, 'owner', BOT), window: window as never };
    expect(codes(given([control]).when({ add: [held(ANNA, RELEASE)] }))).toEqual(['MALFORMED_FACT']);
  });

  it('for a state or strength nobody defined', () => {
    const asking = { add: [held(ANNA, RELEASE)] };
    const rumour = { ...held(BOT, RELEASE), state: 'rumoured' as never };
    expect(codes(given([rumour]).when(asking))).toEqual(['MALFORMED_FACT']);
    const hint = controls(ANNA, 'owner', BOT, undefined, 'hints-at' as never);
    expect(codes(given([hint]).when(asking))).toEqual(['MALFORMED_FACT']);
  });

  it('for a held role that the bundle does not know, where it can matter', () => {
    const asking = { add: [held(ANNA, RELEASE)] };
    expect(codes(given([held(ANNA, 'role:of-yesterday')]).when(asking))).toEqual(['UNKNOWN_ITEM']);
    expect(given([held('person:1002', 'role:of-yesterday')]).when(asking).outcome).toBe('pass');
    expect(given([held(ANNA, 'role:of-yesterday', day(-2), NOW)]).when(asking).outcome).toBe('pass');
  });

  it('but not for a held entitlement outside the catalogue, which is judged as itself', () => {
    expect(given([held(ANNA, 'old:ledger:read')]).when({ add: [held(ANNA, RELEASE)] }).outcome).toBe('pass');
  });
});

it('a veto on known facts outranks a hold and still names it', () => {
  const asked = { add: [held(ANNA, RELEASE), held(ANNA, 'role:nobody-knows')] };
  const judgement = given([held(ANNA, 'erp:vendor:create')]).when(asked);
  expect(judgement).toMatchObject({ outcome: 'veto', holds: [{ code: 'UNKNOWN_ITEM' }] });
});
