import fc from 'fast-check';
import type { Control, Grant, RuleBook, Window } from '../index.js';
import type { PlainBook } from './small-worlds.spec-only.js';
import { judged, type Law, regions } from './law.spec-only.js';
import {
  books,
  controls,
  ENTITLEMENTS,
  IDENTITIES,
  instants,
  isPersonal,
  kinds,
  plainBooks,
  type SmallCase,
  windows,
  worlds,
} from './small-worlds.spec-only.js';

const twoHalves: RuleBook = {
  entitlements: ENTITLEMENTS,
  roles: [],
  duties: [
    { id: 'duty:1', any: ['erp:a:x'] },
    { id: 'duty:2', any: ['erp:b:x'] },
  ],
  rules: [
    { id: 'R1', version: 1, title: 'R1', legs: ['duty:1', 'duty:2'], effect: 'prohibit', rollout: 'enforce' },
  ],
};

const halves = fc.record({
  identity: fc.constantFrom(...IDENTITIES),
  isFirst: fc.boolean(),
  gap: fc.nat({ max: 2 }),
});

/** Law 5: one half before an instant, the other from it on, through whatever controls: no conflict. */
export const apartIsNoConflict: Law = (engine) =>
  fc.property(
    fc.array(controls, { maxLength: 4 }),
    fc.array(halves, { minLength: 2, maxLength: 6 }),
    fc.integer({ min: 1, max: 8 }),
    instants,
    (edges, parts, border, at) => {
      const grants = parts.map(({ identity, isFirst, gap }): Grant => {
        const window = isFirst ? { from: 0, until: border } : { from: border + gap, until: null };
        return { identity, item: isFirst ? 'erp:a:x' : 'erp:b:x', window, state: 'held' };
      });
      expect([...regions(engine, twoHalves, { controls: edges, grants, kinds }, at)]).toEqual([]);
    },
  );

const contentsOf = (book: PlainBook, item: string): string[] => {
  const role = book.roles.find(({ id }) => id === item);
  return role ? [...role.entitlements, ...role.roles.flatMap((inner) => contentsOf(book, inner))] : [item];
};

/** Law 6: a role behaves like its contents, and nested like flat. */
export const rolesAreTheirContents: Law = (engine) =>
  fc.property(plainBooks, worlds, instants, (book, world, at) => {
    const expected = regions(engine, book, world, at);
    const unpacked = world.grants.flatMap((grant) =>
      contentsOf(book, grant.item).map((item) => ({ ...grant, item })),
    );
    expect(regions(engine, book, { ...world, grants: unpacked }, at)).toEqual(expected);
    const flat = book.roles.map((role) => ({ ...role, entitlements: contentsOf(book, role.id), roles: [] }));
    expect(regions(engine, { ...book, roles: flat }, world, at)).toEqual(expected);
  });

const common = (a: Window, b: Window): Window => ({
  from: Math.max(a.from, b.from),
  until: a.until === null || b.until === null ? (a.until ?? b.until) : Math.min(a.until, b.until),
});

/** Law 6: a chain of control behaves like the direct control with the met windows. */
export const chainsAreDirect: Law = (engine) =>
  fc.property(books, worlds, windows, windows, instants, (book, world, w1, w2, at) => {
    const owns = (from: string, to: string, window: Window): Control => {
      return { from, to, how: 'owner', strength: 'acts-as', window };
    };
    const chain = [owns('person:1', 'account:1', w1), owns('account:1', 'service:1', w2)];
    const direct = [owns('person:1', 'account:1', w1), owns('person:1', 'service:1', common(w1, w2))];
    const ofPersons = (edges: readonly Control[]) =>
      [...regions(engine, book, { ...world, controls: edges }, at)].filter(isPersonal);
    expect(ofPersons(chain)).toEqual(ofPersons(direct));
  });

const inner = ({ from, until }: Window, cut: number): Window => {
  const end = until === null ? null : Math.max(from + 1, until - cut);
  return { from: end === null ? from + cut : Math.min(from + cut, end - 1), until: end };
};

/** Law 10: a swap that narrows is never refused, whatever is broken already. */
export const narrowingPasses: Law = (engine) =>
  fc.property(books, worlds, fc.nat({ max: 3 }), instants, (book, world, cut, at) => {
    const add = world.grants.map((grant) => ({ ...grant, window: inner(grant.window, cut) }));
    const swap: SmallCase = { book, world, change: { drop: world.grants, add }, at };
    expect(judged(engine, swap)).toMatchObject({ outcome: 'pass', conflicts: [] });
  });

/** Law 10: splitting one grant into two that cover the same, or merging them, changes no region. */
export const splittingMeansNothing: Law = (engine) =>
  fc.property(books, worlds, fc.integer({ min: 1, max: 8 }), instants, (book, world, border, at) => {
    const pieces = world.grants.flatMap((grant) => {
      const { from, until } = grant.window;
      const isInside = from < border && border < (until ?? Infinity);
      const both = [
        { from, until: border },
        { from: border, until },
      ];
      return isInside ? both.map((window) => ({ ...grant, window })) : [grant];
    });
    const rows = (grants: readonly Grant[]) =>
      judged(engine, {
        book,
        world: { ...world, grants: [] },
        change: { drop: [], add: grants.filter(({ window }) => (window.until ?? Infinity) > at) },
        at,
      }).conflicts.map(({ rule, root, sameFor, windows: all }) => ({ rule, root, sameFor, all }));
    expect(rows(pieces)).toEqual(rows(world.grants));
  });
