import type { Scope } from '@countersign/contracts';
import type { Branch, DutySpec, EdgeSpec, RuleSpec } from '@countersign/contracts/governance';
import { contentOf } from '@countersign/statement';
import type { BundleContent } from '../content.js';
import type { DocumentPath } from '../problem.js';

/** What a name must be the name of. */
export type Named =
  'system' | 'entitlement' | 'role' | 'duty' | 'item' | 'leaf' | 'dimension' | 'attribute' | 'rule';

/** A name that a bundle uses, where it stands, and what it must be. */
export interface Reference {
  readonly path: DocumentPath;
  readonly name: string;
  readonly what: Named;
}

const at = (path: DocumentPath, what: Named, name: string | undefined): Reference[] =>
  name === undefined ? [] : [{ path, name, what }];

const each = (path: DocumentPath, what: Named, names: readonly string[] = []): Reference[] =>
  names.flatMap((name, i) => at([...path, i], what, name));

const scoped = (path: DocumentPath, scope: Scope = {}): Reference[] =>
  Object.keys(scope).flatMap((name) => at([...path, name], 'dimension', name));

const contents = (
  path: DocumentPath,
  what: Named,
  list: readonly Parameters<typeof contentOf>[0][],
): Reference[] =>
  list.flatMap((content, i) => {
    const { item, scope } = contentOf(content);
    return typeof content === 'string'
      ? at([...path, i], what, item)
      : [...at([...path, i, 'item'], what, item), ...scoped([...path, i, 'scope'], scope)];
  });

type Node = Pick<DutySpec, 'any' | 'all' | 'of' | 'same'>;

const tree = (path: DocumentPath, { any, all, of, same }: Node): Reference[] => [
  ...branches([...path, 'any'], any),
  ...branches([...path, 'all'], all),
  ...branches([...path, 'of'], of),
  ...each([...path, 'same'], 'dimension', same),
];

const branches = (path: DocumentPath, list: readonly Branch[] = []): Reference[] =>
  list.flatMap((branch, i) => {
    if (typeof branch === 'string') return at([...path, i], 'leaf', branch);
    if (!('class' in branch)) return tree([...path, i], branch);
    return Object.keys(branch.class).flatMap((name) => at([...path, i, 'class', name], 'attribute', name));
  });

const ofRule = (
  path: DocumentPath,
  { legs, holders, when, needs, set, dimensions }: RuleSpec,
): Reference[] => [
  ...each([...path, 'legs'], 'duty', legs),
  ...at([...path, 'holders'], 'duty', holders),
  ...at([...path, 'when'], 'duty', when),
  ...at([...path, 'needs'], 'duty', needs),
  ...branches([...path, 'set'], set),
  ...each([...path, 'dimensions'], 'dimension', dimensions),
];

const ofEdge = (path: DocumentPath, { premises, gives, map = {} }: EdgeSpec): Reference[] => [
  ...each([...path, 'premises'], 'item', premises),
  ...at(
    [...path, 'gives', 'entitlement'],
    'entitlement',
    'entitlement' in gives ? gives.entitlement : undefined,
  ),
  ...Object.entries(map).flatMap(([from, to]) => [
    ...at([...path, 'map', from], 'dimension', from),
    ...at([...path, 'map', from], 'dimension', to ?? undefined),
  ]),
];

/** Every name that a bundle uses. */
export function referencesOf(content: BundleContent): Reference[] {
  const list = <T>(
    section: string,
    entries: readonly T[],
    of: (path: DocumentPath, entry: T) => Reference[],
  ) => entries.flatMap((entry, i) => of([section, i], entry));
  return [
    ...list('entitlements', content.entitlements, (path, { id }) =>
      at([...path, 'id'], 'system', id.split(':')[0] ?? ''),
    ),
    ...list('roles', content.roles, (path, { entitlements, roles }) => [
      ...contents([...path, 'entitlements'], 'entitlement', entitlements),
      ...contents([...path, 'roles'], 'role', roles),
    ]),
    ...list('duties', content.duties, tree),
    ...list('rules', content.rules, ofRule),
    ...list('edges', content.edges, ofEdge),
    ...list('exceptions', content.exceptions, (path, { rule, objects }) => [
      ...at([...path, 'rule'], 'rule', rule),
      ...scoped([...path, 'objects'], objects),
    ]),
    ...list('birthrights', content.birthrights, (path, { items }) =>
      contents([...path, 'items'], 'item', items),
    ),
  ];
}
