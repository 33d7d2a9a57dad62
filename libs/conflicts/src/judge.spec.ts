import { InstantError } from './index.js';
import { controls, day, given, held, NOW, payables, reserved, seen, under } from './payables.spec-only.js';

const ANNA = 'person:1001';
const BEN = 'person:1002';
const BOT = 'service:billing-bot';
const CREATE = 'erp:vendor:create';
const RELEASE = 'erp:payment:release';

describe('the two halves of a conflict', () => {
  it.each([
    [CREATE, RELEASE],
    [RELEASE, CREATE],
    ['role:vendor-clerk', RELEASE],
    ['role:treasury', CREATE],
  ])('vetoes %s held, %s asked', (had, asked) => {
    const judgement = given([held(ANNA, had)]).when({ add: [held(ANNA, asked)] });
    expect(judgement.outcome).toBe('veto');
    expect(seen(judgement)).toEqual([`P2P-01 ${ANNA} creates`]);
  });

  it('vetoes both asked at once', () => {
    expect(given([]).when({ add: [held(ANNA, CREATE), held(ANNA, RELEASE)] }).outcome).toBe('veto');
  });

  it('counts what is reserved like what is held, and neither pending nor asked', () => {
    const asking = { add: [held(ANNA, RELEASE)] };
    expect(given([reserved(ANNA, CREATE)]).when(asking).outcome).toBe('veto');
    expect(given([{ ...held(ANNA, CREATE), state: 'pending' }]).when(asking).outcome).toBe('pass');
    expect(given([{ ...held(ANNA, CREATE), state: 'asked' }]).when(asking).outcome).toBe('pass');
  });

  it('lets a swap of one half for the other pass', () => {
    const swap = { drop: [held(ANNA, CREATE)], add: [held(ANNA, RELEASE)] };
    expect(given([held(ANNA, CREATE)]).when(swap)).toMatchObject({ outcome: 'pass', conflicts: [] });
  });

  it('counts two grants of one permission: dropping one leaves the other', () => {
    const twice = [held(ANNA, CREATE), reserved(ANNA, CREATE)];
    const swap = { drop: [held(ANNA, CREATE)], add: [held(ANNA, RELEASE)] };
    expect(given(twice).when(swap).outcome).toBe('veto');
  });

  it('is not helped by a drop that equals nothing held, or cannot be read', () => {
    const unreadable = { ...held(ANNA, CREATE), window: null as never };
    const drop = [held(ANNA, CREATE, NOW, day(1)), held(BEN, CREATE), unreadable];
    expect(given([held(ANNA, CREATE)]).when({ drop, add: [held(ANNA, RELEASE)] }).outcome).toBe('veto');
  });

  it('says nothing about two persons with one half each', () => {
    expect(given([held(BEN, CREATE)]).when({ add: [held(ANNA, RELEASE)] }).conflicts).toEqual([]);
  });
});

describe('time', () => {
  const until = (end: number) => given([held(ANNA, CREATE, NOW, end)]);

  it('lets windows touch', () => {
    expect(until(day(5)).when({ add: [held(ANNA, RELEASE, day(5))] }).conflicts).toEqual([]);
  });

  it('vetoes an overlap of one millisecond and shows exactly it', () => {
    const judgement = until(day(5) + 1).when({ add: [held(ANNA, RELEASE, day(5))] });
    expect(judgement.conflicts[0]?.windows).toEqual([
      { object: {}, from: day(5), until: day(5) + 1, legs: ['duty:payment-release', 'duty:vendor-upkeep'] },
    ]);
    expect(judgement.conflicts[0]?.shownAt).toBe(day(5));
  });

  it('looks at nothing before the instant of judgement', () => {
    const early = { add: [held(ANNA, RELEASE, day(-9))] };
    expect(given([held(ANNA, CREATE, day(-9), NOW)]).when(early).conflicts).toEqual([]);
    const [conflict] = given([held(ANNA, CREATE, day(-9))]).when(early).conflicts;
    expect(conflict?.windows[0]).toMatchObject({ from: NOW, until: null });
  });
});

