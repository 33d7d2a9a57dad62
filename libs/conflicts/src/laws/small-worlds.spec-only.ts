import fc from 'fast-check';
import type { Change, Control, DutyRule, Grant, RuleBook, Window, World } from '../index.js';

/** A rule book, facts and a change, small enough for brute force and dense enough that most worlds conflict. */
/** A book of the plain constructs: named entitlements and roles, duties of leaves, rules over duties. */
export interface PlainBook extends RuleBook {
  readonly entitlements: readonly string[];
  readonly roles: readonly {
    readonly id: string;
    readonly version: number;
    readonly entitlements: readonly string[];
    readonly roles: readonly string[];
  }[];
  readonly duties: readonly { readonly id: string; readonly any: readonly string[] }[];
  readonly rules: readonly DutyRule[];
}

export interface SmallCase {
  readonly book: PlainBook;
  readonly world: World;
  readonly change: Change;
  readonly at: number;
}

export const ENTITLEMENTS = ['erp:a:x', 'erp:b:x', 'erp:c:x', 'erp:d:x', 'erp:idle:x'];
export const ROLES = ['role:flat', 'role:mid', 'role:top'];
export const PERSONS = ['person:1', 'person:2'];
export const OTHERS = ['account:1', 'service:1'];
/** Whether a region's cell is one of a person's. */
export const isPersonal = (cell: string): boolean => PERSONS.some((person) => cell.includes(` ${person} `));
export const IDENTITIES = [...PERSONS, ...OTHERS];

/** No entitlement of a rule: held by many, looked at by none. */
export const IDLE = 'erp:idle:x';

/** Every finite instant in a small case lies in [0, LAST_INSTANT]. */
export const LAST_INSTANT = 12;

const MEMBERS = ENTITLEMENTS.filter((id) => id !== IDLE);
const DUTIES = ['duty:1', 'duty:2', 'duty:3', 'duty:4'];

export const kinds = new Map(IDENTITIES.map((id) => [id, id.slice(0, id.indexOf(':'))]));

export const windows: fc.Arbitrary<Window> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ from: 0, until: null }) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 6 }))
      .map(([from, length]) => ({ from, until: from + length })),
  },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 8 }).map((from) => ({ from, until: null })) },
);

export const grants: fc.Arbitrary<Grant> = fc.record({
  identity: fc.constantFrom(...IDENTITIES),
  item: fc.constantFrom(...ENTITLEMENTS, ...ROLES),
  window: windows,
  state: fc.constantFrom('held' as const, 'reserved' as const),
});

export const controls: fc.Arbitrary<Control> = fc.record({
  from: fc.constantFrom(...IDENTITIES),
  to: fc.constantFrom(...IDENTITIES),
  how: fc.constantFrom('owner', 'linked', 'linked', 'can-reset'),
  strength: fc.constantFrom('acts-as' as const, 'take-over' as const),
  window: windows,
});

/** Roles are nested in one direction only, up to three deep. */
const roles = fc
  .tuple(
    fc.subarray(MEMBERS, { minLength: 1, maxLength: 2 }),
    fc.subarray(MEMBERS, { maxLength: 1 }),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([flat, mid, midHasFlat, topHasFlat]) => [
    { id: 'role:flat', version: 1, entitlements: flat, roles: [] },
    { id: 'role:mid', version: 2, entitlements: mid, roles: midHasFlat ? ['role:flat'] : [] },
    {
      id: 'role:top',
      version: 1,
      entitlements: [IDLE],
      roles: topHasFlat ? ['role:mid', 'role:flat'] : ['role:mid'],
    },
  ]);

const duties = (leaves: readonly string[]) =>
  fc
    .tuple(...DUTIES.map(() => fc.subarray([...leaves], { minLength: 2, maxLength: 3 })))
    .map((members) => DUTIES.map((id, i) => ({ id, any: members[i] ?? [] })));

const effects = fc.oneof(
  fc.constant({ effect: 'prohibit' as const }),
  fc.constant({ effect: 'dual-approval' as const }),
  fc.integer({ min: 1, max: 4 }).map((maxDurationMs) => ({ effect: 'time-bound' as const, maxDurationMs })),
);

