import {
  ConflictsError,
  DEFAULT_BUDGET,
  type Grant,
  judge,
  type JudgedChange,
  type World,
} from '@countersign/conflicts';
import type { RequestId } from '@countersign/contracts';
import { contentOf } from './promises.decision.js';

/** A request that is pending, as the access that it would be. */
export interface Pending {
  readonly request: RequestId;
  readonly grants: readonly Grant[];
}

/** Pending requests that collide with one that is judged, in the order in which they were given. `more`: whether there may be others. */
export interface Contends {
  readonly requests: readonly RequestId[];
  readonly more: boolean;
}

/** Most judgements about what contends with one request: each pending one by itself, then some together. */
const mostLooks = 50;
/** Steps of each: all together take no more than one judgement may. */
const stepsOfLook = DEFAULT_BUDGET / mostLooks;
/** Most facts that all of them look at, each in every look: locks are held meanwhile. */
const mostFacts = 10_000;

/** The larger the world, the fewer looks; one at least. */
const looksAt = ({ grants, controls }: World): number =>
  Math.max(1, Math.min(mostLooks, Math.floor(mostFacts / (grants.length + controls.length))));

/** Looks at a request again, as though something pending was held. */
class Looks {
  private left: number;
  /** Whether everything that was asked for could be judged. */
  isWhole = true;

  constructor(private readonly passed: JudgedChange) {
    this.left = looksAt(passed.world);
  }

  /** Whether the request would be refused if these were held. What cannot be judged is no yes. */
  collides(pending: readonly Pending[]): boolean {
    const answer = this.left === 0 ? 'unknown' : this.judged(pending);
    this.left = Math.max(0, this.left - 1);
    if (answer === 'unknown') this.isWhole = false;
    return answer === 'yes';
  }

  private judged(pending: readonly Pending[]): 'yes' | 'no' | 'unknown' {
    const { matrix, world, change, at } = this.passed;
    const grants = [...world.grants, ...pending.flatMap((one) => one.grants)];
    try {
      const { conflicts, holds } = judge(matrix, { ...world, grants }, change, at, { budget: stepsOfLook });
      if (conflicts.some(({ vetoes }) => vetoes)) return 'yes';
      return holds.length === 0 ? 'no' : 'unknown';
    } catch (error) {
      if (error instanceof ConflictsError) return 'unknown';
      throw error;
    }
  }
}

/**
 * Of what collides with a request only several together: as few as do, and whatever could stand in place of one of them. None where that cannot be
 * told.
 */
function someTogether(looks: Looks, pending: readonly Pending[]): readonly Pending[] {
  if (pending.length < 2 || !looks.collides(pending)) return [];
  const smallest = pending.reduce((kept, one) => {
    const others = kept.filter((other) => other !== one);
    return looks.collides(others) ? others : kept;
  }, pending);
  if (!looks.isWhole) return [];
  const stands = (one: Pending) =>
    smallest.some((taken) => looks.collides([...smallest.filter((other) => other !== taken), one]));
  return pending.filter((one) => smallest.includes(one) || stands(one));
}

/** The same of everything, and then of what is left of it, until nothing of that collides any more. */
function together(looks: Looks, pending: readonly Pending[]): readonly Pending[] {
  const found = someTogether(looks, pending);
  if (found.length === 0) return [];
  return [
    ...found,
    ...together(
      looks,
      pending.filter((one) => !found.includes(one)),
    ),
  ];
}

/**
 * The pending requests that would take part in a veto of this one, were they held (SEMANTICS, section 6): of two that collide, the one reserved
 * first stands. They are named and decide nothing. Pure, and the same for the same facts.
 */
export function contendsOf(passed: JudgedChange, pending: readonly Pending[]): Contends {
  const looks = new Looks(passed);
  const alone = pending.filter((one) => looks.collides([one]));
  const asked = new Set(passed.change.add.map(contentOf));
  // whoever asks for the same would hide what that collides with
  const others = pending.filter(
    (one) => !alone.includes(one) && !one.grants.every((grant) => asked.has(contentOf(grant))),
  );
  const several = together(looks, others);
  const named = [...alone, ...several];
  const requests = pending.filter((one) => named.includes(one)).map(({ request }) => request);
  // who is left may yet collide together with one that is named
  const isAll = several.length === 0 || several.length === others.length;
  return { requests, more: !looks.isWhole || !isAll };
}
