import fc from 'fast-check';
import type { Conflict, Grant, Judgement } from '../index.js';
import { judged, type Law } from './law.spec-only.js';
import { anyCases, cases, type SmallCase } from './small-worlds.spec-only.js';

const shuffled = <T>(values: readonly T[]): fc.Arbitrary<T[]> =>
  fc.shuffledSubarray([...values], { minLength: values.length });

const inAnyOrder = ({ book, world, change, at }: SmallCase): fc.Arbitrary<SmallCase> =>
  fc.record({
    at: fc.constant(at),
    book: fc.record({
      entitlements: shuffled(book.entitlements),
      roles: shuffled(book.roles),
      duties: shuffled(book.duties.map((duty) => ({ ...duty, any: [...duty.any].reverse() }))),
      rules: shuffled(book.rules.map((rule) => ({ ...rule, legs: [...rule.legs].reverse() }))),
    }),
    world: fc.record({
      controls: shuffled(world.controls),
      grants: shuffled(world.grants),
      kinds: shuffled([...world.kinds]).map((kinds) => new Map(kinds)),
    }),
    change: fc.record({ add: shuffled(change.add), drop: shuffled(change.drop) }),
  });

/** Law 1: the order of facts, rules, legs and items changes nothing, to the byte. */
export const orderMeansNothing: Law = (engine) =>
  fc.property(
    anyCases.chain((small) => fc.tuple(fc.constant(small), inAnyOrder(small))),
    ([small, other]) => {
      const text = engine.judgementText(judged(engine, small));
      expect(engine.judgementText(judged(engine, other))).toBe(text);
    },
  );

/** Other ids for everything, in the opposite order. */
function renamed({ book, world, change, at }: SmallCase): SmallCase {
  const turn = (id: string) => String.fromCharCode(...Array.from(id, (c) => 0x9f - c.charCodeAt(0)));
  const name = (id: string) => (id.startsWith('role:') ? `role:${turn(id)}` : `x${turn(id)}`);
  const grant = (g: Grant): Grant => ({ ...g, identity: name(g.identity), item: name(g.item) });
  return {
    at,
    book: {
      entitlements: book.entitlements.map(name),
      roles: book.roles.map((role) => {
        const [entitlements, roles] = [role.entitlements.map(name), role.roles.map(name)];
        return { ...role, id: name(role.id), entitlements, roles };
      }),
      duties: book.duties.map((duty) => ({ id: name(duty.id), any: duty.any.map(name) })),
      rules: book.rules.map((rule) => ({ ...rule, id: name(rule.id), legs: rule.legs.map(name) })),
    },
    world: {
      controls: world.controls.map((control) => ({
        ...control,
        from: name(control.from),
        to: name(control.to),
      })),
      grants: world.grants.map(grant),
      kinds: new Map([...world.kinds].map(([id, kind]) => [name(id), kind])),
    },
    change: { add: change.add.map(grant), drop: change.drop.map(grant) },
  };
}

/** All that a conflict says but names, and which of equal paths and roots is shown. */
function shape({ title, class: kind, vetoes, windows, sameFor, legs, shownAt }: Conflict): string {
  const rows = windows.map(({ from, until, legs: met }) => [from, until, met.length]);
  const lengths = sameFor.length > 0 ? [] : legs.map(({ path }) => path.length).sort();
  return JSON.stringify([title, kind, vetoes, rows, sameFor.length, lengths, shownAt]);
}

const shapes = ({ outcome, demands, conflicts, holds }: Judgement) => ({
  outcome,
  demands: [demands.dualApproval.length, demands.maxUntil],
  conflicts: conflicts.map(shape).sort(),
  holds: holds.map(({ code }) => code),
});

/** Law 1: renaming changes nothing but names. */
export const namesMeanNothing: Law = (engine) =>
  fc.property(cases, (small) => {
    expect(shapes(judged(engine, renamed(small)))).toEqual(shapes(judged(engine, small)));
  });