describe('what an identity can do through others', () => {
  it('follows a chain of control, each step within its window', () => {
    const chain = [
      controls(ANNA, 'owner', 'agent:planner', { from: NOW, until: day(9) }),
      controls('agent:planner', 'secret-holder', BOT, { from: day(3), until: null }),
      held(ANNA, CREATE),
    ];
    const judgement = given(chain).when({ add: [held(BOT, RELEASE)] });
    // from day 9 on, nobody controls the agent, and it holds no vendor upkeep of its own
    expect(seen(judgement)).toEqual([`P2P-01 ${ANNA} creates`]);
    expect(judgement.conflicts[0]?.windows).toMatchObject([{ from: day(3), until: day(9) }]);
  });

  it('counts the power to take over', () => {
    const helpdesk = controls(ANNA, 'can-reset', 'account:erp:u1002', undefined, 'take-over');
    const facts = [helpdesk, held('account:erp:u1002', CREATE)];
    expect(given(facts).when({ add: [held(ANNA, RELEASE)] }).outcome).toBe('veto');
  });

  it('judges every person who controls the holder', () => {
    const owners = [ANNA, BEN].flatMap((who) => [controls(who, 'owner', BOT), held(who, CREATE)]);
    const judgement = given(owners).when({ add: [held(BOT, RELEASE)] });
    expect(seen(judgement)).toEqual([`P2P-01 ${ANNA} creates`, `P2P-01 ${BEN} creates`]);
  });

  it('reads `linked` both ways between persons and shows their one finding once', () => {
    const facts = [controls(BEN, 'linked', ANNA), held(BEN, CREATE)];
    const judgement = given(facts).when({ add: [held(ANNA, RELEASE)] });
    expect(judgement.conflicts).toMatchObject([{ root: ANNA, sameFor: [BEN] }]);
  });

  it('reads `linked` one way between a person and an account', () => {
    const account = 'account:erp:u1001';
    const facts = [controls(ANNA, 'linked', account), controls(BEN, 'owner', account), held(ANNA, CREATE)];
    expect(seen(given(facts).when({ add: [held(account, RELEASE)] }))).toEqual([`P2P-01 ${ANNA} creates`]);
  });

  it('judges a service account while no person controls it, and only then', () => {
    const facts = [held(BOT, CREATE), controls(ANNA, 'owner', BOT, { from: NOW, until: day(7) })];
    const judgement = given(facts).when({ add: [held(BOT, RELEASE)] });
    expect(
      judgement.conflicts.map(({ root, windows }) => [root, windows[0]?.from, windows[0]?.until]),
    ).toEqual([
      [ANNA, NOW, day(7)],
      [BOT, day(7), null],
    ]);
  });
});

describe('roles', () => {
  it('meets a leg by the role itself, also nested', () => {
    const book = {
      ...under({ legs: ['duty:audit', 'duty:payment-release'] }),
      roles: [...payables.roles, { id: 'role:chief', version: 1, entitlements: [], roles: ['role:auditor'] }],
    };
    const judgement = given([held(ANNA, RELEASE)], book).when({ add: [held(ANNA, 'role:chief')] });
    expect(judgement.outcome).toBe('veto');
    expect(judgement.conflicts[0]?.legs[0]?.path.at(-1)).toMatchObject({
      step: 'meets',
      item: 'role:auditor',
    });
    const without = given([held(ANNA, RELEASE)], book).when({ add: [held(ANNA, 'erp:report:read')] });
    expect(without.outcome).toBe('pass');
  });

  it('counts one entitlement in two legs for both', () => {
    const duties = [...payables.duties, { id: 'duty:cash-out', any: [RELEASE] }];
    const book = { ...under({ legs: ['duty:payment-release', 'duty:cash-out'] }), duties };
    expect(given([], book).when({ add: [held(ANNA, RELEASE)] }).outcome).toBe('veto');
  });

  it('breaks a rule of three at the third leg, and at its threshold before', () => {
    const legs = ['duty:vendor-upkeep', 'duty:invoice-entry', 'duty:payment-release'];
    const third = { add: [held(ANNA, RELEASE)] };
    expect(given([held(ANNA, CREATE)], under({ legs })).when(third).outcome).toBe('pass');
    expect(given([held(ANNA, CREATE)], under({ legs, threshold: 2 })).when(third).outcome).toBe('veto');
    const both = [held(ANNA, CREATE), held(ANNA, 'erp:invoice:enter')];
    expect(given(both, under({ legs })).when(third).outcome).toBe('veto');
  });
});

