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

/** The item that a reserved name is of, and which version of it where it has one; in any scope. */
export function itemAndVersion(reserved: string): { readonly item: string; readonly version?: string } {
  const [name = ''] = reserved.split(' ');
  const [item = '', version] = name.split('@');
  return version === undefined ? { item } : { item, version };
}

/** The item that a reserved name is of, in any version and scope. */
export const bareName = (reserved: string): string => itemAndVersion(reserved).item;

/** The roles inside what is reserved, by such names: whoever holds an outer role that gets another version still has them. */
export function nestedNames(bundle: Bundle, items: readonly Item[]): readonly string[] {
  const inside = items.flatMap((item) => bundle.rolesWithin(itemName(item), item.scope));
  const names = inside.map(({ role, scope }) =>
    reservedName({ role: role.id, version: role.version, scope }),
  );
  return [...new Set(names)].sort();
}

/** The same with the scope that a reserved name tells. */
function readName(bundle: Bundle, reserved: string): ScopedItem & { readonly version?: string } {
  const [, ...rest] = reserved.split(' ');
  const scope = rest.length === 0 ? {} : (JSON.parse(rest.join(' ')) as Scope);
  return { ...itemAndVersion(reserved), scope: declared(bundle, scope) };
}

/** What a reserved name counts as: a version of a role that is no longer in force as that, a role that the law no longer has as nothing. */
function countsAs(bundle: Bundle, reserved: string): readonly ScopedItem[] {
  const { item, version, scope } = readName(bundle, reserved);
  if (version === undefined) return [{ item, scope }];
  if (!bundle.knows(item)) return [];
  return [{ item: String(bundle.role(item).version) === version ? item : `${item}@${version}`, scope }];
}

/** A reserved role once it is gone: that version of it and nothing in it, since its lines tell what it gave. A name of no role is nothing beside its lines. */
export function goneRole(bundle: Bundle, reserved: string): readonly ScopedItem[] {
  const { item, version, scope } = readName(bundle, reserved);
  return version !== undefined && bundle.knows(item) ? [{ item: `${item}@${version}`, scope }] : [];
}

/** What of a scope a later bundle still has: a dimension that is no more told apart is all of it, since doubt counts as held. */
export const declared = (bundle: Bundle, scope: Scope): Scope =>
  Object.fromEntries(Object.entries(scope).filter(([dimension]) => bundle.hasDimension(dimension)));

/** What a reservation keeps of what it is for: names by {@link reservedName} and {@link nestedNames}, and what it came down to. */
export interface ReservedItems {
  readonly items: readonly string[];
  readonly nested: readonly string[];
  readonly lines: readonly ScopedItem[];
}

/**
 * What a reservation counts as: what was asked for, roles that are no longer in force as an earlier version of them; and of the roles and
 * entitlements that this came down to whatever it no longer gives: a role has another version now, or a role nested in it has lost
 * what its holder still has.
 */
export function meaningsOf(bundle: Bundle, { items, nested, lines }: ReservedItems): readonly ScopedItem[] {
  const asked = items.flatMap((name) => countsAs(bundle, name));
  const given = asked.flatMap((one) => givenBy(bundle, one));
  const isGiven = ({ item, scope }: ScopedItem) =>
    given.some((one) => one.item === item && isScopeWithin(scope, one.scope));
  const roles = nested
    .flatMap((name) => countsAs(bundle, name))
    .filter(({ item, scope }) => !isGiven({ item: roleOf(item), scope }));
  const inside = [...given, ...roles.flatMap((one) => givenBy(bundle, one))];
  const kept = lines
    .map(({ item, scope }) => ({ item, scope: declared(bundle, scope) }))
    .filter(
      (line) => !inside.some(({ item, scope }) => item === line.item && isScopeWithin(line.scope, scope)),
    );
  const all = new Map(
    [...asked, ...roles, ...kept].map((one) => [JSON.stringify([one.item, one.scope]), one]),
  );
  return [...all.values()];
}

const roleOf = (item: string): string => item.split('@')[0] as string;

/** The entitlements and roles that an item gives by this law; what it does not know, and an earlier version, gives itself. */
function givenBy(bundle: Bundle, { item, scope }: ScopedItem): readonly ScopedItem[] {
  if (!bundle.knows(item)) return [{ item, scope }];
  const entitlements = bundle
    .contentsWithin(item, scope)
    .map((part) => ({ item: part.spec.id, scope: part.scope }));
  const roles = bundle.rolesWithin(item, scope).map((part) => ({ item: part.role.id, scope: part.scope }));
  return [...entitlements, ...roles];
}
