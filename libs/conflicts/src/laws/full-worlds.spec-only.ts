/** Random cases of the full form in which everything is known, dense enough that most of them conflict. */
import fc from 'fast-check';
import {
  type Change,
  type Control,
  type Exception,
  type FullCase,
  type Grant,
  roleNamed,
  type Scope,
  type Source,
  type World,
} from '@countersign/test-oracle';
import type { Window } from '../index.js';
import { booksOver } from './full-books.spec-only.js';
import {
  dimensions,
  DUTIES,
  ENTITLEMENTS,
  PATTERNS,
  present,
  ROLES,
  scopes,
  sometimes,
  UNCATALOGUED,
} from './full-names.spec-only.js';

const PERSONS = ['person:1', 'person:2'];
const IDENTITIES = [...PERSONS, 'account:1', 'service:1'];
export const kinds = new Map(IDENTITIES.map((id) => [id, id.slice(0, id.indexOf(':'))]));
const identities = fc.constantFrom('person:1', 'person:1', ...IDENTITIES);

/** Every finite instant lies in 0…6. */
const windows: fc.Arbitrary<Window> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ from: 0, until: null }) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 3 }))
      .map(([from, length]) => ({ from, until: from + length })),
  },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 5 }).map((from) => ({ from, until: null })) },
);

const items = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...ENTITLEMENTS) },
  { weight: 5, arbitrary: fc.constantFrom(...ROLES) },
  { weight: 1, arbitrary: fc.constantFrom(...PATTERNS) },
  { weight: 1, arbitrary: fc.constant(UNCATALOGUED) },
);

export const grants = (dims: readonly string[]): fc.Arbitrary<Grant> =>
  fc
    .record({
      identity: identities,
      item: items,
      window: windows,
      state: fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom('held' as const, 'reserved' as const) },
        { weight: 1, arbitrary: fc.constant('pending' as const) },
      ),
      scope: scopes(dims),
    })
    .map(present);

/** Some of the roles that are held are of a version that the book no longer has. */
const heldGrants = (dims: readonly string[]): fc.Arbitrary<Grant> =>
  fc
    .tuple(grants(dims), fc.constantFrom(true, false, false))
    .map(([grant, isEarlier]) =>
      isEarlier && ROLES.includes(grant.item) ? { ...grant, item: `${grant.item}@1` } : grant,
    );

const controls: fc.Arbitrary<Control> = fc
  .record({
    from: identities,
    to: identities,
    how: fc.constantFrom('owner', 'linked', 'can-reset', 'carries'),
    strength: fc.constantFrom('acts-as' as const, 'take-over' as const),
    window: windows,
    lasting: sometimes(3, fc.constant(true as const)),
  })
  .map(present);

