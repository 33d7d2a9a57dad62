import { describe, expect, it } from '@jest/globals';
import { CountersignError } from '@countersign/contracts';
import type { BundleDocument } from '@countersign/contracts/governance';
import type { Submitted } from '@countersign/contracts/request';
import type { Bundle } from '@countersign/statement';
import {
  asking,
  eachOf,
  factOf,
  hired,
  instantAt,
  keyring,
  memberOf,
  ms,
  people,
  type Plain,
  type SourceEvent,
} from '@countersign/testing';
import {
  asked,
  at,
  codes,
  eachRule,
  type Given,
  holds,
  judged,
  passed,
  usual,
} from '../../test/judging.spec-only.js';

const release = 'erp:payment:release';

describe('a birthright', () => {
  const hiring = usual[0] as SourceEvent;
  const claimed = (change: Partial<Plain<Submitted>> = {}, fact = hiring) =>
    asked({
      ...asking('role:employee'),
      window: { from: at, until: null },
      cause: { birthright: 'birthright:clerk', fact: factOf(fact).hash },
      ...change,
    });

  it('needs nobody’s vote when a signed rule and a signed fact carry it', () => {
    const { birthright, lines, route } = passed(judged(claimed(), { facts: [hiring] }));
    expect([birthright, lines.map(({ entitlement }) => entitlement)]).toEqual([true, ['erp:vendor:read']]);
    expect(route).toEqual({ stages: [], until: null, deadline: null, total: null });
  });

  const unsigned = { ...hiring, signedBy: null };
  const rehired = hired(people.bea, { effective: instantAt(at - ms.day), department: 'sales' });
  const membership = memberOf('process-owners', people.bea);
  const others = hired(people.mallory, { manager: people.bea });
  it.each<readonly [string, Plain<Submitted>, Given]>([
    [
      'the rule does not exist',
      claimed({ cause: { birthright: 'birthright:ghost', fact: factOf(hiring).hash } }),
      {},
    ],
    ['the fact is about somebody else', claimed({}, others), { facts: [hiring, others] }],
    ['the fact says nothing about her work', claimed({}, membership), { facts: [hiring, membership] }],
    ['the fact was not signed by its source', claimed({}, unsigned), { facts: [hiring, unsigned] }],
    ['she works elsewhere now', claimed(), { facts: [hiring, rehired] }],
    ['the law gives it to other jobs', claimed(), { law: eachOf('birthrights', { jobs: ['driver'] }) }],
    ['the rule gives something else', claimed(asking('erp:vendor:create')), {}],
    ['one of the items is not in the rule', claimed(asking('role:employee', 'erp:vendor:create')), {}],
    [
      'it is more sensitive than a birthright may be',
      claimed(),
      { law: eachOf('entitlements', { sensitivity: 'medium' }) },
    ],
  ])('is vetoed when %s', (_why, submitted, given) => {
    const assessment = judged(submitted, given);
    expect([assessment.outcome, codes(assessment)]).toEqual(['veto', ['BIRTHRIGHT_NOT_FOUND']]);
  });

  it('waits for the fact it names: topics have no order among people and requests', () => {
    const assessment = judged(claimed({}, others), { facts: [hiring] });
    expect([assessment.outcome, codes(assessment)]).toEqual(['hold', ['FACT_NOT_SEEN']]);
  });

  it.each([
    [1, 'hold', 'FACT_NOT_YET'],
    [5_000, 'hold', 'FACT_NOT_YET'],
    [5_001, 'veto', 'BIRTHRIGHT_NOT_FOUND'],
  ])('whose fact takes effect in %i ms comes to %s', (later, outcome, code) => {
    const moved = hired(people.bea, { effective: instantAt(at + later) });
    const assessment = judged(claimed({}, moved), { facts: [hiring, moved] });
    expect([assessment.outcome, codes(assessment)]).toEqual([outcome, [code]]);
  });

  const unseen = factOf(others).hash;
  it.each<readonly [string, Plain<Submitted>, Given]>([
    ['the rule does not exist', claimed({ cause: { birthright: 'birthright:ghost', fact: unseen } }), {}],
    ['the rule gives something else', claimed(asking('erp:vendor:create'), others), {}],
    ['the rule gives a part', claimed(asking('role:employee', 'erp:vendor:create'), others), {}],
    ['it is too sensitive', claimed({}, others), { law: eachOf('entitlements', { sensitivity: 'medium' }) }],
  ])('waits for no fact when %s', (_why, submitted, given) => {
    const assessment = judged(submitted, given);
    expect([assessment.outcome, codes(assessment)]).toEqual(['veto', ['BIRTHRIGHT_NOT_FOUND']]);
  });

  it('does not lift a prohibition', () => {
    const law = (document: Plain<BundleDocument>) => ({
      ...document,
      duties: document.duties.map((duty) =>
        duty.id === 'duty:maintain-vendors' ? { ...duty, any: ['erp:vendor:read'] } : duty,
      ),
    });
    expect(codes(judged(claimed(), { law, grants: [holds(people.bea, release)] }))).toEqual(['CONFLICT']);
    expect(passed(judged(claimed(), { law, grants: [] })).birthright).toBe(true);
  });

  it('is decided by people when it makes a conflict that people must decide', () => {
    const law = (document: Plain<BundleDocument>) =>
      eachRule({ effect: 'dual-approval' })({
        ...document,
        duties: document.duties.map((duty) =>
          duty.id === 'duty:maintain-vendors' ? { ...duty, any: ['erp:vendor:read'] } : duty,
        ),
      });
    const grants = [holds(people.bea, release)];
    expect(codes(judged(claimed(), { law, grants }))).toEqual(['NO_ELIGIBLE_APPROVERS']);
    const committee = ['person:4001', 'person:4002'].map((person) => memberOf('risk-committee', person));
    const { birthright, route } = passed(judged(claimed(), { law, grants, facts: [...usual, ...committee] }));
    expect([birthright, route.stages.map(({ name }) => name)]).toEqual([
      false,
      ['owner and control', 'dual approval'],
    ]);
  });
});

describe('an error while judging', () => {
  class Passing extends CountersignError {
    readonly code = 'SPEC_PASSING';
    constructor(readonly retriable: boolean) {
      super('x'.repeat(700));
    }
  }
  const broken = (error: Error): Bundle =>
    Object.assign(Object.create(keyring().bundle()) as Bundle, {
      contents: () => {
        throw error;
      },
    });

  it('is held with its code when trying again does not help', () => {
    const assessment = judged(asked(), { bundle: broken(new Passing(false)) });
    expect(codes(assessment)).toEqual(['SPEC_PASSING']);
    if (assessment.outcome === 'hold') expect(assessment.reasons[0]?.message).toHaveLength(600);
  });

  it('is thrown on when trying again helps, or when it is a defect', () => {
    for (const error of [new Passing(true), new TypeError('a defect')])
      expect(() => judged(asked(), { bundle: broken(error) })).toThrow(error);
  });
});
