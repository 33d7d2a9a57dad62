import type { EntitlementId, Hash, RoleId, Scope } from '@countersign/contracts';
import type {
  BundleDocument,
  DimensionSpec,
  EntitlementContent,
  EntitlementSpec,
  RoleContent,
  RoleSpec,
} from '@countersign/contracts/governance';
import { checkNames, index } from './bundle-names.js';
import { CannotExpand, InconsistentBundle, ScopeRefused } from './errors.js';
import { PermissionTemplate, type PlacedPermission } from './permission-template.js';
import { meetScopes, scopeKey } from './scope.js';

/** An entitlement, as far as a scope reaches. */
export interface ScopedEntitlement {
  readonly spec: EntitlementSpec;
  readonly scope: Scope;
}

/** A role inside another, as far as a scope reaches. */
export interface ScopedRole {
  readonly role: RoleSpec;
  readonly scope: Scope;
}

/** What a permission found in a target is. */
export interface ReadPermission {
  readonly entitlement: EntitlementId;
  readonly scope: Scope;
}

/** The name of what a role or birthright gives, and where. */
export const contentOf = (content: EntitlementContent | RoleContent): { item: string; scope: Scope } =>
  typeof content === 'string' ? { item: content, scope: {} } : content;

/** Each once, in order of ids, then of scopes. */
function inOrder(all: readonly ScopedEntitlement[]): readonly ScopedEntitlement[] {
  const keyed = new Map(all.map((one) => [`${one.spec.id} ${scopeKey(one.scope)}`, one]));
  return [...keyed.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/**
 * The law of a deployment, ready for questions. Construction checks what every verifier relies on: unique ids, no unknown names,
 * no cycle among roles, permissions that can be read back. Throws `INCONSISTENT_BUNDLE`; then nothing is judged or verified by it.
 */
export class Bundle {
  private readonly entitlements: ReadonlyMap<string, EntitlementSpec>;
  private readonly roles: ReadonlyMap<string, RoleSpec>;
  private readonly dimensions: ReadonlyMap<string, DimensionSpec>;
  private readonly closures = new Map<string, readonly ScopedEntitlement[]>();
  private readonly templates = new Map<string, PermissionTemplate>();
  private readonly places = new Map<string, EntitlementId[]>();

  constructor(
    readonly document: BundleDocument,
    readonly hash: Hash,
  ) {
    this.entitlements = index('entitlements', document.entitlements);
    this.roles = index('roles', document.roles);
    this.dimensions = index('dimensions', document.dimensions);
    const systems = index('systems', document.systems);
    for (const spec of document.entitlements) this.place(spec, systems);
    checkNames(document, this.entitlements, this.roles);
    for (const role of document.roles) this.close(role.id, []);
    for (const { items } of document.birthrights)
      for (const content of items) {
        const { item, scope } = contentOf(content);
        this.declared(scope);
        if (item.startsWith('role:')) this.known('role', this.roles, item);
        else this.known('entitlement', this.entitlements, item);
      }
  }

  get number(): number {
    return this.document.number;
  }

  /** Whether this bundle has an entitlement or a role of this name. */
  knows(item: string): boolean {
    return item.startsWith('role:') ? this.roles.has(item) : this.entitlements.has(item);
  }

  /** Whether scopes may use this dimension. */
  hasDimension(name: string): boolean {
    return this.dimensions.has(name);
  }

  /** An entitlement by id. Throws `CANNOT_EXPAND` when the bundle does not know it. */
  entitlement(id: EntitlementId | string): EntitlementSpec {
    const found = this.entitlements.get(id);
    if (!found)
      throw new CannotExpand(`entitlement \`${id}\` is not in bundle ${this.number}`, { details: { id } });
    return found;
  }

  /** The entitlements that a permission of a target stands for, and what part of them; none when the bundle does not know it. */
  entitlementsAt(system: string, permission: string): readonly ReadPermission[] {
    const plain = this.places.get(`${system} ${permission}`) ?? [];
    const scoped = (this.places.get(system) ?? []).flatMap((entitlement) => {
      const scope = this.templates.get(entitlement)?.read(permission) ?? null;
      return scope === null ? [] : [{ entitlement, scope }];
    });
    return [...plain.map((entitlement) => ({ entitlement, scope: {} })), ...scoped];
  }

  /**
   * The permissions that this much of an entitlement is. Throws what {@link PermissionTemplate.permissionsFor} throws, and
   * `SCOPE_VALUE_UNKNOWN` for a value that its dimension does not list, and `PERMISSION_AMBIGUOUS` for a name that could also be read as something else: nothing is given under it.
   */
  permissionsOf({ spec, scope }: ScopedEntitlement): readonly PlacedPermission[] {
    const [system = ''] = spec.id.split(':');
    this.listed(scope);
    const placed = this.templates.get(spec.id)?.permissionsFor(scope) ?? [];
    for (const { permission } of placed) {
      const read = this.entitlementsAt(system, permission);
      if (read.length > 1 && read.some(({ entitlement }) => this.isScoped(entitlement)))
        throw new ScopeRefused('PERMISSION_AMBIGUOUS', `\`${permission}\` is more than one thing`);
    }
    return placed;
  }

  /** How many permissions this much of an entitlement is. */
  countOf({ spec, scope }: ScopedEntitlement): number {
    return this.templates.get(spec.id)?.count(scope) ?? 0;
  }

  /** A role by id. Throws `CANNOT_EXPAND` when the bundle does not know it. */
  role(id: RoleId | string): RoleSpec {
    const found = this.roles.get(id);
    if (!found) throw new CannotExpand(`role \`${id}\` is not in bundle ${this.number}`, { details: { id } });
    return found;
  }

  /** What an entitlement or role comes down to, wherever: entitlements in order of their ids, each once. */
  contents(item: string): readonly EntitlementSpec[] {
    return [...new Set(this.contentsWithin(item, {}).map(({ spec }) => spec))];
  }

  /** What an entitlement or role comes down to within a scope; what the scope leaves nothing of is left out. In order of ids. */
  contentsWithin(item: string, scope: Scope): readonly ScopedEntitlement[] {
    const all = item.startsWith('role:')
      ? this.close(this.role(item).id, [])
      : [{ spec: this.entitlement(item), scope: {} }];
    return inOrder(all.flatMap((one) => this.within(one, scope)));
  }

  /** The roles inside a role, at any depth, within a scope; what the scope leaves nothing of is left out. None in an entitlement. */
  rolesWithin(item: string, scope: Scope): readonly ScopedRole[] {
    if (!item.startsWith('role:')) return [];
    return this.role(item)
      .roles.map(contentOf)
      .flatMap((inner) => {
        const met = meetScopes(inner.scope, scope);
        return met === null
          ? []
          : [{ role: this.role(inner.item), scope: met }, ...this.rolesWithin(inner.item, met)];
      });
  }

  /** The people who wrote a role or any role inside it; they do not approve requests for it. */
  authorsOf(item: string): readonly string[] {
    if (!item.startsWith('role:')) return [];
    const role = this.role(item);
    return [...role.authors, ...role.roles.flatMap((inner) => this.authorsOf(contentOf(inner).item))];
  }

  private within({ spec, scope }: ScopedEntitlement, narrower: Scope): ScopedEntitlement[] {
    const met = meetScopes(scope, narrower);
    return met === null ? [] : [{ spec, scope: met }];
  }

  private place(spec: EntitlementSpec, systems: ReadonlyMap<string, unknown>): void {
    const [system = ''] = spec.id.split(':');
    this.known('system', systems, system);
    const template = new PermissionTemplate(spec);
    for (const dimension of template.dimensions) this.declared({ [dimension]: [] });
    this.templates.set(spec.id, template);
    const key = this.isScoped(spec.id) ? system : `${system} ${spec.permission}`;
    this.places.set(key, [...(this.places.get(key) ?? []), spec.id]);
  }

  private isScoped(id: string): boolean {
    return (this.templates.get(id)?.dimensions.length ?? 0) > 0;
  }

  /** Where a dimension lists its values, targets have permissions for no other. */
  private listed(scope: Scope): void {
    for (const [dimension, values] of Object.entries(scope)) {
      const known = this.dimensions.get(dimension)?.values;
      const strange = known && values.find((value) => !known.includes(value));
      if (strange !== undefined)
        throw new ScopeRefused('SCOPE_VALUE_UNKNOWN', `\`${strange}\` is no value of \`${dimension}\` here`);
    }
  }

  private declared(scope: Scope): void {
    for (const dimension of Object.keys(scope))
      if (!this.dimensions.has(dimension))
        throw new InconsistentBundle(`bundle ${this.number} names an unknown dimension \`${dimension}\``);
  }

  private known(what: string, map: ReadonlyMap<string, unknown>, id: string): void {
    if (!map.has(id))
      throw new InconsistentBundle(`bundle ${this.number} names an unknown ${what} \`${id}\``);
  }

  private close(id: string, path: readonly string[]): readonly ScopedEntitlement[] {
    const done = this.closures.get(id);
    if (done) return done;
    if (path.includes(id))
      throw new InconsistentBundle(`roles contain each other: ${[...path, id].join(' > ')}`);
    this.known('role', this.roles, id);
    const role = this.roles.get(id) as RoleSpec;
    const own = role.entitlements.map(contentOf).map(({ item, scope }) => {
      this.declared(scope);
      this.known('entitlement', this.entitlements, item);
      return { spec: this.entitlement(item), scope };
    });
    const inner = role.roles.map(contentOf).flatMap(({ item, scope }) => {
      this.declared(scope);
      return this.close(item, [...path, id]).flatMap((one) => this.within(one, scope));
    });
    const all = inOrder([...own, ...inner]);
    this.closures.set(id, all);
    return all;
  }
}
