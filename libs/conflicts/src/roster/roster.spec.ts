import fc from 'fast-check';
import { type Change, compileMatrix, type Grant, judge, type RuleBook, type World } from '../index.js';
import { cases, controls, grants, kinds, type PlainBook } from '../laws/small-worlds.spec-only.js';
import { richBooks, richControls, richGrants } from '../laws/rich-worlds.spec-only.js';
import { controls as controlling, day, held, NOW, payables, reserved } from '../payables.spec-only.js';
import { type Decision, decisionOf } from './decision.js';
import { Roster } from './roster.js';

const RUNS = Number(process.env['LAW_RUNS'] ?? 400);
const SEED = Number(process.env['LAW_SEED'] ?? 20260101);

const rosterOf = (book: RuleBook, world: World): Roster => {
  const roster = new Roster(compileMatrix(book));
  for (const [identity, kind] of world.kinds) roster.know(identity, kind);
  world.grants.forEach((grant) => roster.grant(grant));
  world.controls.forEach((control) => roster.control(control));
  return roster;
};

const inOrder = ({ outcome, broken }: Decision) => ({
  outcome,
  broken: broken.map(({ root, rules }) => `${root}: ${[...rules].sort().join(' ')}`).sort(),
});

const expectSame = (roster: Roster, book: RuleBook, world: World, change: Change, at: number) => {
  const judged = decisionOf(judge(compileMatrix(book), world, change, at));
  expect(inOrder(roster.decide(change, at))).toEqual(inOrder(judged));
};

/** Held without end from the start, so that sets of duties tell. */
const open = <T extends { readonly window: unknown }>(fact: T) => ({
  ...fact,
  window: { from: 0, until: null },
});

describe('a roster decides as `judge` does', () => {
  it('where names are held without end', () => {
    const openCases = cases.map((one) => ({
      ...one,
      world: {
        ...one.world,
        grants: one.world.grants.map((grant): Grant => ({ ...open(grant), state: 'held' })),
        controls: one.world.controls.map((control) => ({ ...open(control), how: 'owner' })),
      },
      change: { drop: [], add: one.change.add.slice(0, 2) },
    }));
    const same = fc.property(openCases, ({ book, world, change, at }) => {
      const add = change.add.map((grant) => ({ ...grant, identity: change.add[0]?.identity ?? '' }));
      expectSame(rosterOf(book, world), book, world, { drop: [], add }, at);
    });
    fc.assert(same, { numRuns: RUNS * 2, seed: SEED });
  });

  it('after facts have come and gone, whatever they are', () => {
    const coming = fc.record({
      grants: fc.array(grants, { maxLength: 3 }),
      controls: fc.array(controls, { maxLength: 2 }),
    });
    const same = fc.property(cases, coming, ({ book, world, change, at }, gone) => {
      const roster = rosterOf(book, {
        ...world,
        grants: [...gone.grants, ...world.grants],
        controls: [...gone.controls, ...world.controls],
      });
      gone.grants.forEach((grant) => roster.revoke(grant));
      gone.controls.forEach((control) => roster.release(control));
      expectSame(roster, book, world, change, at);
    });
    fc.assert(same, { numRuns: RUNS, seed: SEED });
  });

  it('under books of all constructs', () => {
    const facts = fc.record({
      grants: fc.array(richGrants, { maxLength: 4 }),
      controls: fc.array(richControls, { maxLength: 2 }),
    });
    const same = fc.property(richBooks, facts, richGrants, (book, some, asked) => {
      const world = { ...some, kinds };
      const change = { drop: [], add: [{ ...asked, window: { from: 3, until: null } }] };
      expectSame(rosterOf(book, world), book, world, change, 2);
    });
    fc.assert(same, { numRuns: RUNS, seed: SEED });
  });

  it('for more rules and duties than one word holds', () => {
    const many = Array.from({ length: 70 }, (_, n) => n);
    const book: PlainBook = {
      entitlements: many.map((n) => `e:${n}:x`),
      roles: [
        { id: 'role:all', version: 1, entitlements: many.slice(10, 60).map((n) => `e:${n}:x`), roles: [] },
      ],
      duties: many.map((n) => ({ id: `duty:${n}`, any: [`e:${n}:x`] })),
      rules: many
        .slice(2)
        .map((n) => ({
          ...{ id: `R${n}`, version: 1, title: 'R', effect: 'prohibit', rollout: 'enforce' },
          legs: [`duty:${n}`, `duty:${(n * 31) % 70}`, `duty:${(n * 17) % 70}`].slice(0, 2 + (n % 2)),
        }))
        .filter(({ legs }) => new Set(legs).size === legs.length) as never,
    };
    const same = fc.property(
      fc.array(fc.nat({ max: 69 }), { maxLength: 30 }),
      fc.nat({ max: 70 }),
      (had, n) => {
        const world = { kinds, controls: [], grants: had.map((one) => held('person:1', `e:${one}:x`, 0)) };
        const add = [held('person:1', n === 70 ? 'role:all' : `e:${n}:x`, 0)];
        expectSame(rosterOf(book, world), book, world, { drop: [], add }, 5);
      },
    );
    fc.assert(same, { numRuns: Math.ceil(RUNS / 4), seed: SEED });
  });
});

