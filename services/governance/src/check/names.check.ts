import { type BundleContent, listSections } from '../content.js';
import type { DocumentPath, Problem } from '../problem.js';

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
  const known = (section: 'systems' | 'entitlements' | 'roles' | 'duties') =>
    new Set<string>([...content[section].map(({ id }) => id), ...mentioned]);
  const systems = known('systems');
  const entitlements = known('entitlements');
  const roles = known('roles');
  const duties = known('duties');
  const items = new Set([...entitlements, ...roles]);
  return [
    ...content.entitlements.flatMap(({ id }, at) => unknownSystem(id, at, systems)),
    ...content.roles.flatMap((role, at) => [
      ...badNames(['roles', at, 'entitlements'], role.entitlements, entitlements, 'an entitlement'),
      ...badNames(['roles', at, 'roles'], role.roles, roles, 'a role'),
    ]),
    ...content.duties.flatMap(({ any }, at) =>
      badNames(['duties', at, 'any'], any, entitlements, 'an entitlement'),
    ),
    ...content.rules.flatMap(({ legs }, at) => badNames(['rules', at, 'legs'], legs, duties, 'a duty')),
    ...content.birthrights.flatMap((birthright, at) =>
      badNames(['birthrights', at, 'items'], birthright.items, items, 'an entitlement or a role'),
    ),
  ];
}

function unknownSystem(id: string, at: number, systems: ReadonlySet<string>): Problem[] {
  const system = id.split(':')[0] ?? '';
  if (systems.has(system)) return [];
  return [
    problem(['entitlements', at, 'id'], 'REFERENCE_UNKNOWN', `\`${system}\` is not a system of this bundle`),
  ];
}

function badNames(
  path: DocumentPath,
  names: readonly string[],
  known: ReadonlySet<string>,
  what: string,
): Problem[] {
  return [
    ...names.flatMap((name, at) =>
      known.has(name)
        ? []
        : [problem([...path, at], 'REFERENCE_UNKNOWN', `\`${name}\` is not ${what} of this bundle`)],
    ),
    ...repeats(names).map(({ value, at }) =>
      problem([...path, at], 'REFERENCE_DUPLICATE', `\`${value}\` stands here a second time`),
    ),
  ];
}

/** Values that were there before, with where they stand now and where they stood first. */
function repeats(values: readonly string[]): { value: string; at: number; first: number }[] {
  const first = new Map<string, number>();
  return values.flatMap((value, at) => {
    const before = first.get(value);
    if (before === undefined) first.set(value, at);
    return before === undefined ? [] : [{ value, at, first: before }];
  });
}
