import { describe, expect, it } from '@jest/globals';
import type { BundleDocument } from '@countersign/contracts/governance';
import type { Submitted } from '@countersign/contracts/request';
import type { Grant } from '@countersign/conflicts';
import {
  accountIn,
  accountOf,
  asking,
  controlled,
  eachOf,
  instantAt,
  linked,
  memberOf,
  moments,
  ms,
  people,
  type Plain,
  type SourceEvent,
  within,
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
import { changeOf } from './assess.decision.js';

const release = 'erp:payment:release';
const post = 'erp:invoice:post';

describe('what is asked', () => {
  const { window } = asked();
  it('begins now when it began in the past, and keeps a start in the future', () => {
    const request = asked() as unknown as Submitted;
    expect(changeOf(request, at).add).toEqual([
      {
        ...{ identity: people.bea, item: 'role:vendor-clerk', state: 'asked' },
        window: { from: at, until: window.until },
      },
    ]);
    const later = { ...request, window: { from: at + 1, until: null } };
    expect(changeOf(later, at).add[0]?.window).toEqual({ from: at + 1, until: null });
    expect(changeOf(request, at).drop).toEqual([]);
  });
});

describe('a request without a conflict', () => {
  it('comes down to lines on the account of the beneficiary, with its route and no verdict of its own', () => {
    const { lines, route, conflicts, recorded, birthright } = passed(judged(asked()));
    expect(lines.map(({ account, permission }) => [account, permission])).toEqual([
      ['u1001', 'role:erp_vendor_create'],
      ['u1001', 'role:erp_vendor_read'],
    ]);
    expect(route.stages.map(({ name }) => name)).toEqual(['owner and control']);
    expect({ conflicts, recorded, birthright }).toEqual({ conflicts: [], recorded: [], birthright: false });
  });

  it('ends where the law says, not where was asked', () => {
    const cap = (days: number | null) =>
      passed(judged(asked(within({ until: null })), { law: eachOf('routes', { maxDays: days }) })).route
        .until;
    expect(cap(3)).toBe(at + 3 * ms.day);
    expect(cap(null)).toBeNull();
    const soon = asked(within({ until: at + ms.hour }));
    expect(passed(judged(soon)).route.until).toBe(at + ms.hour);
    const later = asked(within({ from: at + ms.day, until: null }));
    expect(passed(judged(later, { law: eachOf('routes', { maxDays: 3 }) })).route.until).toBe(
      at + 4 * ms.day,
    );
  });

  const total = (days: number) => ({ law: eachOf('routes', { maxDays: 30, maxTotalDays: days }) });
  const had = (from: number, until: number, entitlement = 'erp:vendor:create') => ({
    entitlement,
    from,
    until,
  });

  it('ends where all continuations together have been held for as long as anybody may (T13)', () => {
    const until = at + 20 * ms.day;
    const continued = asked(within({ from: at, until }));
    const end = (...held: ReturnType<typeof had>[]) =>
      passed(judged(continued, { ...total(40), held })).route.until;
    expect(end()).toBe(until);
    expect(end(had(at - 20 * ms.day, at))).toBe(until);
    expect(end(had(at - 30 * ms.day, at))).toBe(at + 10 * ms.day);
    expect(end(had(at - 40 * ms.day, at - 10 * ms.day))).toBe(at + 10 * ms.day); // a pause is no way around
    expect(end(had(at - 30 * ms.day, at, 'erp:payment:release'))).toBe(until);
  });

  it('is refused when nothing of it is left, and is free again a period later', () => {
    const continued = asked(within({ from: at, until: at + ms.day }));
    const of = (held: ReturnType<typeof had>) => judged(continued, { ...total(40), held: [held] });
    expect(codes(of(had(at - 40 * ms.day, at)))).toEqual(['TOTAL_REACHED']);
    expect(codes(of(had(at - 90 * ms.day, at - 50 * ms.day)))).toEqual(['pass']);
  });

  it('is not disturbed by what others hold, or by what was over before', () => {
    const grants = [
      holds(people.mallory, release),
      holds(people.bea, release, { from: at - ms.day, until: at }),
      holds(people.bea, release, { from: moments.submitted + 30 * ms.day, until: null }),
    ];
    expect(judged(asked(), { grants }).outcome).toBe('pass');
  });
});

describe('what cannot be judged is held, never passed', () => {
  it.each<readonly [string, Plain<Submitted>, Given, string]>([
    ['an unknown entitlement', asked(asking('erp:ledger:close')), {}, 'CANNOT_EXPAND'],
    ['an unknown role', asked(asking('role:ghost')), {}, 'UNKNOWN_ITEM'],
    [
      'an unknown item beside a known one',
      asked(asking('erp:vendor:read', 'role:ghost')),
      {},
      'UNKNOWN_ITEM',
    ],
    ['an unknown beneficiary', asked({ beneficiary: 'person:9999' }), {}, 'UNKNOWN_IDENTITY'],
    [
      'a service account that no source named',
      asked({ beneficiary: 'service:ghost' }),
      {},
      'UNKNOWN_IDENTITY',
    ],
    [
      'a role that she holds and the law lost',
      asked(),
      { grants: [holds(people.bea, 'role:old')] },
      'UNKNOWN_ITEM',
    ],
    ['a beneficiary without an account there', asked(asking('crm:contact:read')), {}, 'CANNOT_EXPAND'],
    ['a window that is over', asked(within({ until: at })), {}, 'EMPTY_WINDOW'],
    [
      'a window that ends before it begins',
      asked(within({ from: at + 2, until: at + 1 })),
      {},
      'EMPTY_WINDOW',
    ],
    [
      'a law without a route for this',
      asked(),
      { law: eachOf('routes', { sensitivity: ['critical'] }) },
      'NO_ROUTE',
    ],
  ])('%s', (_what, submitted, given, code) => {
    const assessment = judged(submitted, given);
    expect([assessment.outcome, codes(assessment)]).toEqual(['hold', [code]]);
  });

  it('a beneficiary whose hiring no source signed for', () => {
    const facts = usual.map((fact) => (fact.subject === people.bea ? { ...fact, signedBy: null } : fact));
    expect(codes(judged(asked(), { facts }))).toEqual(['CANNOT_EXPAND']);
  });

  it('more lines than a request may have', () => {
    const many = Array.from({ length: 501 }, (_, n) => `erp:thing:do-${n}`);
    const law = (document: Plain<BundleDocument>) => ({
      ...document,
      entitlements: [
        ...document.entitlements,
        ...many.map((id, n) => ({ ...eachLow, id, permission: `role:thing_${n}` })),
      ],
      roles: [...document.roles, { ...huge, entitlements: many }],
    });
    expect(codes(judged(asked(asking('role:huge')), { law }))).toEqual(['CANNOT_EXPAND']);
  });
  const eachLow = { title: 'x', sensitivity: 'low', blastRadius: 'low' } as const;
  const huge = { id: 'role:huge', version: 1, title: 'x', roles: [], authors: [] };

  it('names at most fifty reasons', () => {
    const items = Array.from({ length: 60 }, (_, n) => `role:ghost-${n}`);
    expect(codes(judged(asked(asking(...items))))).toHaveLength(50);
  });
});

describe('people who could decide', () => {
  const none = 'NO_ELIGIBLE_APPROVERS';
  it.each<readonly [string, Given]>([
    ['nobody is in a group', { facts: usual.filter(({ type }) => type !== 'group.membership.v1') }],
    ['who is in it is excluded', { excluded: [people.omar] }],
    [
      'nobody signed for the only member',
      {
        facts: usual.map((fact) => ({
          ...fact,
          signedBy: fact.subject === people.omar && fact.type.startsWith('group') ? null : 'hr',
        })),
      },
    ],
    [
      'the only member’s time is over',
      {
        facts: [
          ...usual,
          memberOf('process-owners', people.omar, { effective: instantAt(at - 1), until: instantAt(at) }),
        ],
      },
    ],
    ['the only member wrote the role', { law: eachOf('roles', { authors: [people.omar] }) }],
    [
      'the only member wrote a role inside the role',
      { law: eachOf('roles', ({ id }) => ({ authors: id === 'role:employee' ? [people.omar] : [] })) },
    ],
  ])('are missing when %s: it is held instead of waiting for nobody', (_why, given) => {
    expect(codes(judged(asked(), given))).toEqual([none]);
  });

  it('are there by an account that is in the group', () => {
    const facts = usual.filter(({ subject, type }) => subject !== people.omar || !type.startsWith('group'));
    const joined = accountIn('process-owners', accountOf(people.omar));
    expect(codes(judged(asked(), { facts: [...facts, joined] }))).toEqual(['pass']);
  });

  it('are missing when one person would have to be two', () => {
    const facts = usual.filter(({ subject, type }) => subject !== people.cleo || !type.startsWith('group'));
    expect(codes(judged(asked(), { facts: [...facts, memberOf('internal-control', people.omar)] }))).toEqual([
      none,
    ]);
  });
});

describe('a conflict that is prohibited', () => {
  const vetoed = (given: Given, submitted = asked()) => judged(submitted, given);

  it('is a veto that names the rule, both legs and the way to each', () => {
    const assessment = vetoed({ grants: [holds(people.bea, release)] });
    expect(assessment.outcome).toBe('veto');
    expect(assessment).toMatchObject({
      conflicts: [{ rule: 'P2P-01', version: 1, effect: 'prohibit', root: people.bea, class: 'creates' }],
      reasons: [{ code: 'CONFLICT' }],
    });
    if (assessment.outcome !== 'veto') return;
    expect(assessment.conflicts[0]?.legs).toEqual([
      {
        duty: 'duty:maintain-vendors',
        path: [
          { step: 'holds', identity: people.bea, item: 'role:vendor-clerk', state: 'asked' },
          { step: 'contains', role: 'role:vendor-clerk', item: 'erp:vendor:create' },
        ],
      },
      { duty: 'duty:pay', path: [{ step: 'holds', identity: people.bea, item: release, state: 'held' }] },
    ]);
    expect(assessment.reasons[0]?.message).toContain('P2P-01');
  });

  it('is one with what was only promised, and with what is in the same request', () => {
    const promised: Grant = { ...holds(people.bea, release), state: 'reserved' };
    expect(codes(vetoed({ grants: [promised] }))).toEqual(['CONFLICT']);
    expect(codes(vetoed({}, asked(asking('role:vendor-clerk', release))))).toEqual(['CONFLICT']);
  });

  it.each<readonly [string, readonly SourceEvent[], readonly Grant[]]>([
    ['a service account she owns', [controlled('service:pay', people.bea)], [holds('service:pay', release)]],
    [
      'an agent of a service account she owns',
      [controlled('service:pay', people.bea), controlled('agent:pay', 'service:pay', { how: 'sponsor' })],
      [holds('agent:pay', release)],
    ],
    [
      'an identity she can take over',
      [controlled('service:pay', people.bea, { how: 'can-reset' })],
      [holds('service:pay', release)],
    ],
    [
      'an ownership that no source signed for',
      [{ ...controlled('service:pay', people.bea), signedBy: null }],
      [holds('service:pay', release)],
    ],
    [
      'a second account',
      [linked(people.bea, { system: 'erp', account: 'u9' })],
      [holds('account:erp:u9', release)],
    ],
  ])('is one through %s', (_how, facts, grants) => {
    const assessment = vetoed({ facts: [...usual, ...facts], grants });
    expect(assessment).toMatchObject({ outcome: 'veto', conflicts: [{ root: people.bea }] });
    if (assessment.outcome === 'veto')
      expect(assessment.conflicts[0]?.legs[1]?.path[0]).toMatchObject({ step: 'controls', from: people.bea });
  });

  it('is one for the owner when her service account asks', () => {
    const facts = [
      ...usual,
      controlled('service:clerk', people.bea, { accounts: [{ system: 'erp', account: 'bot' }] }),
    ];
    const submitted = asked({ beneficiary: 'service:clerk' });
    expect(codes(vetoed({ facts, grants: [holds(people.bea, release)] }, submitted))).toEqual(['CONFLICT']);
    expect(codes(vetoed({ facts, grants: [holds(people.mallory, release)] }, submitted))).toEqual(['pass']);
  });

  it('is none once the ownership is over', () => {
    const over = { until: instantAt(at) };
    const facts = [...usual, controlled('service:pay', people.bea, over)];
    expect(codes(vetoed({ facts, grants: [holds('service:pay', release)] }))).toEqual(['pass']);
  });

  it('outranks what is unknown beside it', () => {
    const submitted = asked(asking('role:vendor-clerk', 'role:ghost'));
    expect(judged(submitted, { grants: [holds(people.bea, release)] }).outcome).toBe('veto');
  });

  it('is still a veto when there are more of them than a statement can name', () => {
    const law = manyRules('prohibit');
    const assessment = judged(asked(), { law, grants: [holds(people.bea, release)] });
    expect(assessment.outcome).toBe('veto');
    if (assessment.outcome !== 'veto') return;
    expect([assessment.conflicts.length, assessment.reasons.length]).toEqual([100, 50]);
  });
});

/** A law with a hundred and one rules about vendors and payments. */
const manyRules = (effect: 'prohibit' | 'dual-approval') => (document: Plain<BundleDocument>) => {
  const [rule] = document.rules;
  const rules = Array.from({ length: 101 }, (_, n) => ({ ...rule, id: `P2P-${n + 100}`, effect }));
  return { ...document, rules } as Plain<BundleDocument>;
};

describe('a conflict that people may decide', () => {
  const committee = ['person:4001', 'person:4002'].map((person) => memberOf('risk-committee', person));
  const given = { facts: [...usual, ...committee], grants: [holds(people.bea, post)] };

  it('adds two more pairs of eyes, and is shown', () => {
    const { route, conflicts } = passed(judged(asked(), given));
    expect(route.stages.map(({ name, quorum }) => [name, quorum])).toEqual([
      ['owner and control', 2],
      ['dual approval', 2],
    ]);
    expect(conflicts).toMatchObject([{ rule: 'P2P-02', effect: 'dual-approval', class: 'creates' }]);
  });

  it('is held while those do not exist', () => {
    expect(codes(judged(asked(), { ...given, facts: usual }))).toEqual(['NO_ELIGIBLE_APPROVERS']);
  });

  it('is held, not shown in part, when there are more than a statement can name', () => {
    const more = { ...given, law: manyRules('dual-approval'), grants: [holds(people.bea, release)] };
    expect(codes(judged(asked(), more))).toEqual(['TOO_LARGE_TO_STATE']);
  });
});

describe('a conflict bound in time', () => {
  const law = eachRule({ effect: 'time-bound', maxDays: 10 });
  const given = { law, grants: [holds(people.bea, release, { from: at, until: null })] };

  it('is a veto that says what would pass', () => {
    const assessment = judged(asked(), given);
    expect(codes(assessment)).toEqual(['CONFLICT', 'SHORTER_WOULD_PASS']);
    if (assessment.outcome !== 'veto') return;
    const until = Number(/[0-9]{13}/.exec(assessment.reasons[1]?.message ?? '')?.[0]);
    expect(judged(asked(within({ until })), given).outcome).toBe('pass');
    expect(judged(asked(within({ until: until + 1 })), given).outcome).toBe('veto');
  });

  it('counts the days on which somebody had a role that it names, whichever version, though it is gone', () => {
    const bound = eachRule({ effect: 'time-bound', maxDays: 10 });
    const named = (document: Plain<BundleDocument>) => ({
      ...bound(document),
      duties: document.duties.map((each) =>
        each.id === 'duty:maintain-vendors' ? { ...each, any: ['role:vendor-clerk'] } : each,
      ),
    });
    const pays = holds(people.bea, release, { from: at - 30 * ms.day, until: null });
    const days = (gone: readonly Grant[]) =>
      judged(asked(within({ until: at + 5 * ms.day })), { law: named, grants: [pays, ...gone] }).outcome;
    const was = (item: string) => holds(people.bea, item, { from: at - 9 * ms.day, until: at - ms.day });
    expect([days([]), days([was('erp:vendor:create')])]).toEqual(['pass', 'pass']);
    expect([days([was('role:vendor-clerk@1')]), days([was('role:vendor-clerk@2')])]).toEqual([
      'veto',
      'veto',
    ]);
  });
});

describe('a rule that is not enforced', () => {
  it.each(['record', 'warn'] as const)('is kept as a finding in `%s`, and stops nothing', (rollout) => {
    const { conflicts, warnings, recorded } = passed(
      judged(asked(), { law: eachRule({ rollout }), grants: [holds(people.bea, release)] }),
    );
    expect(conflicts).toEqual([]);
    expect(warnings.map(({ rule }) => rule)).toEqual(rollout === 'warn' ? ['P2P-01'] : []);
    expect(recorded).toMatchObject([{ rule: 'P2P-01', rollout, root: people.bea }]);
  });

  it('is nothing when it is off', () => {
    const given = { law: eachRule({ rollout: 'off' }), grants: [holds(people.bea, release)] };
    expect(passed(judged(asked(), given)).recorded).toEqual([]);
  });
});
