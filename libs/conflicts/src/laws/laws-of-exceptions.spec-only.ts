import fc from 'fast-check';
import type { Conflict, Control, Exception, Grant, Judgement, Scope, Step } from '../index.js';
import { type AnyCase, judged, type Law } from './law.spec-only.js';
import { isAbout } from './rich-law.spec-only.js';
import { monotoneCases, UNCATALOGUED, VALUES } from './rich-worlds.spec-only.js';

const covering = (conflict: Conflict, change: Partial<Exception>, id = 'E'): Exception => ({
  id,
  root: conflict.root,
  rule: conflict.rule,
  version: conflict.version,
  window: { from: 0, until: null },
  control: 'C',
  ...change,
});

/** The same conflict under other exceptions. Roots that were shown once may part, so it is looked up. */
const under = (again: Judgement, { rule, root }: Conflict): Conflict | undefined =>
  again.conflicts.find((other) => other.rule === rule && other.root === root);

const valuesAt = ({ object, ...row }: Conflict['windows'][number], names: Scope): Scope =>
  Object.fromEntries(
    Object.keys(names).flatMap((name) =>
      object[name] === '*' || !row.legs ? [] : [[name, [object[name] ?? '']]],
    ),
  );

/** Law 7: an exception for each row covers all; one instant, one object or one leg less covers it no longer. */
export const exceptionsCoverExactly: Law = (engine) =>
  fc.property(monotoneCases, (small) => {
    const judgedUnder = (exceptions: Exception[]) =>
      judged(engine, { ...small, world: { ...small.world, exceptions } });
    for (const conflict of judgedUnder([]).conflicts) {
      const is = (exceptions: Exception[]) => under(judgedUnder(exceptions), conflict)?.covered;
      const rows = conflict.windows.map((row, i) =>
        covering(conflict, { window: row, legs: row.legs, objects: valuesAt(row, conflict.values) }, `E${i}`),
      );
      expect(is(rows)).toBe(true);
      const t = conflict.shownAt;
      const around = [
        { from: 0, until: t },
        { from: t + 1, until: null },
      ];
      expect(is(around.map((window, i) => covering(conflict, { window }, `E${i}`)))).toBe(false);
      const legs = conflict.legs.map(({ duty }) => duty);
      expect(
        is(legs.map((left) => covering(conflict, { legs: legs.filter((leg) => leg !== left) }, left))),
      ).toBe(false);
      for (const [name, value] of Object.entries(conflict.shownObject)) {
        const objects = { [name]: [...VALUES, 'Z'].filter((other) => other !== value) };
        expect(is([covering(conflict, { objects })])).toBe(false);
      }
    }
  });

const stepsIn = (path: readonly Step[]): Step[] =>
  path.flatMap((step) => (step.step === 'confers' ? [step, ...step.others.flatMap(stepsIn)] : [step]));

/** Only what the paths of a conflict show. */
function shownFacts(small: AnyCase, conflict: Conflict): AnyCase {
  const steps = conflict.legs.flatMap(({ path }) => stepsIn(path));
  const { world, change } = small;
  const isShown = (grant: Grant, state: string) =>
    steps.some(
      (step) =>
        step.step === 'holds' &&
        [step.identity, step.item, state].join() === [grant.identity, grant.item, step.state].join() &&
        JSON.stringify([step.window, step.scope]) ===
          JSON.stringify([{ from: grant.window.from, until: grant.window.until }, grant.scope]),
    );
  const isUsed = (control: Control) =>
    steps.some(
      (step) =>
        step.step === 'controls' &&
        [step.from, step.to].sort().join() === [control.from, control.to].sort().join() &&
        step.how === control.how &&
        JSON.stringify(step.window) === JSON.stringify(control.window),
    );
  return {
    ...small,
    world: {
      ...world,
      grants: world.grants.filter((g) => isShown(g, g.state)),
      controls: world.controls.filter(isUsed),
    },
    change: {
      drop: [],
      add: change.add.filter((g) => isShown(g, 'asked')),
      addControls: (change.addControls ?? []).filter(isUsed),
    },
  };
}

/** Law 9: the facts on the shown paths alone reproduce the conflict, where and as far as it is shown. */
export const richPathsProve: Law = (engine) =>
  fc.property(monotoneCases, (one) => {
    const small = { ...one, change: { ...one.change, drop: [], dropControls: [] } };
    for (const conflict of judged(engine, small).conflicts) {
      const again = judged(engine, shownFacts(small, conflict)).conflicts.filter(
        ({ rule, root, sameFor }) => rule === conflict.rule && [root, ...sameFor].includes(conflict.root),
      );
      const legs = again.flatMap((other) =>
        other.windows
          .filter((row) => row.from <= conflict.shownAt && conflict.shownAt < (row.until ?? Infinity))
          .filter((row) => isAbout(row, other, conflict.shownObject))
          .flatMap((row) => row.legs),
      );
      // that an uncatalogued member of a set is granted by name may be told by another grant than the one that meets it
      const named = conflict.legs.map(({ duty }) => duty).filter((duty) => duty !== UNCATALOGUED);
      expect(named.filter((duty) => !legs.includes(duty))).toEqual([]);
    }
  });
