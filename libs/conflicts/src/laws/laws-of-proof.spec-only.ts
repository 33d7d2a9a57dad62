import fc from 'fast-check';
import type { Change, Conflict, Control, Grant, Judgement, Step } from '../index.js';
import { judged, type Law } from './law.spec-only.js';
import { cases, grants, type SmallCase } from './small-worlds.spec-only.js';

const unknowable: Partial<Grant>[] = [
  { item: 'role:nobody-knows' },
  { item: 'role:*' },
  { identity: 'person:nobody' },
  { window: { from: 7, until: 7 } },
  { window: { from: 0.5, until: null } },
];

/** Law 8: without a bundle, or with anything unknown in what is asked, nothing is granted. */
export const unknownIsNeverGranted: Law = (engine) =>
  fc.property(cases, grants, fc.constantFrom(...unknowable), (small, grant, wrong) => {
    const add = [...small.change.add, { ...grant, ...wrong }];
    expect(judged(engine, { ...small, change: { ...small.change, add } }).outcome).not.toBe('pass');
    const nothingHeld = { ...small.world, grants: [] };
    const fresh: Change = { drop: [], add: [grant] };
    expect(engine.judge(null, nothingHeld, fresh, 0).outcome).toBe('hold');
  });

/** Law 8: a bundle with an unknown name anywhere compiles to nothing. */
export const unknownIsNeverCompiled: Law = (engine) =>
  fc.property(cases, fc.nat({ max: 3 }), ({ book }, place) => {
    const spoiled = [
      { ...book, duties: book.duties.slice(0, 1) },
      { ...book, roles: book.roles.map((role) => ({ ...role, roles: ['role:top'] })) },
      { ...book, rules: [] },
      { ...book, rules: book.rules.map((rule) => ({ ...rule, except: [] })) },
    ][place];
    expect(() => engine.compileMatrix(spoiled ?? book)).toThrow();
  });

const stepsOf = <S extends Step['step']>({ legs }: Conflict, kind: S) =>
  legs.flatMap(({ path }) => path.filter((step): step is Extract<Step, { step: S }> => step.step === kind));

/** Only what the paths of a conflict show. */
function shownFacts(small: SmallCase, conflict: Conflict): SmallCase {
  const all = stepsOf(conflict, 'holds').map(({ identity, item, state, window }) => ({
    identity,
    item,
    state,
    window,
  }));
  const grantsShown = [...new Map(all.map((grant) => [JSON.stringify(grant), grant])).values()];
  const controls: Control[] = stepsOf(conflict, 'controls').map(({ from, to, how, strength, window }) => {
    return { from, to, how, strength, window };
  });
  const isAsked = ({ state }: Grant) => state === 'asked';
  return {
    ...small,
    world: { ...small.world, controls, grants: grantsShown.filter((grant) => !isAsked(grant)) },
    change: { drop: [], add: grantsShown.filter(isAsked) },
  };
}

/** The legs met at `t` in what a judgement says of one rule and root. */
const legsAt = ({ conflicts }: Judgement, { rule, root }: Conflict, t: number): readonly string[] =>
  conflicts
    .filter((other) => other.rule === rule && [other.root, ...other.sameFor].includes(root))
    .flatMap(({ windows }) => windows.filter(({ from, until }) => from <= t && t < (until ?? Infinity)))
    .flatMap(({ legs }) => legs);

/** Law 9: the facts on the shown paths alone reproduce the conflict, where and as far as it is shown. */
export const pathsProve: Law = (engine) =>
  fc.property(cases, (small) => {
    for (const conflict of judged(engine, small).conflicts) {
      const again = legsAt(judged(engine, shownFacts(small, conflict)), conflict, conflict.shownAt);
      expect(again).toEqual(conflict.legs.map(({ duty }) => duty));
    }
  });

const cutAt = ({ change, ...rest }: SmallCase, end: number): SmallCase => {
  const add = change.add.map((grant) => {
    const { from, until } = grant.window;
    return { ...grant, window: { from, until: Math.min(end, until ?? Infinity) } };
  });
  return { ...rest, change: { ...change, add } };
};

/** Law 9: the repair passes, and one instant more does not. */
export const repairsPass: Law = (engine) =>
  fc.property(cases, (small) => {
    const { maxUntil } = judged(engine, small).demands;
    if (maxUntil === null) return;
    expect(judged(engine, cutAt(small, maxUntil)).outcome).toBe('pass');
    expect(judged(engine, cutAt(small, maxUntil + 1)).outcome).toBe('veto');
  });