const exceptions = (dims: readonly string[]): fc.Arbitrary<Exception[]> =>
  fc
    .array(
      fc.record({
        root: fc.constantFrom('person:1', ...PERSONS, 'service:1', '*'),
        number: fc.integer({ min: 1, max: 3 }),
        isOld: fc.constantFrom(false, false, false, true),
        legs: sometimes(
          3,
          fc.oneof(
            fc.subarray(DUTIES, { minLength: 2 }),
            fc.subarray(ENTITLEMENTS, { minLength: 2 }),
            fc.subarray(IDENTITIES, { minLength: 2 }),
          ),
        ),
        objects: scopes(dims),
        window: windows,
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((all) =>
      all.map(({ root, number, isOld, legs, objects, window }, i) =>
        present({
          id: `X${i + 1}`,
          root,
          rule: `R${number}`,
          version: isOld ? 9 : number,
          legs,
          objects,
          window,
          control: 'second pair of eyes',
        }),
      ),
    );

const sources: fc.Arbitrary<Source[]> = fc
  .array(
    fc.record({
      confirmedAt: fc.integer({ min: -2, max: 2 }),
      longestAgeMs: fc.integer({ min: 0, max: 1 }),
      tells: fc.array(
        fc.record({
          what: fc.constantFrom('grants' as const, 'controls' as const),
          about: fc.constantFrom('person:*', 'account:1', 'service:*', 'nobody:*', 'person:2'),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    }),
    { minLength: 1, maxLength: 2 },
  )
  .map((all) => all.map((source, i) => ({ id: `S${i + 1}`, ...source })));

const rotations = fc.array(
  fc.record({
    identity: fc.constantFrom(...IDENTITIES, 'account:1', 'service:1'),
    at: fc.integer({ min: 1, max: 4 }),
  }),
  { minLength: 1, maxLength: 2 },
);

const worldsOver = (dims: readonly string[]): fc.Arbitrary<World> =>
  fc
    .record({
      controls: fc.array(controls, { minLength: 1, maxLength: 3 }),
      grants: fc.array(heldGrants(dims), { minLength: 2, maxLength: 5 }),
      kinds: fc.constant(kinds),
      scopes: sometimes(dims.length === 0 ? 0 : 6, ownScopes(dims)),
      rotations: sometimes(5, rotations),
      recognised: sometimes(
        3,
        fc.array(
          fc.record({
            root: fc.constantFrom(...PERSONS),
            how: fc.constantFrom('can-reset', 'owner', 'vault'),
            window: windows,
            control: fc.constant('monthly review'),
          }),
          { minLength: 1, maxLength: 2 },
        ),
      ),
      exceptions: sometimes(4, exceptions(dims)),
      sources: sometimes(3, sources),
    })
    .map(present)
    .map(withSources);

/** Of those whom nobody logs in as by name, each belongs to one value of each dimension. */
const ownScopes = (dims: readonly string[]): fc.Arbitrary<ReadonlyMap<string, Scope>> => {
  const value = fc.constantFrom('1', '2');
  const own = fc.tuple(...dims.map(() => value)).map((values): Scope => {
    return Object.fromEntries(dims.map((d, i) => [d, [values[i] ?? '']]));
  });
  return fc.tuple(own, own).map(([account, service]) => {
    return new Map([
      ['account:1', account],
      ['service:1', service],
    ]);
  });
};

/** Facts come from the sources that can tell them, every second one from none. */
function withSources(world: World): World {
  const told = (what: string, about: string) =>
    world.sources?.find(({ tells }) =>
      tells.some(
        (each) => each.what === what && (each.about === about || each.about === `${about.split(':')[0]}:*`),
      ),
    )?.id;
  const from = <F extends object>(fact: F, what: string, about: string, i: number): F =>
    present({ ...fact, source: i % 2 === 0 ? told(what, about) : undefined });
  return {
    ...world,
    grants: world.grants.map((grant, i) => from(grant, 'grants', grant.identity, i)),
    controls: world.controls.map((control, i) => from(control, 'controls', control.from, i)),
  };
}

/** What is asked: often next to or around what is held already. */
function changesTo(world: World, dims: readonly string[]): fc.Arbitrary<Change> {
  const near = fc
    .tuple(fc.constantFrom(...world.grants), windows, scopes(dims))
    .map(([{ identity, item }, window, scope]) =>
      present({ identity, item: roleNamed(item), window, state: 'asked' as const, scope }),
    );
  const addition = fc.oneof({ weight: 5, arbitrary: grants(dims) }, { weight: 1, arbitrary: near });
  return fc
    .record({
      drop: sometimes(3, fc.subarray([...world.grants], { minLength: 1, maxLength: 1 })),
      add: fc.oneof(
        { weight: 16, arbitrary: fc.array(addition, { minLength: 1, maxLength: 2 }) },
        { weight: 2, arbitrary: fc.array(addition, { minLength: 3, maxLength: 3 }) },
        { weight: 1, arbitrary: fc.constant([]) },
      ),
      dropControls: sometimes(
        2,
        fc.subarray([...world.controls], { maxLength: Math.min(1, world.controls.length) }),
      ),
      addControls: sometimes(2, fc.array(controls, { minLength: 1, maxLength: 1 })),
    })
    .map(({ drop = [], ...rest }) => present({ drop, ...rest }));
}

/** Cases in which everything is known and can be read. */
export const soundCases: fc.Arbitrary<FullCase> = dimensions
  .chain((dims) =>
    fc
      .record({ book: booksOver(dims), world: worldsOver(dims), at: fc.integer({ min: 0, max: 2 }) })
      .chain((facts) => changesTo(facts.world, dims).map((change) => ({ ...facts, change }))),
  )
  .map(withoutPast);

/** Leaves out what is asked for the past alone, which is a hold. */
function withoutPast(sound: FullCase): FullCase {
  const isAhead = ({ window }: Grant | Control) => window.until === null || window.until > sound.at;
  const { add, addControls, ...dropped } = sound.change;
  const change = { ...dropped, add: add.filter(isAhead), addControls: addControls?.filter(isAhead) };
  return { ...sound, change: present(change) };
}