const rules = fc
  .array(
    fc.tuple(
      fc.shuffledSubarray(DUTIES, { minLength: 2, maxLength: 3 }).chain((legs) =>
        fc.record({
          legs: fc.constant(legs),
          threshold: fc.option(fc.integer({ min: 2, max: legs.length }), { nil: undefined, freq: 2 }),
        }),
      ),
      effects,
      fc.constantFrom(
        'enforce' as const,
        'enforce' as const,
        'warn' as const,
        'record' as const,
        'off' as const,
      ),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts) =>
    parts.map(([legs, effect, rollout], i) => ({
      id: `R${i + 1}`,
      version: i + 1,
      title: `rule ${i + 1}`,
      ...legs,
      ...effect,
      rollout,
    })),
  );

const bookOf = (leaves: readonly string[]): fc.Arbitrary<PlainBook> =>
  fc.record({ entitlements: fc.constant(ENTITLEMENTS), roles, duties: duties(leaves), rules });

export const books: fc.Arbitrary<PlainBook> = bookOf([...MEMBERS, 'role:mid', 'role:flat']);
/** Books in which no leg names a role. */
export const plainBooks: fc.Arbitrary<PlainBook> = bookOf(MEMBERS);

export const worlds: fc.Arbitrary<World> = fc.record({
  controls: fc.array(controls, { maxLength: 5 }),
  grants: fc.array(grants, { minLength: 1, maxLength: 6 }),
  kinds: fc.constant(kinds),
});

export const instants = fc.integer({ min: 0, max: 6 });

/** Well-formed cases: everything is known, nothing is held for a reason. */
export const cases: fc.Arbitrary<SmallCase> = fc
  .record({ book: books, world: worlds, at: instants })
  .chain((facts) =>
    fc
      .record({
        drop: fc.subarray([...facts.world.grants], { maxLength: Math.min(2, facts.world.grants.length) }),
        add: fc.array(addition(facts.world.grants), { minLength: 1, maxLength: 3 }),
      })
      .map((change) => ({ ...facts, change })),
  )
  .map(withoutPast);

/** What is asked, at times next to or around what is held already. */
function addition(held: readonly Grant[]): fc.Arbitrary<Grant> {
  if (held.length === 0) return grants;
  const near = fc.tuple(fc.constantFrom(...held), windows).map(([grant, window]) => ({ ...grant, window }));
  return fc.oneof({ weight: 3, arbitrary: grants }, { weight: 1, arbitrary: near });
}

/** Leaves out what is asked for the past alone, which is a hold. */
function withoutPast(small: SmallCase): SmallCase {
  const add = small.change.add.filter(({ window }) => window.until === null || window.until > small.at);
  return { ...small, change: { ...small.change, add } };
}

function spoil(small: SmallCase, harm: string, grant: Grant): SmallCase {
  const { world, change, at } = small;
  const asking = (wrong: Partial<Grant>): SmallCase => {
    return { ...small, change: { ...change, add: [...change.add, { ...grant, ...wrong }] } };
  };
  const knowing = (wrong: Partial<Grant>): SmallCase => {
    return { ...small, world: { ...world, grants: [...world.grants, { ...grant, ...wrong }] } };
  };
  switch (harm) {
    case 'item':
      return asking({ item: 'role:nobody-knows' });
    case 'identity':
      return asking({ identity: 'person:nobody' });
    case 'empty':
      return asking({ window: { from: 5, until: 5 } });
    case 'past':
      return asking({ window: { from: -3, until: at } });
    case 'role':
      return knowing({ item: 'role:forgotten' });
    case 'window':
      return knowing({ window: { from: 0.5, until: null } });
    case 'state':
      return knowing({ state: 'rumoured' as never });
    default: {
      const known = new Map([...kinds].filter(([id]) => id !== grant.identity));
      return { ...small, world: { ...world, kinds: known } };
    }
  }
}

/** Cases in which something is unknown, empty or unreadable. */
export const hostileCases: fc.Arbitrary<SmallCase> = fc
  .tuple(
    cases,
    fc.constantFrom('item', 'identity', 'empty', 'past', 'kind', 'role', 'window', 'state'),
    grants,
  )
  .map(([small, harm, grant]) => spoil(small, harm, grant));

export const anyCases: fc.Arbitrary<SmallCase> = fc.oneof(
  { weight: 5, arbitrary: cases },
  { weight: 1, arbitrary: hostileCases },
);