describe('classes', () => {
  const broken = [held(ANNA, CREATE, NOW, day(10)), held(ANNA, RELEASE, NOW, day(10))];

  it('extends by a later day', () => {
    const judgement = given([...broken, held(ANNA, CREATE)]).when({
      add: [held(ANNA, RELEASE, day(9), day(12))],
    });
    expect(judgement.conflicts).toMatchObject([{ class: 'extends', shownAt: day(10) }]);
  });

  it('extends by a further leg', () => {
    const legs = ['duty:vendor-upkeep', 'duty:invoice-entry', 'duty:payment-release'];
    const judgement = given(broken, under({ legs, threshold: 2 })).when({
      add: [held(ANNA, 'erp:invoice:enter')],
    });
    expect(judgement.conflicts).toMatchObject([{ class: 'extends', legs: [{}, {}, {}] }]);
  });

  it('repeats by a further way to a leg, and shows that way', () => {
    const judgement = given(broken).when({ add: [held(ANNA, 'role:treasury', NOW, day(10))] });
    expect(judgement).toMatchObject({ outcome: 'veto', conflicts: [{ class: 'repeats' }] });
    expect(judgement.conflicts[0]?.legs[0]?.path[0]).toMatchObject({ item: 'role:treasury', state: 'asked' });
  });

  it('is none for what lies inside a held grant, and for what meets no leg', () => {
    expect(given(broken).when({ add: [held(ANNA, RELEASE, day(2), day(3))] }).conflicts).toEqual([]);
    expect(given(broken).when({ add: [held(ANNA, 'erp:report:read')] }).conflicts).toEqual([]);
  });
});

describe('effects and rollouts', () => {
  const asking = { add: [held(ANNA, RELEASE)] };
  const by = (change: Parameters<typeof under>[0]) => given([held(ANNA, CREATE)], under(change)).when(asking);

  it('reports `record` and `warn` without effect, `off` not at all', () => {
    expect(by({ rollout: 'record' })).toMatchObject({ outcome: 'pass', conflicts: [{ vetoes: false }] });
    expect(by({ rollout: 'warn' })).toMatchObject({ outcome: 'pass', conflicts: [{ rollout: 'warn' }] });
    expect(by({ rollout: 'off' })).toMatchObject({ outcome: 'pass', conflicts: [] });
  });

  it('demands dual approval only by a rule in enforce', () => {
    const demanding = by({ effect: 'dual-approval' });
    expect(demanding).toMatchObject({
      outcome: 'pass',
      demands: { dualApproval: ['P2P-01'], maxUntil: null },
    });
    expect(by({ effect: 'dual-approval', rollout: 'warn' }).demands.dualApproval).toEqual([]);
  });
});

describe('removals', () => {
  const broken = [held(ANNA, CREATE), held(ANNA, RELEASE)];

  it('pass whatever is wrong, without a bundle too', () => {
    const removal = { drop: [held(ANNA, CREATE), held('person:nobody', 'role:unknown')] };
    expect(given(broken, null).when(removal)).toMatchObject({ outcome: 'pass', holds: [] });
  });

  it('pass when they narrow a grant of a conflict, into the past too', () => {
    const narrow = (until: number) => ({ drop: [held(ANNA, CREATE)], add: [held(ANNA, CREATE, NOW, until)] });
    expect(given(broken).when(narrow(day(1))).outcome).toBe('pass');
    expect(given(broken).when(narrow(day(1)), day(2)).outcome).toBe('pass');
  });
});

describe('an instant that is none', () => {
  it.each([NaN, 1.5, Infinity, 9e15])('is refused: %p', (at) => {
    expect(() => given([]).when({}, at)).toThrow(InstantError);
  });
});
