import { compileMatrix, judge } from './index.js';
import { DAY, day, given, held, NOW, reserved, under, vendorPayment } from './payables.spec-only.js';

const ANNA = 'person:1001';
const CREATE = 'erp:vendor:create';
const RELEASE = 'erp:payment:release';
const tenDays = under({ effect: 'time-bound', maxDurationMs: 10 * DAY });

describe('a time bound of ten days', () => {
  const vendorUpkeep = given([held(ANNA, CREATE)], tenDays);

  it('lets exactly ten days pass', () => {
    const judgement = vendorUpkeep.when({ add: [held(ANNA, RELEASE, day(2), day(12))] });
    expect(judgement).toMatchObject({
      outcome: 'pass',
      demands: { maxUntil: null },
      conflicts: [{ vetoes: false }],
    });
  });

  it.each([day(12) + 1, day(400), null])(
    'refuses more, with the latest end that passes: until %p',
    (until) => {
      const judgement = vendorUpkeep.when({ add: [held(ANNA, RELEASE, day(2), until)] });
      expect(judgement).toMatchObject({ outcome: 'veto', demands: { maxUntil: day(12) } });
      const cut = vendorUpkeep.when({ add: [held(ANNA, RELEASE, day(2), day(12))] });
      expect(cut.outcome).toBe('pass');
    },
  );

  it('counts what was held before the instant of judgement', () => {
    const used = [held(ANNA, CREATE, day(-30)), held(ANNA, RELEASE, day(-8), NOW)];
    const judgement = given(used, tenDays).when({ add: [held(ANNA, RELEASE, NOW, day(9))] });
    expect(judgement.demands.maxUntil).toBe(day(2));
  });

  it('forgets what lies a whole period back', () => {
    const used = [held(ANNA, CREATE, day(-60)), held(ANNA, RELEASE, day(-20), day(-10))];
    expect(given(used, tenDays).when({ add: [held(ANNA, RELEASE, NOW, day(10))] }).outcome).toBe('pass');
    const later = [held(ANNA, CREATE, day(-60)), held(ANNA, RELEASE, day(-15), day(-6))];
    const judgement = given(later, tenDays).when({ add: [held(ANNA, RELEASE, NOW, day(10))] });
    expect(judgement.demands.maxUntil).toBe(day(1));
  });

  it('counts short stretches together, promised ones too', () => {
    const pieces = [
      held(ANNA, CREATE),
      held(ANNA, RELEASE, day(1), day(5)),
      reserved(ANNA, RELEASE, day(8), day(12)),
    ];
    const judgement = given(pieces, tenDays).when({ add: [held(ANNA, RELEASE, day(14), day(18))] });
    expect(judgement.demands.maxUntil).toBe(day(16));
  });

  it('offers no cut where none passes', () => {
    const full = [held(ANNA, CREATE, NOW, day(10)), held(ANNA, RELEASE, NOW, day(10))];
    const judgement = given([...full, held(ANNA, CREATE)], tenDays).when({
      add: [held(ANNA, RELEASE, day(10))],
    });
    expect(judgement).toMatchObject({ outcome: 'veto', demands: { maxUntil: null } });
  });

  it('offers no cut where a prohibition vetoes too, or something is unknown', () => {
    const book = { ...tenDays, rules: [...tenDays.rules, { ...vendorPayment, id: 'P2P-09' }] };
    const asked = { add: [held(ANNA, RELEASE)] };
    expect(given([held(ANNA, CREATE)], book).when(asked).demands.maxUntil).toBeNull();
    expect(
      vendorUpkeep.when({ add: [...asked.add, held(ANNA, 'role:unknown')] }).demands.maxUntil,
    ).toBeNull();
  });

  it('has no effect before enforce', () => {
    const warning = under({ effect: 'time-bound', maxDurationMs: DAY, rollout: 'warn' });
    expect(given([held(ANNA, CREATE)], warning).when({ add: [held(ANNA, RELEASE)] }).outcome).toBe('pass');
  });
});

// found by the naive oracle, in world 2,439 of seed 213
it('offers the end up to which a change only takes away, though that breaks a prerequisite', () => {
  const [service, person, until] = ['service:1', 'person:1', day(2)];
  const [prepare, release] = ['erp:run:prepare', 'erp:run:release'];
  const matrix = compileMatrix({
    entitlements: [prepare, release],
    roles: [],
    duties: [
      { id: 'duty:prepare', any: [prepare] },
      { id: 'duty:release', any: [release] },
    ],
    rules: [
      {
        ...{ id: 'R1', version: 1, title: 'Both for a day at most', legs: ['duty:prepare', 'duty:release'] },
        ...{ effect: 'time-bound', maxDurationMs: DAY, rollout: 'enforce' },
      },
      {
        ...{
          id: 'R2',
          version: 1,
          title: 'Who prepares can release',
          when: 'duty:prepare',
          needs: 'duty:release',
        },
        ...{ effect: 'prohibit', rollout: 'enforce' },
      },
    ],
  });
  const control = {
    ...{
      from: service,
      to: person,
      how: 'can-reset',
      strength: 'take-over' as const,
      lasting: true as const,
    },
    window: { from: until, until: day(3) },
  };
  const world = {
    kinds: new Map([
      [service, 'service'],
      [person, 'person'],
    ] as const),
    controls: [control],
    grants: [
      held(person, release, day(0)),
      held(person, prepare, day(0)),
      held(service, prepare, day(0)),
      held(service, release, day(0), until),
    ],
  };
  const asked = (end: number | null) =>
    judge(
      matrix,
      world,
      { drop: [], dropControls: [control], add: [held(service, release, day(0), end)] },
      day(1),
    );
  expect(asked(null)).toMatchObject({ outcome: 'veto', demands: { maxUntil: until } });
  expect([asked(until).outcome, asked(until + 1).outcome]).toEqual(['pass', 'veto']);
});
