/**
 * One small case for each construct of the language, for any engine: the facts, and what it has to say. Broken doubles
 * that read a construct wrongly are seen to fail its case.
 */
import type {
  Change,
  Control,
  EdgeDefinition,
  Grant,
  Judgement,
  RuleBook,
  RuleDefinition,
  Scope,
  World,
} from '../index.js';
import type { Engine } from '../oracle/engine-against-oracle.spec-only.js';
import { kinds } from './small-worlds.spec-only.js';

const ANNA = 'person:1';
const BEN = 'person:2';
const BOT = 'service:1';
const ALWAYS = { from: 0, until: null };

const held = (identity: string, item: string, more: Partial<Grant> = {}): Grant => ({
  ...{ identity, item, window: ALWAYS, state: 'held' },
  ...more,
});
const at = (company: string): { scope: Scope } => ({ scope: { company: [company] } });
const controls = (from: string, to: string, more: Partial<Control> = {}): Control => ({
  ...{ from, to, how: 'can-reset', strength: 'take-over', window: ALWAYS },
  ...more,
});

const plain: RuleBook = {
  dimensions: ['company'],
  entitlements: [{ id: 'a', attributes: { risk: 'high' } }, 'b', 'c', 'd'],
  roles: [{ id: 'role:b', version: 1, entitlements: [{ item: 'b', scope: { company: ['A'] } }], roles: [] }],
  duties: [
    { id: 'duty:a', any: ['a'] },
    { id: 'duty:b', any: ['b'] },
  ],
  rules: [],
};
const ruled = (rule: object, more: Partial<RuleBook> = {}): RuleBook => {
  const base = { id: 'R', version: 1, title: 'R', effect: 'prohibit', rollout: 'enforce' };
  return { ...plain, ...more, rules: [{ ...base, ...rule } as RuleDefinition] };
};
const legs = ['duty:a', 'duty:b'];
const meeting = (duty: object, more: Partial<RuleBook> = {}) =>
  ruled(
    { legs: ['duty:a', 'duty:x'] },
    { duties: [...plain.duties, { id: 'duty:x', ...duty } as never], ...more },
  );
const giving = (edge: Partial<EdgeDefinition>) =>
  ruled(
    { legs, dimensions: ['company'] },
    { edges: [{ id: 'E', premises: ['c', 'd'], gives: { entitlement: 'b' }, ...edge }] },
  );

type Facts = Partial<World> & Partial<Change> & { readonly budget?: number };

const told = (engine: Engine, book: RuleBook, facts: Facts, instant = 0): Judgement => {
  const { add = [], drop = [], addControls, dropControls, budget, ...known } = facts;
  const world: World = { grants: [], controls: [], kinds, ...known };
  return engine.judge(engine.compileMatrix(book), world, { add, drop, addControls, dropControls }, instant, {
    budget,
  });
};
const outcome = (...facts: Parameters<typeof told>): string => told(...facts).outcome;
const classes = (...facts: Parameters<typeof told>): string =>
  told(...facts)
    .conflicts.map((c) => c.class)
    .join();

const halves = { grants: [held(ANNA, 'a')], add: [held(ANNA, 'b')] };
const secret = giving({
  premises: ['c'],
  gives: { control: { identity: 'service:*' }, how: 'secret', lasting: true },
});
const learned = {
  grants: [held(ANNA, 'a'), held(BOT, 'b')],
  add: [held(ANNA, 'c', { window: { from: 0, until: 3 } })],
};
const exception = { id: 'E', root: ANNA, rule: 'R', version: 1, window: { from: 0, until: 5 }, control: 'C' };

