import type { BundleDocument, Branch, Leaf, RuleSpec } from '@countersign/contracts/governance';
import { InconsistentBundle } from './errors.js';

type Names = ReadonlyMap<string, unknown>;

/** Entries by id. Throws `INCONSISTENT_BUNDLE` when two have the same. */
export function index<T extends { readonly id: string }>(
  what: string,
  items: readonly T[],
): ReadonlyMap<string, T> {
  const map = new Map(items.map((item) => [item.id, item]));
  if (map.size !== items.length) throw new InconsistentBundle(`two ${what} have the same id`);
  return map;
}

/** The names inside the branches of a duty or the members of a set; classes and patterns name nothing. */
export const namesIn = (branches: readonly (Branch | Leaf)[]): string[] =>
  branches.flatMap((branch): string[] => {
    if (typeof branch === 'string') return branch.includes('*') ? [] : [branch];
    if ('any' in branch) return namesIn(branch.any);
    if ('all' in branch) return namesIn(branch.all);
    return 'of' in branch ? namesIn(branch.of) : [];
  });

const dutiesOf = ({ legs = [], holders, when, needs }: RuleSpec): string[] => [
  ...legs,
  ...[holders, when, needs].filter((id) => id !== undefined),
];

/** Checks that duties, rules and edges name only what the bundle has; roles and birthrights are looked at where they are expanded. */
export function checkNames(document: BundleDocument, entitlements: Names, roles: Names): void {
  const duties = index('duties', document.duties);
  index('rules', document.rules);
  index('birthrights', document.birthrights);
  index('routes', document.routes);
  index('edges', document.edges);
  index('exceptions', document.exceptions);
  index('recognised powers', document.recognised);
  index('sources', document.sources);
  const known = (id: string) => {
    const [kind] = id.split(':');
    const names = kind === 'role' ? roles : kind === 'duty' ? duties : entitlements;
    if (!names.has(id)) throw new InconsistentBundle(`bundle ${document.number} names an unknown \`${id}\``);
  };
  for (const { any = [], all = [], of = [] } of document.duties)
    namesIn([...any, ...all, ...of]).forEach(known);
  for (const rule of document.rules) [...dutiesOf(rule), ...namesIn(rule.set ?? [])].forEach(known);
  for (const { premises, gives } of document.edges)
    namesIn([...premises, ...('entitlement' in gives ? [gives.entitlement] : [])]).forEach(known);
}
