import type { Item, Scope } from '@countersign/contracts';
import { type Bundle, isScopeWithin, itemName, normalScope } from '@countersign/statement';

/** Something that counts, and where. */
export interface ScopedItem {
  readonly item: string;
  readonly scope: Scope;
}

/** The same as facts carry it: everywhere has no scope. */
export const asFact = ({ item, scope }: ScopedItem): { readonly item: string; readonly scope?: Scope } =>
  Object.keys(scope).length === 0 ? { item } : { item, scope };

/** The name under which a reservation keeps an item: roles with the version that was asked for, then the scope where there is one. */
export function reservedName(item: Item): string {
  const name = 'role' in item ? `${item.role}@${item.version}` : itemName(item);
  return Object.keys(item.scope).length === 0 ? name : `${name} ${JSON.stringify(normalScope(item.scope))}`;
}

/** The item that a reserved name stands for, unless it is a version of a role that is no longer in force. */
function itemInForce(bundle: Bundle, reserved: string): readonly ScopedItem[] {
  const [name = '', ...rest] = reserved.split(' ');
  const [item = '', version] = name.split('@');
  const inForce =
    version === undefined || (bundle.knows(item) && String(bundle.role(item).version) === version);
  const scope = rest.length === 0 ? {} : (JSON.parse(rest.join(' ')) as Scope);
  return inForce ? [{ item, scope: declared(bundle, scope) }] : [];
}

/** What of a scope a later bundle still has: a dimension that is no more told apart is all of it, since doubt counts as held. */
export const declared = (bundle: Bundle, scope: Scope): Scope =>
  Object.fromEntries(Object.entries(scope).filter(([dimension]) => bundle.hasDimension(dimension)));

/**
 * What the items of a reservation count as: themselves as far as they are in force, and of what they came down to when they were reserved
 * whatever these no longer give: a role has another version now, or a role nested in it has lost what its holder still has.
 */
export function meaningsOf(
  bundle: Bundle,
  names: readonly string[],
  lines: readonly ScopedItem[],
): readonly ScopedItem[] {
  const items = names.flatMap((name) => itemInForce(bundle, name));
  const given = items.flatMap(({ item, scope }) =>
    bundle.knows(item)
      ? bundle.contentsWithin(item, scope).map((part) => ({ item: part.spec.id, scope: part.scope }))
      : [{ item, scope }],
  );
  const more = lines
    .map(({ item, scope }) => ({ item, scope: declared(bundle, scope) }))
    .filter(
      (line) => !given.some(({ item, scope }) => item === line.item && isScopeWithin(line.scope, scope)),
    );
  const all = new Map([...items, ...more].map((one) => [JSON.stringify([one.item, one.scope]), one]));
  return [...all.values()];
}
