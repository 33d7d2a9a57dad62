import { type BundleContent, type ListSection, listSections } from '../content.js';
import type { DocumentPath, Problem } from '../problem.js';
import { type Named, type Reference, referencesOf } from './references.js';

const problem = (path: DocumentPath, code: Problem['code'], message: string): Problem => ({
  path,
  code,
  message,
});

/** Ids and permissions that stand for two things. */
export function duplicateProblems(content: BundleContent): Problem[] {
  const ids = listSections.flatMap((section) =>
    repeats(content[section].map(({ id }) => id)).map(({ value, at, first }) =>
      problem(
        [section, at, 'id'],
        'ID_DUPLICATE',
        `\`${value}\` is already entry ${first + 1} of \`${section}\``,
      ),
    ),
  );
  const permissions = content.entitlements.map(
    ({ id, permission }) => `${id.split(':')[0] ?? ''} ${permission}`,
  );
  return [
    ...ids,
    ...repeats(permissions).map(({ at, first }) =>
      problem(
        ['entitlements', at, 'permission'],
        'PERMISSION_DUPLICATE',
        `\`${content.entitlements[first]?.id ?? ''}\` already stands for this permission; two names of one thing could be held against each other`,
      ),
    ),
  ];
}

/** Names of things that are nowhere, and things that one list names twice. `mentioned`: ids known besides those of `content`. */
export function referenceProblems(
  content: BundleContent,
  mentioned: ReadonlySet<string> = new Set(),
): Problem[] {
  const names = namesOf(content, mentioned);
  const references = referencesOf(content);
  const lists = new Map<string, Reference[]>();
  for (const reference of references.filter(isInList)) {
    const list = reference.path.slice(0, -1).join('/');
    lists.set(list, [...(lists.get(list) ?? []), reference]);
  }
  return [
    ...references
      .filter((reference) => !isKnown(reference, names))
      .map(({ path, name, what }) =>
        problem(path, 'REFERENCE_UNKNOWN', `\`${name}\` is not ${sorts[what]} of this bundle`),
      ),
    ...[...lists.values()].flatMap((list) =>
      repeats(list.map(({ name }) => name)).map(({ value, at }) =>
        problem(list[at]?.path ?? [], 'REFERENCE_DUPLICATE', `\`${value}\` stands here a second time`),
      ),
    ),
  ];
}

/** Names in a list of plain names; the same item may stand beside itself within another scope. */
const isInList = ({ path }: Reference): boolean => typeof path.at(-1) === 'number';

const sorts: Readonly<Record<Named, string>> = {
  system: 'a system',
  entitlement: 'an entitlement',
  role: 'a role',
  duty: 'a duty',
  item: 'an entitlement or a role',
  leaf: 'an entitlement, a role or a duty',
  dimension: 'a dimension',
  attribute: 'an attribute of any entitlement',
  rule: 'a rule',
};

type Names = Readonly<Record<Named, ReadonlySet<string>>>;

function namesOf(content: BundleContent, mentioned: ReadonlySet<string>): Names {
  const of = (...sections: ListSection[]) =>
    new Set<string>([...sections.flatMap((section) => content[section].map(({ id }) => id)), ...mentioned]);
  return {
    system: of('systems'),
    entitlement: of('entitlements'),
    role: of('roles'),
    duty: of('duties'),
    item: of('entitlements', 'roles'),
    leaf: of('entitlements', 'roles', 'duties'),
    dimension: of('dimensions'),
    attribute: new Set(content.entitlements.flatMap(({ attributes }) => Object.keys(attributes ?? {}))),
    rule: of('rules'),
  };
}

/** A pattern may stand for something, whatever it meets; only where patterns can stand is one accepted by form. */
const isKnown = ({ name, what }: Reference, names: Names): boolean =>
  names[what].has(name) || ((what === 'leaf' || what === 'item') && name.includes('*'));

/** Values that were there before, with where they stand now and where they stood first. */
function repeats(values: readonly string[]): { value: string; at: number; first: number }[] {
  const first = new Map<string, number>();
  return values.flatMap((value, at) => {
    const before = first.get(value);
    if (before === undefined) first.set(value, at);
    return before === undefined ? [] : [{ value, at, first: before }];
  });
}