describe('a roster', () => {
  const ANNA = 'person:1001';
  const BOT = 'service:billing-bot';
  const facts = {
    kinds: new Map([
      [ANNA, 'person'],
      [BOT, 'service'],
    ]),
    grants: [held(ANNA, 'erp:vendor:create')],
    controls: [],
  };
  const asking: Change = { drop: [], add: [held(ANNA, 'erp:payment:release')] };

  it('names every broken rule by root', () => {
    const { outcome, broken } = rosterOf(payables, facts).decide(asking, NOW);
    expect(outcome).toBe('veto');
    expect(broken.map(({ root, rules }) => [root, rules])).toEqual([[ANNA, ['P2P-01']]]);
  });

  it('follows what comes and goes', () => {
    const roster = rosterOf(payables, facts);
    const botPays: Change = { drop: [], add: [held(BOT, 'erp:payment:release')] };
    expect(roster.decide(botPays, NOW).outcome).toBe('pass');
    roster.control(controlling(ANNA, 'owner', BOT));
    expect(roster.decide(botPays, NOW).outcome).toBe('veto');
    roster.release(controlling(ANNA, 'owner', BOT));
    expect(roster.decide(botPays, NOW).outcome).toBe('pass');
    roster.revoke(held(ANNA, 'erp:vendor:create'));
    expect(roster.decide(asking, NOW).outcome).toBe('pass');
    roster.grant(reserved(ANNA, 'erp:vendor:change', day(3), day(5)));
    expect(roster.decide(asking, NOW).outcome).toBe('veto');
  });

  it('does not take what is asked for one time after the other for one', () => {
    const asked = (item: string, from: number) => reserved(BOT, item, day(from), day(from + 1));
    const add = [asked('erp:vendor:create', 1), asked('erp:payment:release', 2)];
    const roster = rosterOf(payables, { ...facts, grants: [] });
    expect(roster.decide({ drop: [], add }, NOW).outcome).toBe('pass');
  });

  it('holds what it does not know', () => {
    const roster = rosterOf(payables, facts);
    expect(roster.decide({ drop: [], add: [held(ANNA, 'role:nobody')] }, NOW).outcome).toBe('hold');
    expect(roster.decide({ drop: [], add: [held('person:9', 'erp:report:read')] }, NOW).outcome).toBe('hold');
    roster.control(controlling('robot:1', 'owner', ANNA));
    expect(roster.decide({ drop: [], add: [held(ANNA, 'erp:report:read')] }, NOW).outcome).toBe('hold');
  });
});
