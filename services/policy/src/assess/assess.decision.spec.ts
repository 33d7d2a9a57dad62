import type { Grant } from '@countersign/conflicts';
import type { Submitted } from '@countersign/contracts/request';
import {
  aMonday,
  controlled,
  factOf,
  hired,
  instantAt,
  keyring,
  left,
  memberOf,
  ms,
  people,
} from '@countersign/testing';
import { controlsFrom, kindsFrom } from '../identities/control-graph.decision.js';
import { assess, type Assessment, type AssessmentInput } from './assess.decision.js';
import { matrixOf } from './matrix.js';

const { bea, omar, cleo, rita } = people;
const bundle = keyring().bundle();
const facts = Object.values(people).map((person) => factOf(hired(person)));
const grant = (item: string): Grant => ({
  identity: bea,
  item,
  window: { from: aMonday - ms.day, until: null },
  state: 'held',
});
interface Setting {
  readonly staying?: readonly Grant[];
  readonly leaving?: readonly Grant[];
  readonly over?: Partial<AssessmentInput>;
}
const endsNow = (leaving: Grant): Grant => ({ ...leaving, window: { ...leaving.window, until: aMonday } });
const world = (staying: readonly Grant[], leaving: readonly Grant[] = []) => ({
  controls: controlsFrom(facts),
  kinds: kindsFrom(facts),
  grants: [...staying, ...leaving],
  ...{ staying: [...staying, ...leaving.map(endsNow)], leaving, dropped: [], roots: [] },
});
const request = (item: string) =>
  ({
    requester: rita,
    beneficiary: bea,
    actors: [],
    items: [{ entitlement: item, scope: {} }],
    window: { from: aMonday, until: aMonday + ms.day },
    cause: null,
    drops: [],
    allOrNothing: false,
  }) as unknown as Submitted;
function judged(item: string, { staying = [], leaving = [], over = {} }: Setting = {}): Assessment {
  return assess({
    ...{ submitted: request(item), world: world(staying, leaving), facts, bundle, matrix: matrixOf(bundle) },
    ...{ askedAt: aMonday, at: aMonday, excluded: [rita, bea], asking: [], held: [] },
    people: [memberOf('process-owners', omar), memberOf('internal-control', cleo)].map(factOf),
    ...over,
  });
}
const codes = (assessment: Assessment) =>
  'reasons' in assessment ? assessment.reasons.map(({ code }) => code) : assessment.outcome;

describe('a hand-over', () => {
  const create = 'erp:vendor:create';
  const release = grant('erp:payment:release');

  it('is vetoed while the other half stays', () => {
    expect(judged(create, { staying: [release] }).outcome).toBe('veto');
  });

  it('is held while the other half is on its way out and not seen to be gone', () => {
    const assessment = judged(create, { leaving: [release] });
    expect([assessment.outcome, codes(assessment)]).toEqual(['hold', ['WAITS_FOR_ABSENCE']]);
  });

  it('is vetoed when something else that stays is in the way as well', () => {
    expect(judged(create, { leaving: [release], staying: [release] }).outcome).toBe('veto');
  });

  it('is vetoed when what is asked is on its way out itself, and forbidden beside what stays', () => {
    expect(judged(create, { leaving: [grant(create)], staying: [release] }).outcome).toBe('veto');
  });

  it('passes once nothing is left', () => {
    expect(judged(create).outcome).toBe('pass');
  });
});

describe('a request that gives up more than it asks for', () => {
  const create = 'erp:vendor:create';
  const wider = grant(create);
  const other = grant('erp:payment:release');
  /** She holds both halves, as facts had it, and asks for one of them for a day instead of for good. */
  const narrowed = (leaving: readonly Grant[] = []) =>
    judged(create, {
      over: { world: { ...world([wider, other]), dropped: [wider], leaving } },
    });

  it('passes, although what stays is what it may not meet', () => {
    expect(codes(narrowed())).toBe('pass');
  });

  it('is vetoed when what it gives up, or what is the very same, was promised and never given', () => {
    const promised: Grant = { ...wider, state: 'reserved' };
    const gives = (dropped: readonly Grant[]) =>
      judged(create, { over: { world: { ...world([promised, other]), dropped } } });
    expect(gives([promised]).outcome).toBe('veto');
    expect(gives([]).outcome).toBe('veto');
  });

  it('waits when what it gives up was on its way out already', () => {
    expect(codes(narrowed([wider]))).toEqual(['WAITS_FOR_ABSENCE']);
  });
});

describe('what cannot be stated', () => {
  it('is held with its reason, before anybody is asked', () => {
    const excluded = Array.from({ length: 1_001 }, (_, n) => `person:${n}`);
    expect(codes(judged('erp:vendor:create', { over: { excluded } }))).toEqual(['TOO_LARGE_TO_STATE']);
  });
});

describe('a route that nobody could meet', () => {
  it('is held', () => {
    expect(codes(judged('erp:vendor:create', { over: { people: [] } }))).toEqual(['NO_ELIGIBLE_APPROVERS']);
  });
});

describe('whoever has left', () => {
  const gone = (person: string, at = aMonday) => factOf({ ...left(person, at), signedBy: null });
  const asking = (...told: readonly ReturnType<typeof factOf>[]) =>
    codes(judged('erp:vendor:create', { over: { asking: [factOf(hired(rita)), ...told] } }));

  it('asks for nothing, from the moment on at which anybody says she has', () => {
    expect(asking(gone(rita))).toEqual(['REQUESTER_HAS_LEFT']);
    expect(asking(gone(rita, aMonday + 1))).toBe('pass');
    expect(asking(gone(bea))).toBe('pass');
  });

  it('asks again once she works here again', () => {
    const again = factOf(hired(rita, { effective: instantAt(aMonday) }));
    expect(asking(gone(rita, aMonday - ms.day), again)).toBe('pass');
  });

  it('is refused, whatever else stands in the way', () => {
    const over = { asking: [gone(rita)] };
    const assessment = judged('erp:vendor:create', { leaving: [grant('erp:payment:release')], over });
    expect([assessment.outcome, codes(assessment)]).toEqual(['veto', ['REQUESTER_HAS_LEFT']]);
  });
});

describe('what is known of the requester', () => {
  it('makes her no owner of the machine that she asks for', () => {
    const bot = 'service:bot';
    const owned = controlled(bot, rita, { accounts: [{ system: 'erp', account: 'bot' }] });
    const about = [...facts, factOf(owned)];
    const submitted = { ...request('erp:vendor:create'), beneficiary: bot } as unknown as Submitted;
    const known = { ...world([]), controls: controlsFrom(about), kinds: kindsFrom(about) };
    const over = { submitted, world: known, asking: about };
    expect(codes(judged('erp:vendor:create', { over: { ...over, facts: [] } }))).toEqual(['NO_ACTIVE_OWNER']);
    expect(codes(judged('erp:vendor:create', { over: { ...over, facts: about } }))).toBe('pass');
  });
});
