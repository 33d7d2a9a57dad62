import type { Content, Law, Scope } from './law.js';
import { isWithin, meet } from './scope.js';

/** Something that is asked for or given, and how far. */
export interface Part {
  readonly item: string;
  readonly scope: Scope;
}

/** What a role or birthright names, within its own scope and that of whoever names it. */
export function partsIn(contents: readonly Content[], within: Scope): Part[] {
  return contents.flatMap((content) => {
    const { item, scope = {} } = typeof content === 'string' ? { item: content } : content;
    const both = meet(within, scope);
    return both === null ? [] : [{ item, scope: both }];
  });
}

/** Everything that an item comes down to, and how far. */
export function expansionOf(law: Law, { item, scope }: Part): readonly Part[] {
  const role = law.roles.find(({ id }) => id === item);
  if (!role) return [{ item, scope }];
  const inner = partsIn(role.roles, scope).flatMap((one) => expansionOf(law, one));
  return [...partsIn(role.entitlements, scope), ...inner];
}
/** Who wrote a role, or any role in it. */
export const authorsOf = (law: Law, item: string): readonly string[] => {
  const role = law.roles.find(({ id }) => id === item);
  return role
    ? [...role.authors, ...partsIn(role.roles, {}).flatMap((inner) => authorsOf(law, inner.item))]
    : [];
};

/** Whether one is a part of another, and goes no further. */
export const isPartOf = (part: Part, whole: Part): boolean =>
  part.item === whole.item && isWithin(part.scope, whole.scope);
