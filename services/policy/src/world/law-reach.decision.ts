import { canMeet, isPattern } from '@countersign/conflicts';
import type { Item } from '@countersign/contracts';
import type { Branch, DutySpec, EdgeSpec, EntitlementSpec, Leaf } from '@countersign/contracts/governance';
import { type Bundle, contentOf, itemName } from '@countersign/statement';

/** Names (entitlements, patterns, roles) of which holding some is needed for something; more than are is harmless, fewer is not. */
export type Needed = ReadonlySet<string>;

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
function closed({ document }: Bundle, names: readonly string[]): Needed {
  const all = new Set(names);
  for (const name of all)
    for (const { premises, gives } of document.edges)
      if ('entitlement' in gives && meets(gives.entitlement, name))
        for (const premise of premises) all.add(premise);
  return all;
}

/** An edge that gives control, and for each of its premises what somebody must hold some of. */
export interface ControlEdge extends EdgeSpec {
  readonly needed: readonly Needed[];
}

/** The edges of a law that give control over somebody. */
export const controlEdges = (bundle: Bundle): ControlEdge[] =>
  bundle.document.edges
    .filter(({ gives }) => 'control' in gives)
    .map((edge) => ({ ...edge, needed: edge.premises.map((premise) => closed(bundle, [premise])) }));

/** Those of them that let somebody know a secret: what gave it may be gone, and it is known all the same. */
export const lastingEdges = (bundle: Bundle): ControlEdge[] =>
  controlEdges(bundle).filter(({ gives: given }) => 'control' in given && given.lasting === true);

/** A rule on the number of holders, and what somebody must hold some of to be one. */
export interface HeadCount {
  readonly rule: string;
  readonly needed: Needed;
}

/** The rules of a law that count heads. */
export const headCounts = (bundle: Bundle): HeadCount[] =>
  bundle.document.rules.flatMap(({ id, rollout, holders }) =>
    holders === undefined || rollout === 'off'
      ? []
      : [{ rule: id, needed: closed(bundle, namesOf(bundle, [holders])) }],
  );

/** The names that holding an item gives: its entitlements, itself and the roles inside it. */
function givenBy(bundle: Bundle, item: string): string[] {
  if (!item.startsWith('role:') || !bundle.knows(item)) return [item];
  const inside = bundle.role(item).roles.flatMap((inner) => givenBy(bundle, contentOf(inner).item));
  return [item, ...inside, ...bundle.contents(item).map(({ id }) => id)];
}

/** Whether holding an item gives some of what is needed. */
export const gives = (bundle: Bundle, item: string, needed: Needed): boolean =>
  givenBy(bundle, item).some((given) => [...needed].some((name) => meets(given, name)));

/** Whether what is asked for can come to control over somebody: some premise of an edge that gives control. */
export const asksForControl = (bundle: Bundle, items: readonly Item[]): boolean =>
  controlEdges(bundle).some(({ needed }) =>
    items.some((item) => needed.some((names) => gives(bundle, itemName(item), names))),
  );

/** The rules on holders that what is asked for can touch, in order. */
export const headCountsTouched = (bundle: Bundle, items: readonly Item[]): HeadCount[] =>
  headCounts(bundle)
    .filter(({ needed }) => items.some((item) => gives(bundle, itemName(item), needed)))
    .sort((a, b) => (a.rule < b.rule ? -1 : 1));

/** Whether a selector of an edge may name an identity. Its own scope nobody states yet, so it is everywhere. */
export function mayName({ gives: given }: EdgeSpec, identity: string): boolean {
  if (!('control' in given)) return false;
  const { kind, identity: pattern } = given.control as { kind?: string; identity?: string };
  return (
    (kind === undefined || identity.startsWith(`${kind}:`)) &&
    (pattern === undefined || (isPattern(pattern) ? canMeet(pattern, identity) : pattern === identity))
  );
}
