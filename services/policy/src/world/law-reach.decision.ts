import { canMeet, isPattern } from '@countersign/conflicts';
import type { Item } from '@countersign/contracts';
import type { Branch, DutySpec, EdgeSpec, EntitlementSpec, Leaf } from '@countersign/contracts/governance';
import { type Bundle, itemName } from '@countersign/statement';
import { perBundle } from './per-bundle.decision.js';

/** What somebody must hold some of for something, by one law; more than that is harmless, less is not. */
export class Needed {
  /** By name that the law knows, so that it never grows beyond the law. */
  private readonly answers = new Map<string, boolean>();

  /** `names`: entitlements, patterns, roles. */
  constructor(
    private readonly bundle: Bundle,
    private readonly names: ReadonlySet<string>,
  ) {}

  /** Whether holding an item gives some of it. */
  isGivenBy(item: string): boolean {
    const known = this.answers.get(item);
    if (known !== undefined) return known;
    const answer = givenBy(this.bundle, item).some((given) =>
      [...this.names].some((name) => meets(given, name)),
    );
    if (this.bundle.knows(item)) this.answers.set(item, answer);
    return answer;
  }
}

const isClassOf = (wanted: Readonly<Record<string, string>>, { attributes = {} }: EntitlementSpec): boolean =>
  Object.entries(wanted).every(
    ([name, value]) => Object.hasOwn(attributes, name) && attributes[name] === value,
  );

/** The names inside a duty or a set, through other duties and classes. */
function namesOf(bundle: Bundle, branches: readonly (Branch | Leaf)[], seen = new Set<string>()): string[] {
  const { entitlements, duties } = bundle.document;
  return branches.flatMap((branch): string[] => {
    if (typeof branch !== 'string') {
      if (!('class' in branch)) return namesOf(bundle, inside(branch), seen);
      return entitlements.filter((spec) => isClassOf(branch.class, spec)).map(({ id }) => id);
    }
    if (!branch.startsWith('duty:')) return [branch];
    if (seen.has(branch)) return [];
    seen.add(branch);
    return namesOf(bundle, duties.filter(({ id }) => id === branch).flatMap(inside), seen);
  });
}

const inside = ({ any = [], all = [], of = [] }: Pick<DutySpec, 'any' | 'all' | 'of'>): Branch[] => [
  ...any,
  ...all,
  ...of,
];

const meets = (a: string, b: string): boolean =>
  a.startsWith('role:') || b.startsWith('role:') ? a === b : canMeet(a, b);

/**
 * Everything of which some must be held to exercise one of these: themselves, and the premises of edges that give one of them, to the end.
 * A superset: of several premises each is needed, so having none of one is having nothing of the edge.
 */
function closed(bundle: Bundle, names: readonly string[]): Needed {
  const all = new Set(names);
  for (const name of all)
    for (const { premises, gives } of bundle.document.edges)
      if ('entitlement' in gives && meets(gives.entitlement, name))
        for (const premise of premises) all.add(premise);
  return new Needed(bundle, all);
}

/** An edge that gives control, and for each of its premises what somebody must hold some of. */
export interface ControlEdge extends EdgeSpec {
  readonly needed: readonly Needed[];
}

/** The edges of a law that give control over somebody; worked out once. */
export const controlEdges = perBundle((bundle): readonly ControlEdge[] =>
  bundle.document.edges
    .filter(({ gives }) => 'control' in gives)
    .map((edge) => ({ ...edge, needed: edge.premises.map((premise) => closed(bundle, [premise])) })),
);

/** Those of them that let somebody know a secret: what gave it may be gone, and it is known all the same. */
export const lastingEdges = (bundle: Bundle): ControlEdge[] =>
  controlEdges(bundle).filter(({ gives: given }) => 'control' in given && given.lasting === true);

/** A rule on the number of holders, and what somebody must hold some of to be one. */
export interface HeadCount {
  readonly rule: string;
  readonly needed: Needed;
}

/** The rules of a law that count heads, in order; worked out once. */
export const headCounts = perBundle((bundle): readonly HeadCount[] =>
  bundle.document.rules
    .flatMap(({ id, rollout, holders }) =>
      holders === undefined || rollout === 'off'
        ? []
        : [{ rule: id, needed: closed(bundle, namesOf(bundle, [holders])) }],
    )
    .sort((a, b) => (a.rule < b.rule ? -1 : 1)),
);

/** The names that holding an item gives: its entitlements, itself and the roles inside it. */
function givenBy(bundle: Bundle, item: string): string[] {
  if (!item.startsWith('role:') || !bundle.knows(item)) return [item];
  const inside = bundle.rolesWithin(item, {}).map(({ role }) => role.id);
  return [item, ...inside, ...bundle.contents(item).map(({ id }) => id)];
}

/** Whether what is asked for can come to control over somebody: some premise of an edge that gives control. */
export const asksForControl = (bundle: Bundle, items: readonly Item[]): boolean =>
  controlEdges(bundle).some(({ needed }) =>
    items.some((item) => needed.some((one) => one.isGivenBy(itemName(item)))),
  );

/** The rules on holders that what is asked for can touch, in order: all of them where it can come to control over somebody, who may be a holder. */
export const headCountsTouched = (bundle: Bundle, items: readonly Item[]): readonly HeadCount[] =>
  asksForControl(bundle, items)
    ? headCounts(bundle)
    : headCounts(bundle).filter(({ needed }) => items.some((item) => needed.isGivenBy(itemName(item))));

/** Whether a selector of an edge may name an identity. Its own scope nobody states yet, so it is everywhere. */
export function mayName({ gives: given }: EdgeSpec, identity: string): boolean {
  if (!('control' in given)) return false;
  const { kind, identity: pattern } = given.control as { kind?: string; identity?: string };
  return (
    (kind === undefined || identity.startsWith(`${kind}:`)) &&
    (pattern === undefined || (isPattern(pattern) ? canMeet(pattern, identity) : pattern === identity))
  );
}

const dayMs = 86_400_000;
/** How far back (ms) a law looks: a time bound counts what was held in its period, which is twice its length where it says no other. */
export const lookBackMs = ({ document }: Bundle): number =>
  Math.max(0, ...document.rules.map(({ maxDays = 0, perDays = 2 * maxDays }) => perDays * dayMs));