/** By construct: what an engine answers, and what it has to answer. */
export const constructs: Readonly<Record<string, (engine: Engine) => readonly [unknown, unknown]>> = {
  'dimensions part objects': (engine) => {
    const grants = [held(ANNA, 'a', at('A'))];
    const asked = (company: string) =>
      outcome(engine, ruled({ legs, dimensions: ['company'] }), {
        grants,
        add: [held(ANNA, 'b', at(company))],
      });
    return [
      [asked('A'), asked('B')],
      ['veto', 'pass'],
    ];
  },
  'scopes of role contents': (engine) => {
    const asked = (company: string) =>
      outcome(engine, ruled({ legs, dimensions: ['company'] }), {
        grants: [held(ANNA, 'a', at(company))],
        add: [held(ANNA, 'role:b')],
      });
    return [
      [asked('A'), asked('B')],
      ['veto', 'pass'],
    ];
  },
  'a dropped grant has a scope': (engine) => {
    const grants = [held(ANNA, 'a', at('A')), held(ANNA, 'a', at('B'))];
    const asked = outcome(engine, ruled({ legs, dimensions: ['company'] }), {
      grants,
      drop: [held(ANNA, 'a', at('B'))],
      add: [held(ANNA, 'b', at('A'))],
    });
    return [asked, 'veto'];
  },
  'a held pattern counts as all it may be': (engine) => [
    outcome(engine, ruled({ legs }), { ...halves, add: [held(ANNA, '*')] }),
    'veto',
  ],
  'a class': (engine) => {
    const book = ruled(
      { legs: ['duty:b', 'duty:x'] },
      { duties: [...plain.duties, { id: 'duty:x', any: [{ class: { risk: 'high' } }] }] },
    );
    const asked = (item: string) =>
      outcome(engine, book, { grants: [held(ANNA, 'b')], add: [held(ANNA, item)] });
    return [
      [asked('a'), asked('c'), asked('unheard')],
      ['veto', 'pass', 'hold'],
    ];
  },
  'all of a tree': (engine) => {
    const book = meeting({ all: ['b', 'c'] });
    return [
      [
        outcome(engine, book, halves),
        outcome(engine, book, { ...halves, grants: [held(ANNA, 'a'), held(ANNA, 'c')] }),
      ],
      ['pass', 'veto'],
    ];
  },
  'at least so many of a tree': (engine) => {
    const book = meeting({ atLeast: 2, of: ['b', 'c', 'd'] });
    return [
      [
        outcome(engine, book, halves),
        outcome(engine, book, { ...halves, grants: [held(ANNA, 'a'), held(ANNA, 'd')] }),
      ],
      ['pass', 'veto'],
    ];
  },
  'the same of a tree': (engine) => {
    const grants = [held(ANNA, 'a'), held(ANNA, 'c', at('A'))];
    const add = [held(ANNA, 'b', at('B'))];
    const book = (same: string[]) => meeting({ all: ['b', 'c'], same });
    return [
      [outcome(engine, book([]), { grants, add }), outcome(engine, book(['company']), { grants, add })],
      ['veto', 'pass'],
    ];
  },
  'an edge asks all its premises': (engine) => {
    const asked = (...known: Grant[]) =>
      outcome(engine, giving({}), { grants: [held(ANNA, 'a'), ...known], add: [held(ANNA, 'c')] });
    return [
      [asked(), asked(held(ANNA, 'd'))],
      ['pass', 'veto'],
    ];
  },
  'an edge maps scopes': (engine) => {
    const grants = [held(ANNA, 'a'), held(ANNA, 'd', at('B'))];
    const asked = (map: EdgeDefinition['map']) =>
      outcome(engine, giving({ map }), { grants, add: [held(ANNA, 'c', at('A'))] });
    return [
      [asked(undefined), asked({ company: null })],
      ['pass', 'veto'],
    ];
  },
  'a selector asks the own scope': (engine) => {
    const asked = (own: string) =>
      outcome(engine, secret, {
        ...learned,
        add: [held(ANNA, 'c', at('A'))],
        scopes: new Map([[BOT, { company: [own] }]]),
      });
    return [
      [asked('A'), asked('B')],
      ['veto', 'pass'],
    ];
  },
  'given knowledge lasts until rotation': (engine) => {
    const rows = told(engine, secret, { ...learned, rotations: [{ identity: BOT, at: 7 }] }).conflicts[0]
      ?.windows;
    return [rows?.map(({ from, until }) => [from, until]), [[0, 7]]];
  },
  'stated knowledge lasts until rotation': (engine) => {
    const known = controls(ANNA, BOT, { lasting: true, window: { from: 0, until: 2 } });
    const facts = {
      grants: [held(BOT, 'a')],
      controls: [known],
      add: [held(ANNA, 'b')],
      rotations: [{ identity: BOT, at: 4 }],
    };
    return [told(engine, ruled({ legs }), facts, 1).conflicts[0]?.windows.map(({ until }) => until), [4]];
  },
  'recognised power': (engine) => {
    const recognised = [{ root: ANNA, how: 'can-reset', window: ALWAYS, control: 'C' }];
    const facts = { grants: [held(BOT, 'a')], controls: [controls(ANNA, BOT)], add: [held(ANNA, 'b')] };
    return [
      [outcome(engine, ruled({ legs }), facts), outcome(engine, ruled({ legs }), { ...facts, recognised })],
      ['veto', 'pass'],
    ];
  },
  'at most so many of a set': (engine) => {
    const book = ruled({ set: ['a', 'b', 'c'], most: 2 });
    const asked = (...items: string[]) =>
      outcome(engine, book, { grants: items.map((item) => held(ANNA, item)), add: [held(ANNA, 'b')] });
    return [
      [asked('a'), asked('a', 'c')],
      ['pass', 'veto'],
    ];
  },
  'a set counts what is granted by name': (engine) => [
    outcome(engine, ruled({ set: ['x*'], most: 1 }), { grants: [held(ANNA, 'x1')], add: [held(ANNA, 'x2')] }),
    'veto',
  ],
  'at most so many holders': (engine) => {
    const asked = (...linked: Control[]) =>
      outcome(engine, ruled({ holders: 'duty:a', most: 1 }), {
        grants: [held(ANNA, 'a')],
        controls: linked,
        add: [held(BEN, 'a')],
      });
    return [
      [asked(), asked(controls(ANNA, BEN, { how: 'linked' }))],
      ['veto', 'pass'],
    ];
  },
  'a prerequisite takes no doubt': (engine) => {
    const asked = (item: string) =>
      outcome(
        engine,
        ruled(
          { when: 'duty:a', needs: 'duty:x' },
          { duties: [...plain.duties, { id: 'duty:x', any: ['edu:*'] }] },
        ),
        { grants: [held(ANNA, item)], add: [held(ANNA, 'a')] },
      );
    return [
      [asked('edu:sox'), asked('*:sox'), asked('b')],
      ['pass', 'veto', 'veto'],
    ];
  },
  'a removal makes a finding of a prerequisite': (engine) => {
    const judgement = told(engine, ruled({ when: 'duty:a', needs: 'duty:b' }), {
      grants: [held(ANNA, 'a'), held(ANNA, 'b')],
      drop: [held(ANNA, 'b')],
    });
    return [
      [judgement.outcome, judgement.conflicts.length],
      ['pass', 1],
    ];
  },
  'a witness is minimal': (engine) => {
    const book = meeting({ any: ['b', { all: ['b', 'c'] }] });
    return [
      classes(engine, book, { grants: [held(ANNA, 'a'), held(ANNA, 'b')], add: [held(ANNA, 'c')] }),
      '',
    ];
  },
  'control that is asked is judged': (engine) => {
    const facts = { grants: [held(ANNA, 'a'), held(BOT, 'b')], addControls: [controls(ANNA, BOT)] };
    return [
      [
        outcome(engine, ruled({ legs }), facts),
        classes(engine, ruled({ legs }), { ...facts, grants: [...facts.grants, held(ANNA, 'b')] }),
      ],
      ['veto', 'repeats'],
    ];
  },
  'control that is dropped is gone': (engine) => {
    const facts = {
      grants: [held(BOT, 'a')],
      controls: [controls(ANNA, BOT)],
      dropControls: [controls(ANNA, BOT)],
      add: [held(ANNA, 'b')],
    };
    return [outcome(engine, ruled({ legs }), facts), 'pass'];
  },
  'an exception covers its instants': (engine) => {
    const asked = (until: number) =>
      outcome(engine, ruled({ legs }), {
        ...halves,
        add: [held(ANNA, 'b', { window: { from: 0, until } })],
        exceptions: [exception],
      });
    return [
      [asked(5), asked(6)],
      ['pass', 'veto'],
    ];
  },
  'never-approvable is never covered': (engine) => {
    const add = [held(ANNA, 'b', { window: { from: 0, until: 5 } })];
    return [
      outcome(engine, ruled({ legs, effect: 'never-approvable' }), {
        ...halves,
        add,
        exceptions: [exception],
      }),
      'veto',
    ];
  },
  'a time bound has its period': (engine) => {
    const grants = [held(ANNA, 'a'), held(ANNA, 'b', { window: { from: 0, until: 2 } })];
    const book = (perMs?: number) => ruled({ legs, effect: 'time-bound', maxDurationMs: 2, perMs });
    const add = [held(ANNA, 'b', { window: { from: 8, until: 10 } })];
    return [
      [outcome(engine, book(), { grants, add }, 8), outcome(engine, book(9), { grants, add }, 8)],
      ['pass', 'veto'],
    ];
  },
  'a stale source holds': (engine) => {
    const sources = [
      { id: 'S', confirmedAt: 0, longestAgeMs: 5, tells: [{ what: 'grants' as const, about: 'person:*' }] },
    ];
    const asked = (instant: number) =>
      outcome(engine, ruled({ legs }), { sources, add: [held(ANNA, 'b')] }, instant);
    return [
      [asked(5), asked(6)],
      ['pass', 'hold'],
    ];
  },
  'a veto on stale facts alone holds': (engine) => {
    const sources = [{ id: 'S', confirmedAt: 0, longestAgeMs: 5, tells: [] }];
    const asked = (source?: string) =>
      outcome(
        engine,
        ruled({ legs }),
        { sources, grants: [held(ANNA, 'a', { source })], add: [held(ANNA, 'b')] },
        9,
      );
    return [
      [asked(), asked('S')],
      ['veto', 'hold'],
    ];
  },
  'steps are counted': (engine) => [outcome(engine, ruled({ legs }), { ...halves, budget: 1 }), 'hold'],
  'a value that differs is listed': (engine) => {
    const facts = {
      grants: [held(ANNA, 'a'), held(ANNA, 'b', at('A'))],
      add: [held(ANNA, 'b', { window: { from: 3, until: null } })],
    };
    const [conflict] = told(engine, ruled({ legs, dimensions: ['company'] }), facts).conflicts;
    return [
      [conflict?.values, conflict?.shownObject],
      [{ company: ['A'] }, { company: '*' }],
    ];
  },
};
