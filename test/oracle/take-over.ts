/** Whom a root reaches by `take-over` alone, by the definitions (SEMANTICS §2): `ctl` with all control, less `ctl` with none of strength `take-over`. */
import type { Control, EdgeDefinition, FullCase } from './full-form.js';
import { Case } from './case.js';
import { Reach } from './facts.js';
import { sidesOf } from './sides.js';

export interface TakeOver {
  readonly from: number;
  readonly whom: readonly string[];
}

/** Nothing is asked: the facts as they are. */
const asIs = (stated: FullCase): FullCase => ({ ...stated, change: { drop: [], add: [] } });

const isActing = ({ gives }: EdgeDefinition): boolean =>
  'entitlement' in gives || gives.strength === 'acts-as';

/** The same case without power to take over; whoever had it has control of herself instead, so that instants and names stay. */
function withoutTakeOver({ book, world, ...rest }: FullCase): FullCase {
  const itself = (control: Control): Control[] =>
    control.strength === 'take-over'
      ? [control.from, control.to].map((one) => ({ ...control, from: one, to: one }))
      : [control];
  return {
    ...rest,
    book: { ...book, edges: (book.edges ?? []).filter(isActing) },
    world: { ...world, controls: world.controls.flatMap(itself) },
  };
}

const reading = (stated: FullCase) => {
  const c = new Case(stated);
  const { after } = sidesOf(c);
  const reach = new Reach(c);
  return {
    c,
    ctl: (p: string, t: number) => [...reach.powers(after, p, t).ctl.keys()],
    isJudged: (p: string, t: number) => reach.isJudged(after, p, t),
  };
};

/** Answers for one case: everybody in it, and whom each reaches so, from an instant of judgement on. */
export function takeOvers(stated: FullCase) {
  const [whole, acting] = [reading(asIs(stated)), reading(withoutTakeOver(asIs(stated)))];
  const whomAt = (root: string, t: number): string[] => {
    const own = new Set(acting.ctl(root, t));
    return whole
      .ctl(root, t)
      .filter((x) => !own.has(x))
      .sort();
  };
  return {
    ids: whole.c.ids,
    first: whole.c.instants[0] ?? 0,
    whomAt,
    /** The first time that it is more than so many. */
    above(root: string, bound: number): TakeOver | undefined {
      const from = whole.c.ahead.find((t) => whole.isJudged(root, t) && whomAt(root, t).length > bound);
      return from === undefined ? undefined : { from, whom: whomAt(root, from) };
    },
  };
}
