import type { Grant } from '@countersign/conflicts';
import type { Submitted } from '@countersign/contracts/request';
import { aMonday, factOf, hired, keyring, memberOf, ms, people } from '@countersign/testing';
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
function judged(item: string, { staying = [], leaving = [], over = {} }: Setting = {}): Assessment {
  const world = {
    controls: controlsFrom(facts),
    kinds: kindsFrom(facts),
    grants: [...staying, ...leaving],
    ...{ staying, roots: [] },
  };
  const submitted = {
    requester: rita,
    beneficiary: bea,
    actors: [],
    items: [{ entitlement: item, scope: {} }],
    window: { from: aMonday, until: aMonday + ms.day },
    cause: null,
  } as unknown as Submitted;
  return assess({
    ...{ submitted, world, facts, bundle, matrix: matrixOf(bundle), at: aMonday, excluded: [rita, bea] },
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

  it('passes once nothing is left', () => {
    expect(judged(create).outcome).toBe('pass');
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
